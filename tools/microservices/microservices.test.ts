import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { hasRedisServer } from '@axios-keyring/testing';
import { runProgram } from '../packed/run-program.js';
import { requests, runExample, startService } from './run-example.js';
import {
  type Installation,
  installServices,
  type Service,
  type ServiceName,
  serviceNames,
} from './services.js';
import { startVendors, type Vendors } from './vendors.js';

// Where there is no redis-server, the set-up of the tests says so loudly.
const itWithRedis = hasRedisServer() ? it : it.skip;

const { order, phonePlan, message } = requests;
const threats = { status: 200, body: { threats: [{ eventId: 'b0f1c3a2', type: 'phishing', state: 'new' }] } };

let installation: Installation;
let vendors: Vendors;
let services: Service[];

beforeAll(async () => {
  installation = await installServices();
}, 120_000);
afterAll(() => installation.remove());

beforeEach(async () => {
  vendors = await startVendors();
  services = [];
});
afterEach(async () => {
  await Promise.all(services.map((service) => service.kill()));
  await vendors.close();
  // In every test, whatever went wrong in it.
  for (const { output } of services) expectNoSecret(output);
});

function start(service: ServiceName, without?: string): Service {
  const started = startService(service, installation, vendors, without);
  services.push(started);
  return started;
}

function startAll(): readonly [orders: Service, security: Service, messaging: Service] {
  return [start('orders'), start('security'), start('messaging')];
}

/** Nobody may read in a log or an answer a secret, the forms in which it is sent, or a token. */
function expectNoSecret(text: string): void {
  const variables = serviceNames.flatMap((service) => Object.entries(vendors.secretsOf(service)));
  const values = variables.flatMap(([name, value]) => (name.endsWith('_URL') ? [] : value));
  const { AVALARA_COMMUNICATIONS_USERNAME: username, AVALARA_COMMUNICATIONS_PASSWORD: password } =
    vendors.secretsOf('orders');
  const login = Buffer.from(`${username ?? ''}:${password ?? ''}`).toString('base64');
  const requestsOfAvanan = vendors.servers.avanan?.requests ?? [];
  const tokens = requestsOfAvanan.flatMap(({ headers }) => headers['x-av-token'] ?? []);
  const secrets = [...values, login, ...tokens].filter((secret) => secret !== '');
  expect(secrets.length).toBeGreaterThanOrEqual(7);
  for (const secret of secrets) expect(text).not.toContain(secret);
}

