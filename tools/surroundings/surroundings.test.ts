import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import { workspace } from '../packed/packages.js';
import { runProgram } from '../packed/run-program.js';
import { copySite } from '../packed/site.js';
import { providerPackages } from '../providers/provider-packages.js';

const newest = 'axios';
const versions = [newest, 'axios-v1.19.0', 'axios-v1.7.0'];

let root: string;

beforeAll(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'axios-keyring-surroundings-'));
  for (const version of versions) {
    await copySite(path.join(root, version), { axios: path.join(workspace, 'node_modules', version) });
  }
  // There, its imports lead to the packages.
  await cp(path.join(__dirname, 'programs'), path.join(root, newest, 'programs'), { recursive: true });
  await writeFile(path.join(root, newest, 'programs', 'providers.cjs'), await providersText());
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** A module with every provider, what it is called with, and how it is found. */
async function providersText(): Promise<string> {
  const entries = providerPackages(workspace).map(async ({ name, providers, startEmulator }) => {
    const emulator = await startEmulator();
    const [route] = emulator.routes();
    await emulator.close();
    const { exportName, declaration } = providers[0];
    // A scheme has no base URL of its own.
    const options = {
      ...(declaration.hosts?.length === 0 && { baseURL: route?.baseURL }),
      ...route?.options,
    };
    const needsTLS = emulator.url.startsWith('https:');
    return `{ ...${JSON.stringify({ name, exportName, options, needsTLS })}, load: () => require('${name}') }`;
  });
  return `exports.providers = [${(await Promise.all(entries)).join(', ')}];`;
}

async function printed(version: string, program: string, ...values: readonly string[]): Promise<unknown> {
  const programArguments = [path.join(root, newest, 'programs', program), ...values];
  const environment = { no_proxy: '*', NO_PROXY: '*' };
  const directory = path.join(root, version);
  return JSON.parse(await runProgram(process.execPath, programArguments, { directory, environment }));
}

const named = v.object({ name: v.string(), problems: v.array(v.string()) });

describe('every package loads, and makes its interceptors', () => {
  it.each(versions)('in mocks of %s, in jsdom, in a worker and in an older Node.js', async (version) => {
    const results = v.parse(v.array(named), await printed(version, 'load.cjs'));

    expect(results).toHaveLength(8);
    expect(results.filter(({ problems }) => problems.length > 0)).toEqual([]);
  });

  it('in pages that lack WebCrypto, and says so where something has to be signed', async () => {
    const bundle = path.join(root, newest, 'page.js');
    await build({
      entryPoints: [path.join(root, newest, 'programs', 'page-entry.cjs')],
      outfile: bundle,
      bundle: true,
      platform: 'browser',
      logLevel: 'warning',
    });

    const results = await printed(newest, 'pages.cjs', bundle);

    const problems: readonly string[] = [];
    const uuid = expect.stringMatching(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
    expect(results).toEqual([
      { name: 'a page', problems, outcome: 'signed', partitionKey: uuid },
      {
        name: 'a page over plain http',
        problems,
        outcome: 'ERR_KEYRING_SURROUNDINGS',
        partitionKey: '07070707-0707-4707-8707-070707070707',
      },
      { name: 'a page of jsdom', problems, outcome: 'ERR_KEYRING_SURROUNDINGS', partitionKey: '' },
      { name: 'a page without crypto', problems, outcome: 'ERR_KEYRING_SURROUNDINGS', partitionKey: '' },
    ]);
  });
});

it('what Node.js has is used, also before it had process.getBuiltinModule', async () => {
  const works = { refusal: 'refused', isTold: true, digest: 'string' };

  expect(await printed(newest, 'without-get-builtin-module.mjs')).toEqual([works, works]);
});

const arrival = v.object({
  method: v.string(),
  target: v.string(),
  body: v.string(),
  headers: v.looseObject({
    authorization: v.optional(v.string()),
    client_profile_id: v.optional(v.string()),
    'content-type': v.optional(v.string()),
  }),
});
const outcome = v.object({
  ...{ adapter: v.string(), provider: v.string(), key: v.string(), body: v.string(), expected: v.string() },
  code: v.optional(v.string()),
  arrived: v.array(arrival),
  elsewhere: v.array(v.unknown()),
});
type Outcome = v.InferOutput<typeof outcome>;

function isRight({ provider, body, expected, arrived, elsewhere }: Outcome): boolean {
  return (
    elsewhere.length === 0 &&
    arrived.every(
      ({ method, target, headers, body: sent }) =>
        method === (body === '' ? 'GET' : 'POST') &&
        target === '/a' &&
        sent === body &&
        headers.authorization === expected &&
        headers['content-type'] !== 'attacker/attacker' &&
        headers.client_profile_id === (provider === 'avalara' ? '1' : undefined),
    )
  );
}

/** What fetch and http read of Object.prototype, whatever they are given. */
const refused = [
  ...['method', 'headers', 'body', 'query', 'dispatcher', 'createConnection', '_defaultAgent'],
  ...['ca', 'secureContext', 'tls'],
];

/** What older versions of axios make the request of, before they call anything of ours. */
const ofAxios = ['data', 'transformRequest'];

describe.each(versions)('a polluted Object.prototype, over %s', (version) => {
  it('changes neither what is sent, nor where it goes, nor whose it is', async () => {
    const outcomes = v.parse(v.array(outcome), await printed(version, 'polluted.cjs'));

    expect(outcomes.length).toBeGreaterThan(200);
    const wrong = outcomes.filter((one) => !isRight(one));
    expect(wrong.filter(({ key }) => version === newest || !ofAxios.includes(key))).toEqual([]);
    const isRefused = ({ code }: Outcome): boolean => code === 'ERR_KEYRING_SURROUNDINGS';
    expect([...new Set(outcomes.filter(isRefused).map(({ key }) => key))].sort()).toEqual(
      [...refused].sort(),
    );
    // Older versions of axios fail on some of the others, before anything is sent.
    const lost = outcomes.filter(({ arrived, key }) => arrived.length !== 1 && !refused.includes(key));
    if (version === newest) expect(lost).toEqual([]);
  });
});
