// Emulators of two vendors, in a process of their own. What it prints is what a service has in its environment.
import { startEmulator } from '@axios-keyring/testing';

const taxjar = await startEmulator('taxjar');
const avanan = await startEmulator('avanan');
const environment = {
  TAXJAR_BASE_URL: taxjar.url,
  TAXJAR_API_TOKEN: taxjar.credentials.apiToken,
  AVANAN_BASE_URL: `${avanan.url}/v1.0`,
  AVANAN_APPLICATION_ID: avanan.credentials.applicationId,
  AVANAN_SECRET_KEY: avanan.credentials.secretKey,
};
console.log(`environment ${JSON.stringify(environment)}`);