describe('the services', () => {
  it('answer with what their vendors say, and end with exit code 0 when they are told to', async () => {
    const [orders, security, messaging] = startAll();

    for (const service of services) {
      expect(await service.ask('GET /health')).toEqual({ status: 200, body: { status: 'ok' } });
    }
    expect(await orders.ask('POST /orders', order)).toEqual({ status: 200, body: { tax: 1.35 } });
    expect(await orders.ask('POST /phone-plans', phonePlan)).toEqual({
      status: 200,
      body: { taxes: [{ name: 'Sales Tax', tax: 6 }] },
    });
    expect(await security.ask('GET /threats')).toEqual(threats);
    expect(await messaging.ask('POST /messages', message)).toEqual({
      status: 200,
      body: { messageId: expect.any(String), successful: true },
    });
    const refusals = Object.values(vendors.servers).flatMap((server) =>
      server.requests.map(({ refusal }) => refusal),
    );
    expect(new Set(refusals)).toEqual(new Set([undefined]));
    // With connections open, to vendors and to Redis.
    expect(await Promise.all(services.map((service) => service.stop()))).toEqual([0, 0, 0]);
  });

  it('say what a request lacks', async () => {
    const [orders, messaging] = [start('orders'), start('messaging')];

    expect(await orders.ask('POST /orders', { zip: '90404' })).toEqual({
      status: 400,
      body: { error: 'An order has a zip, and an amount above 0.' },
    });
    expect(await messaging.ask('POST /messages')).toMatchObject({ status: 400 });
    expect(await messaging.ask('GET /toString')).toMatchObject({ status: 404 });
  });

  it.each([
    { what: 'stale-credential', status: 401 },
    { what: 'server-error', status: 503 },
  ] as const)('show no secret when all vendors answer with $status', async (fault) => {
    for (const server of Object.values(vendors.servers)) server.inject({ ...fault, times: Infinity });
    const [orders, security, messaging] = startAll();

    const answers = [
      await orders.ask('POST /orders', order),
      await orders.ask('POST /phone-plans', phonePlan),
      await security.ask('GET /threats'),
      await messaging.ask('POST /messages', message),
    ];

    expect(answers.map(({ status }) => status)).toEqual([502, 502, 502, 502]);
    expectNoSecret(JSON.stringify(answers));
    // What they print is searched after every test; here they have something to say.
    const outputs = services.map(({ output }) => output).join('');
    expect(outputs.match(new RegExp(` failed: .*${fault.status}`, 'g'))).toHaveLength(4);
  });

  it.each([
    ['orders', 'TAXJAR_API_TOKEN', 'routes[0].options.apiToken'],
    ['orders', 'AVALARA_COMMUNICATIONS_PASSWORD', 'routes[1].options.password'],
    ['security', 'AVANAN_SECRET_KEY', 'routes[2].options.secretKey'],
    ['messaging', 'COMMUNICATION_SERVICES_ACCESS_KEY', 'routes[3].options.accessKey'],
  ] as const)('do not start without a secret (%s, %s)', async (service, variable, place) => {
    const started = start(service, variable);

    expect(await started.ended).toBe(1);

    expect(started.output.trim().split('\n')).toEqual([
      '[axios-keyring] There is a problem with the keyring config.',
      `  node_modules/@acme/keyring-config/keyring.config.json ${place}: The environment variable ${variable} ` +
        'is not set, or empty. Set it.',
    ]);
  });

  itWithRedis('share one token among processes', async () => {
    const processes = [start('security'), start('security')];

    const answers = await Promise.all(processes.map((security) => security.ask('GET /threats')));

    expect(answers).toEqual([threats, threats]);
    expect(vendors.tokensIssued()).toBe(1);
    expect(vendors.servers.avanan?.requests).toHaveLength(3);
  });
});

/** All files in the `node_modules` of a service, by their paths there. */
async function installedFiles(service: ServiceName): Promise<ReadonlyMap<string, string>> {
  const modules = path.join(installation.folderOf(service), 'node_modules');
  const entries = await readdir(modules, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name !== '.package-lock.json');
  return new Map(
    await Promise.all(
      files.map(async ({ parentPath, name }) => {
        const file = path.join(parentPath, name);
        const own = path.relative(modules, file).split(path.sep).join('/');
        return [own, (await readFile(file, 'latin1')).toLowerCase()] as const;
      }),
    ),
  );
}

const outcomes = v.array(
  v.object({ isSent: v.boolean(), code: v.optional(v.string()), message: v.optional(v.string()) }),
);

/** What becomes of requests to these URLs, with the packages and the config of a service. None could leave it. */
const ask = `
import axios from 'axios';
import { loadKeyring } from 'axios-keyring';

const keyring = await loadKeyring();
const outcomes = [];
for (const url of process.argv.slice(1)) {
  let isSent = false;
  const adapter = async (config) => {
    isSent = true;
    return { data: '', status: 200, statusText: 'OK', headers: {}, config };
  };
  const client = axios.create({ adapter });
  client.interceptors.request.use(keyring);
  const { code, message } = await client.get(url).catch((error) => error);
  outcomes.push({ isSent, code, message });
}
console.log(JSON.stringify(outcomes));`;

