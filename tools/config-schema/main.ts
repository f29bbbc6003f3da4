import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keyringSchema } from 'axios-keyring';
import { knownProviders, namedProviders } from '../providers/known-providers.js';

// Run by the build of axios-keyring: writes the JSON Schema of the shared config, and prints what is built in of the
// providers of this project.
const schema = join(__dirname, '..', '..', 'packages', 'axios-keyring', 'keyring.schema.json');
writeFileSync(schema, `${JSON.stringify(keyringSchema(namedProviders()), undefined, 2)}\n`);
console.log(JSON.stringify(knownProviders()));
