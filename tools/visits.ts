import { Session } from 'node:inspector/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import axios from 'axios';
import { startServer } from '@axios-keyring/testing';
import { taxjar } from '@axios-keyring/taxjar';

// Counts the files and functions of this project that one GET of TaxJar's goes through, by V8's own call counts:
// https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#method-startPreciseCoverage

async function main(): Promise<void> {
  const server = await startServer((_, response) => {
    response.end('{}');
  });
  const client = axios.create({ baseURL: `${server.url}/v2` });
  client.interceptors.request.use(taxjar({ apiToken: 'token', baseURL: server.url }));
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  // What is done once, such as to compile a table, belongs to the first request.
  await client.get('/categories');
  await session.post('Profiler.takePreciseCoverage');
  await client.get('/categories');
  const { result } = await session.post('Profiler.takePreciseCoverage');
  session.disconnect();
  await server.close();

  const packages = join(__dirname, '../packages');
  const visited = result
    .filter(({ url }) => url.startsWith('file:') && /\/(core|taxjar)\/src\//.test(url))
    .map(({ url, functions }) => ({
      file: relative(packages, fileURLToPath(url)),
      names: functions
        .filter(({ ranges }) => ranges.some(({ count }) => count > 0))
        .map(({ functionName }) => functionName),
    }))
    .filter(({ names }) => names.length > 0);
  for (const { file, names } of visited) console.log(`${file}: ${names.join(', ')}`);
  console.log(`${visited.length} files, ${visited.flatMap(({ names }) => names).length} functions`);
}

void main();
