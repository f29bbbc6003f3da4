import { createRequire } from 'node:module';

/** As in `builtin.ts`. Node.js has `process.getBuiltinModule` only since 20.16 and 22.3. */
export const builtin: NodeJS.Process['getBuiltinModule'] | undefined = createRequire('/');
