import { hostProcess } from './host.js';

/**
 * Gives a module of Node.js; absent where there are none. They are looked up and not imported, so that bundles for
 * browsers and workers need no polyfills. The build for Node.js has `builtin-on-node.ts` in place of this file.
 */
export const builtin: NodeJS.Process['getBuiltinModule'] | undefined = hostProcess()?.getBuiltinModule;
