// Emulators of two vendors, in a process of their own. What it prints is what a service has in its environment.
import { startEmulator as startAvanan } from '@axios-keyring/avanan/emulator';
import { startEmulator as startTaxjar } from '@axios-keyring/taxjar/emulator';

const taxjar = await startTaxjar();
const avanan = await startAvanan();
const environment = {
  TAXJAR_BASE_URL: taxjar.url,
  TAXJAR_API_TOKEN: taxjar.credentials.apiToken,
  AVANAN_BASE_URL: `${avanan.url}/v1.0`,
  AVANAN_APPLICATION_ID: avanan.credentials.applicationId,
  AVANAN_SECRET_KEY: avanan.credentials.secretKey,
};
console.log(`environment ${JSON.stringify(environment)}`);
