// Counts the files and functions of this project that one GET with a credential of TaxJar's goes through, by V8's own call
// counts, and says which: `npm run visits`.
// Source: https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#method-startPreciseCoverage
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Session } from 'node:inspector/promises';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';
import axios from 'axios';
import { taxjar } from '@axios-keyring/taxjar';

const server = createServer((_, response) => response.end('{}'));
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const baseURL = `http://127.0.0.1:${server.address().port}`;
const client = axios.create({ baseURL: `${baseURL}/v2` });
client.interceptors.request.use(taxjar({ apiToken: 'a-token', baseURL }));

const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
// What is done once belongs to the first request.
await client.get('/categories');
await session.post('Profiler.takePreciseCoverage');
await client.get('/categories');
const { result } = await session.post('Profiler.takePreciseCoverage');
server.close();

const visited = new Map();
for (const { url, functions } of result.filter(({ url }) => /\/packages\/.*\/dist\//.test(url))) {
  const file = fileURLToPath(url);
  const lines = readFileSync(file, 'utf8').split('\n');
  const map = new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')));
  for (const { functionName, ranges } of functions) {
    // A class's list of fields is no function that anybody wrote.
    if (ranges[0].count === 0 || functionName === '<instance_members_initializer>') continue;
    let column = ranges[0].startOffset;
    let line = 0;
    for (; column > lines[line].length; line += 1) column -= lines[line].length + 1;
    const source = map.findEntry(line, column).originalSource.replace(/^.*\/(?=\w+\/src\/)/, '');
    visited.set(source, [...(visited.get(source) ?? []), functionName || '(a function)']);
  }
}
for (const [file, names] of visited) console.log(`${file}: ${names.join(', ')}`);
console.log(`${visited.size} files, ${[...visited.values()].flat().length} functions`);
