import { type Suite } from '../suite.js';
import { importFigures } from './imports.js';
import { loadFigures } from './load.js';

/** What a process pays once. */
export const startUp: Suite = {
  name: 'start-up',
  about:
    'the import of a provider beyond axios, and loadKeyring, in fresh processes (of what npm run build built)',
  async run(say) {
    say('imports');
    const imports = await importFigures();
    say('loadKeyring');
    return [...imports, ...(await loadFigures())];
  },
};
