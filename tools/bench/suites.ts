import { type Suite } from './suite.js';
import { tokens } from './tokens/tokens.js';

/** All parts of the benchmark, in the order in which they run. */
export const suites: readonly Suite[] = [tokens];
