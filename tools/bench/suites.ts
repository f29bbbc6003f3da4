import { adapter } from './adapter/adapter.js';
import { growth } from './growth/growth.js';
import { loopback } from './loopback/loopback.js';
import { profiles } from './profiles/profiles.js';
import { signing } from './signing/signing.js';
import { startUp } from './start-up/start-up.js';
import { type Suite } from './suite.js';
import { tokens } from './tokens/tokens.js';

/** All parts of the benchmark, in the order in which they run. */
export const suites: readonly Suite[] = [adapter, loopback, signing, tokens, startUp, growth, profiles];