describe('what a service has not installed', () => {
  // What code of a vendor cannot do without.
  const marks = { avanan: 'x-av-sig', 'azure-communication': 'x-ms-content-sha256', redis: 'aes-256-gcm' };

  it.each([
    ['orders', ['@axios-keyring/avalara-communications', '@axios-keyring/taxjar'], []],
    [
      'security',
      ['@axios-keyring/avanan', '@axios-keyring/redis', 'redis', '@redis/client'],
      ['avanan', 'redis'],
    ],
    ['messaging', ['@axios-keyring/azure-communication'], ['azure-communication']],
  ] as const)('is nowhere in its node_modules (%s)', async (service, ownPackages, ownMarks) => {
    const files = await installedFiles(service);

    const manifests = [...files].filter(([file]) => file.endsWith('/package.json'));
    const names = manifests.map(([, text]) => /"name":\s*"([^"]+)"/.exec(text)?.[1] ?? '');
    const ours = names.filter((name) => /^@?axios-keyring|^redis$|^@redis\/client$/.test(name));
    expect(new Set(ours)).toEqual(new Set(['axios-keyring', '@axios-keyring/core', ...ownPackages]));
    const texts = [...files.values()];
    const found = Object.entries(marks).filter(([, mark]) => texts.some((text) => text.includes(mark)));
    expect(found.map(([name]) => name)).toEqual(ownMarks);
  });

  it('is named by the shared config and by the table and schema of axios-keyring only', async () => {
    const naming = [...(await installedFiles('orders'))].filter(([, text]) => text.includes('avanan'));

    const files = naming.map(([file]) => file);
    const packages = new Set(files.map((file) => /^(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]));
    expect(packages).toEqual(new Set(['@acme/keyring-config', 'axios-keyring']));
    expect(files.filter((file) => /(?<!\.d)\.ts$/.test(file))).toEqual([]);
  });

  it.each([
    ['orders', ['avanan', 'azure-communication']],
    ['messaging', ['avanan', 'taxjar']],
    ['security', ['azure-communication', 'taxjar']],
  ] as const)('is not asked without credentials (%s)', async (service, absent) => {
    const hosts = {
      taxjar: ['https://api.taxjar.com', 'TAXJAR_BASE_URL'],
      avanan: ['https://smart-api-production-1-eu.avanan.net/v1.0', 'AVANAN_BASE_URL'],
      'azure-communication': ['https://acme.communication.azure.com', 'COMMUNICATION_SERVICES_BASE_URL'],
    } as const;
    const { addresses, secretsOf } = vendors;
    const directory = installation.folderOf(service);
    const askAll = async (environment: Readonly<Record<string, string>>, urls: readonly string[]) => {
      const given = ['--input-type=module', '--eval', ask, ...urls.map((url) => `${url}/a`)];
      return v.parse(
        outcomes,
        JSON.parse(await runProgram(process.execPath, given, { directory, environment })),
      );
    };

    const found = [
      ...(await askAll(
        { ...addresses, ...secretsOf(service) },
        absent.map((name) => addresses[hosts[name][1]] ?? ''),
      )),
      // At its own host, too.
      ...(await askAll(
        secretsOf(service),
        absent.map((name) => hosts[name][0]),
      )),
    ];

    expect(found).toEqual(
      [...absent, ...absent].map((name) => ({
        isSent: false,
        code: 'ERR_KEYRING_NOT_INSTALLED',
        message: expect.stringMatching(
          new RegExp(`^\\[@axios-keyring/${name}\\] .* Run: npm install @axios-keyring/${name}$`),
        ),
      })),
    );
  });
});

it('npm run example gets what it expects, and shows what has to be installed', async () => {
  const lines: string[] = [];

  expect(await runExample(installation, vendors, (line) => lines.push(line))).toBe(0);

  const output = lines.join('\n');
  expect(output).toMatch(/^orders +POST \/orders +taxjar +200 +0 /m);
  expect(output).toMatch(/^orders +GET \/threats +nobody +502 +0 /m);
  expect(output.replaceAll(/\s+/g, ' ')).toContain('npm install @axios-keyring/avanan');
  expectNoSecret(output);
});
