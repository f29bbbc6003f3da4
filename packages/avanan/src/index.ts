export { avanan, type AvananOptions } from './avanan.js';
