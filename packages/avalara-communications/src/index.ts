export { avalaraCommunications, type AvalaraCommunicationsOptions } from './avalara-communications.js';
