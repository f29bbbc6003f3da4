export { avanan, type AvananOptions, type InfinityOptions, type SmartApiOptions } from './avanan.js';
