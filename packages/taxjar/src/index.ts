export { taxjar, type TaxjarOptions } from './taxjar.js';
