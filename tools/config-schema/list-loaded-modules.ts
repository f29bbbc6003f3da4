import { createRequire } from 'node:module';
import { createKeyring } from 'axios-keyring';

// Prints which files are loaded by then; run as a process of its own, so that nothing else loads any.
createKeyring([]);
console.log(Object.keys(createRequire(__filename).cache).join('\n'));
