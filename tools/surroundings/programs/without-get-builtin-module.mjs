// What the packages use of Node.js, where process.getBuiltinModule is not there yet; by import and by require.
import { once } from 'node:events';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

Object.defineProperty(process, 'getBuiltinModule', { value: undefined });
const folder = process.cwd();
const load = createRequire(`${folder}/`);
writeFileSync(join(folder, 'token'), 'a-token\n');
writeFileSync(
  join(folder, 'imported.mjs'),
  "export * from '@axios-keyring/taxjar';\nexport * from '@axios-keyring/core';\n",
);

async function tried({ taxjar, hash }) {
  const axios = load('axios');
  const server = createServer((_, response) => response.writeHead(401).end('refused'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const baseURL = `http://127.0.0.1:${server.address().port}`;
  process.env.TAXJAR_API_TOKEN_FILE = join(folder, 'token');
  const client = axios.create({ baseURL, proxy: false });
  client.interceptors.request.use(taxjar({ baseURL }));
  let events = 0;
  const count = () => (events += 1);
  subscribe('axios-keyring', count);
  const { data } = await client.get('/', { responseType: 'stream', validateStatus: () => true });
  let refusal = '';
  for await (const chunk of data) refusal += chunk;
  unsubscribe('axios-keyring', count);
  server.close();
  return { refusal, isTold: events > 0, digest: typeof hash('sha256', 'text', 'hex') };
}

const required = { ...load('@axios-keyring/taxjar'), ...load('@axios-keyring/core') };
const imported = await import(pathToFileURL(join(folder, 'imported.mjs')));
console.log(JSON.stringify([await tried(required), await tried(imported)]));
