import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { inspect as show } from 'node:util';
import { createProject, type Project, removeProjects } from './fixtures/project.js';
import { isKeyringError } from '@axios-keyring/core';
import { inspect, load } from './load.js';

// Shaped like the keys that vendors give out.
const secrets = [
  'sk_live_9e0cd62a22f451701f29c3bde214',
  'q7vXk2mP9sLtB4wRzN8yJc3hGf6dAe1u',
  'c2VjcmV0LWtleS0wMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc4OQ==',
  'AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=',
];

let project: Project;

beforeAll(() => {
  project = createProject({});
  jest.replaceProperty(process, 'env', { SECRET: secrets[1] });
});

afterAll(() => {
  removeProjects();
  jest.restoreAllMocks();
});

async function check(text: string): Promise<void> {
  project.write('keyring.config.json', text);
  const options = { directory: project.directory, profile: 'production', onWarning: () => undefined };
  const report = await inspect(options);
  const result: unknown = await load(options).catch((error: unknown) => error);
  expect(report.keyring === undefined).toBe(report.problems.length > 0);
  if (!report.keyring) expect(isKeyringError(result) && result.code).toBe('ERR_KEYRING_CONFIG');
  for (const { message, file } of report.problems) expect([message, file].join()).toMatch(/^[^]*\w\.?[^]*$/);
  const told = [
    show(report, { depth: 12 }),
    JSON.stringify(report),
    show(result, { depth: 12 }),
    String(result),
    JSON.stringify(result),
  ];
  for (const secret of secrets) expect(told.join('\n')).not.toContain(secret);
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
}

const secret = fc.constantFrom(...secrets);
const word = fc.constantFrom(
  ...[
    'taxjar',
    'avanan',
    'azure-communication',
    './x.cjs',
    '@acme/x',
    '#',
    'fs/promises',
    '/',
    '..',
    '',
    'eu',
    'sandbox',
  ],
  ...[
    'pass',
    'https://x.example',
    'http://x.example',
    'https://u:p@x.example',
    './keyring.config.json',
    '\0',
    'é\n',
  ],
);
const key = fc.constantFrom(
  ...[
    'routes',
    'provider',
    'options',
    'baseURL',
    'name',
    'extends',
    'unmatched',
    'tokenStore',
    'redis',
    '$production',
  ],
  ...[
    'apiToken',
    'environment',
    'region',
    'secretKey',
    'applicationId',
    'user',
    'url',
    'encryptionKeys',
    'endpoint',
  ],
  ...['env', 'file', 'command', '__proto__', 'constructor', 'polluted', '$schema', '$import', 'toString'],
);
const { value: anything } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    secret,
    word,
    fc.constantFrom<unknown>(null, true, 0, -1, 1e21, { env: 'SECRET' }, { command: ['true'] }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(key, secret), tie('value'), { maxKeys: 5 }),
  ),
}));

const good = {
  $schema: 'x',
  unmatched: 'warn',
  tokenStore: { redis: { url: 'redis://localhost', encryptionKeys: secrets[3] } },
  routes: [
    {
      provider: 'taxjar',
      name: 'tax',
      options: { apiToken: secrets[0], environment: 'sandbox', bufferStreams: 7 },
    },
    { provider: 'avanan', options: { region: 'eu', applicationId: 'a', secretKey: { env: 'SECRET' } } },
    {
      provider: 'azure-communication',
      options: { endpoint: 'https://c.communication.azure.com', accessKey: [secrets[2], secrets[3]] },
    },
    { provider: '@acme/billing', baseURL: 'https://b.example' },
  ],
  $production: { routes: [{ provider: 'taxjar', name: 'tax', options: { environment: 'production' } }] },
};

/** All places in a value, as lists of keys. */
function placesIn(value: unknown, place: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [place];
  return [place, ...Object.entries(value).flatMap(([name, part]) => placesIn(part, [...place, name]))];
}

function replaced(value: unknown, [name, ...rest]: readonly string[], replacement: unknown): unknown {
  if (name === undefined) return replacement;
  const part: unknown = Reflect.get(Object(value), name);
  const next = replaced(part, rest, replacement);
  if (Array.isArray(value))
    return value.map((element: unknown, index) => (String(index) === name ? next : element));
  const entries: [string, unknown][] =
    typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return Object.fromEntries([...entries, [name, next]]);
}

const places = placesIn(good);

describe('any config gives a keyring or a report, and shows no secret', () => {
  it('of any JSON', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.json(),
          anything.map((value) => JSON.stringify(value)),
        ),
        check,
      ),
      { numRuns: 300 },
    );
  }, 60_000);

  it('of any text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), secret, (text, hidden) => check(`{"routes": [${text} ${hidden}`)),
      { numRuns: 100 },
    );
  }, 60_000);

  it('of a good config in which something else stands at any place', async () => {
    await check(JSON.stringify(good));
    expect((await inspect({ directory: project.directory, profile: 'production' })).problems).toEqual([]);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), anything, (place, value) =>
        check(JSON.stringify(replaced(good, place, value))),
      ),
      { numRuns: 300 },
    );
  }, 60_000);

  it('of a good config in which a secret stands at any place', async () => {
    for (const place of places) await check(JSON.stringify(replaced(good, place, secrets[0])));
  }, 60_000);
});
