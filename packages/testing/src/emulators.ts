import { startAvalaraCommunications } from './avalara-communications.js';
import { startAvanan } from './avanan/avanan.js';
import { startAzureCommunication } from './azure-communication/azure-communication.js';
import { startTaxjar } from './taxjar.js';

/** How each emulator is started, by the name of the provider that it is for. */
export const starters = {
  taxjar: startTaxjar,
  'avalara-communications': startAvalaraCommunications,
  avanan: startAvanan,
  'azure-communication': startAzureCommunication,
};
