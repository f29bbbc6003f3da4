import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import axios, { type AxiosInstance } from 'axios';
import { startServer, type TestServer } from '@axios-keyring/testing';
import { type Keyring, loadKeyring } from 'axios-keyring';
import { workspace } from '../packed/packages.js';
import { providerPackages } from '../providers/provider-packages.js';
import { formatTable } from './format-table.js';

const columns = ['request', 'route', 'added on the way out (values masked)', 'status'] as const;

/**
 * Starts the emulators of all providers and a server of nobody's, sends requests to all of them through one axios
 * instance with a keyring, and prints what happened.
 *
 * @returns How many requests did not go as expected.
 */
export async function runDemo(print: (line: string) => void): Promise<number> {
  const packages = providerPackages(workspace);
  const emulators = await Promise.all(packages.map(({ startEmulator }) => startEmulator()));
  const stranger = await startServer((_, response) => {
    response.end('no credentials, please');
  });
  const servers: readonly TestServer[] = [...emulators, stranger];
  try {
    const keyring = await keyringOf({ routes: emulators.flatMap((emulator) => emulator.routes()) });
    const client = axios.create({ proxy: false, timeout: 5_000, validateStatus: null });
    client.interceptors.request.use(keyring);
    print(
      `Emulators of ${emulators.length} APIs run on loopback and check every credential as the vendors do.\n`,
    );
    const rows: string[][] = [];
    let failures = 0;
    for (const url of [...(await verifiedURLs(keyring, emulators)), `${stranger.url}/elsewhere`]) {
      for (const method of ['get', 'post']) {
        const { row, isExpected } = await send(method, url, { client, keyring, servers });
        rows.push(row);
        if (!isExpected) failures += 1;
      }
    }
    print(formatTable(columns, rows));
    print(`\nRequests that did not go as expected: ${failures}.`);
    return failures;
  } finally {
    await Promise.all(servers.map((server) => server.close()));
  }
}

/** The keyring of a config, in a folder that has all providers installed. */
async function keyringOf(config: object): Promise<Keyring> {
  const directory = await mkdtemp(path.join(workspace, 'node_modules', '.demo-'));
  try {
    await writeFile(path.join(directory, 'keyring.config.json'), JSON.stringify(config));
    // It warns of secrets in a config, of which these are none.
    return await loadKeyring({ directory, file: 'keyring.config.json', onWarning: () => undefined });
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** For each route a URL that its API answers: the one that its credentials are verified with. */
async function verifiedURLs(keyring: Keyring, servers: readonly TestServer[]): Promise<readonly string[]> {
  await keyring.verify({ proxy: false });
  const urls = servers.flatMap(({ url, requests }) => requests.map(({ target }) => url + target));
  // A token may have been fetched before.
  const last = new Map(urls.map((url) => [keyring.match(url)?.baseURL, url]));
  return keyring.routes.map(({ baseURL }) => last.get(baseURL) ?? baseURL);
}

interface Scene {
  readonly client: AxiosInstance;
  readonly keyring: Keyring;
  readonly servers: readonly TestServer[];
}

async function send(
  method: string,
  url: string,
  { client, keyring, servers }: Scene,
): Promise<{ row: string[]; isExpected: boolean }> {
  const { status, config } = await client.request({
    method,
    url,
    ...(method === 'get' ? { params: { text: "it's größer (than 5)" } } : { data: { text: 'Grüße' } }),
  });
  const sent = servers.find((server) => url.startsWith(server.url))?.requests.at(-1);
  if (!sent) throw new Error(`Nothing arrived at ${url}.`);
  const route = keyring.match(url)?.provider;
  const added = [
    ...addedHeaders(sent.rawHeaders, config.headers),
    ...(sent.clientCertificate === undefined ? [] : ['a client certificate']),
  ];
  const isExpected = status === 200 && added.length > 0 === (route !== undefined);
  return {
    row: [
      `${sent.method} ${new URL(url).origin}\n${sent.target}`,
      route ?? 'none',
      added.join('\n') || 'nothing',
      `${status}${isExpected ? '' : `  ✗ ${sent.refusal ?? ''}`}`,
    ],
    isExpected,
  };
}

/** What every client writes, with or without a keyring. */
const transportHeaders = /^(host|connection|user-agent|accept-encoding|content-length)$/i;

/** The headers that a request had on the wire and the public config does not show, with their values masked. */
function addedHeaders(rawHeaders: readonly string[], visible: object): readonly string[] {
  const shown = new Set(Object.keys(visible).map((name) => name.toLowerCase()));
  return rawHeaders.flatMap((name, index) => {
    if (index % 2 === 1 || shown.has(name.toLowerCase()) || transportHeaders.test(name)) return [];
    // The scheme of an Authorization header is no secret; of everything else nothing is shown.
    const scheme = /^authorization$/i.test(name) ? /^[\w-]+ /.exec(rawHeaders[index + 1] ?? '')?.[0] : '';
    return [`${name}: ${scheme ?? ''}•••`];
  });
}
