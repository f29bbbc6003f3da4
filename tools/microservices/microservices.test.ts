import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import path from 'node:path';
import { hasRedisServer } from '@axios-keyring/testing';
import { ask, Fleet } from './fleet.js';
import { type Installation, installServices, type ServiceName } from './install-services.js';
import { type InstalledFile, packageNames, readInstalled } from './installed-packages.js';
import { outcomeOf } from './outcome.js';
import { runExample } from './run-example.js';
import { type ServiceProcess } from './service-process.js';
import { startVendors, type VendorName, type Vendors } from './vendors.js';

// Where there is no redis-server, the set-up of the tests says so loudly.
const describeWithRedis = hasRedisServer() ? describe : describe.skip;

const order = { zip: '90404', amount: 15, shipping: 1.5 };
const phonePlan = { zip: '90404', charge: 100 };
const message = { to: '+15550101', text: 'Your order is on its way.' };
const threats = { threats: [{ eventId: 'b0f1c3a2', type: 'phishing', state: 'new' }] };

let installation: Installation;
let vendors: Vendors;
let fleet: Fleet;

beforeAll(async () => {
  installation = await installServices();
}, 120_000);
afterAll(() => installation.remove());

beforeEach(async () => {
  vendors = await startVendors();
  fleet = new Fleet(installation, vendors);
});
afterEach(async () => {
  await fleet.kill();
  await vendors.close();
  // In every test, whatever went wrong in it.
  for (const { output } of fleet.processes) expectNoSecret(output);
});

/** What nobody may read in a log or an answer: every secret, the forms in which it is sent, and tokens. */
function secretTexts(): readonly string[] {
  const values = Object.values(vendors.secrets).flatMap((variables) =>
    Object.entries(variables).flatMap(([name, value]) => (name.endsWith('_URL') ? [] : [value])),
  );
  const { AVALARA_COMMUNICATIONS_USERNAME: username, AVALARA_COMMUNICATIONS_PASSWORD: password } =
    vendors.secrets.orders;
  const login = Buffer.from(`${username ?? ''}:${password ?? ''}`).toString('base64');
  const tokens = vendors.avanan.requests.flatMap(({ headers }) => headers['x-av-token'] ?? []);
  return [...values, login, ...tokens].filter((text) => text !== '');
}

function expectNoSecret(text: string): void {
  const secrets = secretTexts();
  expect(secrets.length).toBeGreaterThanOrEqual(7);
  for (const secret of secrets) expect(text).not.toContain(secret);
}

function countRequests(vendor: VendorName): number {
  return vendors.servers[vendor].requests.length;
}

function startAll(): Record<ServiceName, ServiceProcess> {
  return {
    orders: fleet.start('orders'),
    security: fleet.start('security'),
    messaging: fleet.start('messaging'),
  };
}

describe('the services', () => {
  it('answer with what their vendors say', async () => {
    const { orders, security, messaging } = startAll();

    for (const service of [orders, security, messaging]) {
      expect(await ask(service, 'GET /health')).toEqual({ status: 200, body: { status: 'ok' } });
    }
    expect(await ask(orders, 'POST /orders', order)).toEqual({ status: 200, body: { tax: 1.35 } });
    expect(await ask(orders, 'POST /phone-plans', phonePlan)).toEqual({
      status: 200,
      body: { taxes: [{ name: 'Sales Tax', tax: 6 }] },
    });
    expect(await ask(security, 'GET /threats')).toEqual({ status: 200, body: threats });
    expect(await ask(messaging, 'POST /messages', message)).toEqual({
      status: 200,
      body: { messageId: expect.any(String), successful: true },
    });
    for (const { requests } of Object.values(vendors.servers)) {
      expect(requests.map(({ refusal }) => refusal)).toEqual(requests.map(() => undefined));
    }
  }, 20_000);

  it('say what a request lacks', async () => {
    const { orders, messaging } = startAll();

    expect(await ask(orders, 'POST /orders', { zip: '90404' })).toEqual({
      status: 400,
      body: { error: 'An order has a zip, and an amount above 0.' },
    });
    expect(await ask(messaging, 'POST /messages')).toMatchObject({ status: 400 });
    expect(await ask(messaging, 'GET /toString')).toMatchObject({ status: 404 });
  }, 20_000);

  it('show no secret when a vendor refuses them or fails', async () => {
    vendors.fail();
    const { orders, security, messaging } = startAll();

    const answers = [
      await ask(orders, 'POST /orders', order),
      await ask(orders, 'POST /phone-plans', phonePlan),
      await ask(security, 'GET /threats'),
      await ask(messaging, 'POST /messages', message),
    ];

    expect(answers.map(({ status }) => status)).toEqual([502, 502, 502, 502]);
    expectNoSecret(JSON.stringify(answers));
    // What they print is searched after every test; here they have something to say.
    expect(orders.output).toMatch(/POST \/orders failed: .*401.*\nPOST \/phone-plans failed: .*401/);
    expect(security.output).toMatch(/GET \/threats failed: .*503/);
    expect(messaging.output).toMatch(/POST \/messages failed: .*401/);
  }, 20_000);

  it.each([
    ['orders', 'TAXJAR_API_TOKEN', 'routes[0].options.apiToken'],
    ['orders', 'AVALARA_COMMUNICATIONS_PASSWORD', 'routes[1].options.password'],
    ['security', 'AVANAN_SECRET_KEY', 'routes[2].options.secretKey'],
    ['messaging', 'COMMUNICATION_SERVICES_ACCESS_KEY', 'routes[3].options.accessKey'],
  ] as const)(
    'do not start without a secret (%s, %s)',
    async (service, variable, place) => {
      const started = fleet.start(service, variable);

      expect(await started.ended).toBe(1);

      expect(started.output.trim().split('\n')).toEqual([
        '[axios-keyring] There is a problem with the keyring config.',
        `  node_modules/@acme/keyring-config/keyring.config.json ${place}: The environment variable ${variable} ` +
          'is not set, or empty. Set it.',
      ]);
    },
    20_000,
  );

  it('end with exit code 0 when they are told to', async () => {
    const { orders, security, messaging } = startAll();
    // With connections open, to vendors and to Redis.
    await Promise.all([
      ask(orders, 'POST /orders', order),
      ask(security, 'GET /threats'),
      ask(messaging, 'POST /messages', message),
    ]);

    expect(await fleet.stop()).toEqual([0, 0, 0]);
  }, 20_000);
});

describe('what a service has not installed', () => {
  const packages = [
    '@axios-keyring/avalara-communications',
    '@axios-keyring/avanan',
    '@axios-keyring/azure-communication',
    '@axios-keyring/redis',
    '@axios-keyring/taxjar',
    'redis',
    '@redis/client',
  ];
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
  ] as const)(
    'is nowhere in its node_modules (%s)',
    async (service, ownPackages, ownMarks) => {
      const files = await readInstalled(path.join(installation.folderOf(service), 'node_modules'));

      const installed = packageNames(files);
      expect(installed).toContain('axios-keyring');
      expect(packages.filter((name) => installed.has(name))).toEqual(
        [...ownPackages].sort(byPlaceIn(packages)),
      );
      const found = Object.entries(marks).filter(([, mark]) => hasMark(files, mark));
      expect(found.map(([name]) => name)).toEqual(ownMarks);
    },
    20_000,
  );

  it('is named by the shared config and by the table and schema of axios-keyring only', async () => {
    const files = await readInstalled(path.join(installation.folderOf('orders'), 'node_modules'));

    const naming = files.filter(({ text }) => /avanan/i.test(text)).map(({ path: file }) => file);

    const packagesNaming = new Set(naming.map((file) => /^(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]));
    expect(packagesNaming).toEqual(new Set(['@acme/keyring-config', 'axios-keyring']));
    const sources = naming.filter((file) => /(?<!\.d)\.ts$/.test(file));
    expect(sources.map((file) => path.posix.basename(file))).toEqual(['known-providers.ts']);
  }, 20_000);

  it.each([
    ['orders', 'avanan', 'AVANAN_BASE_URL', '/scopes'],
    ['orders', 'azure-communication', 'COMMUNICATION_SERVICES_BASE_URL', '/sms'],
    ['messaging', 'avanan', 'AVANAN_BASE_URL', '/scopes'],
    ['messaging', 'taxjar', 'TAXJAR_BASE_URL', '/v2/categories'],
    ['security', 'azure-communication', 'COMMUNICATION_SERVICES_BASE_URL', '/sms'],
  ] as const)(
    'is not asked without credentials (%s, %s)',
    async (service, vendor, variable, pathname) => {
      const { addresses, secrets } = vendors;
      const url = `${addresses[variable] ?? ''}${pathname}`;

      const outcome = await outcomeOf(url, installation.folderOf(service), {
        ...addresses,
        ...secrets[service],
      });

      expect(outcome).toEqual({
        isSent: false,
        code: 'ERR_KEYRING_NOT_INSTALLED',
        message: expect.stringMatching(
          new RegExp(`^\\[@axios-keyring/${vendor}\\] .* Run: npm install @axios-keyring/${vendor}$`),
        ),
      });
    },
    20_000,
  );

  it.each([
    ['orders', 'https://smart-api-production-1-eu.avanan.net/v1.0/scopes'],
    ['orders', 'https://acme.communication.azure.com/sms'],
    ['messaging', 'https://api.taxjar.com/v2/categories'],
  ] as const)(
    'is not asked at its own host either (%s, %s)',
    async (service, url) => {
      const outcome = await outcomeOf(url, installation.folderOf(service), vendors.secrets[service]);

      expect(outcome).toMatchObject({ isSent: false, code: 'ERR_KEYRING_NOT_INSTALLED' });
    },
    20_000,
  );

  it('is named in the answer of a service that asks for it', async () => {
    const { body, status } = await ask(fleet.start('orders'), 'GET /threats');

    expect(status).toBe(502);
    expect(body).toEqual({
      error: expect.stringMatching(/ It was not sent\. Run: npm install @axios-keyring\/avanan$/),
      code: 'ERR_KEYRING_NOT_INSTALLED',
    });
    expect(countRequests('avanan')).toBe(0);
  }, 20_000);
});

describeWithRedis('two processes of security', () => {
  it('share one token', async () => {
    const processes = [fleet.start('security'), fleet.start('security')];

    const answers = await Promise.all(processes.map((security) => ask(security, 'GET /threats')));

    expect(answers).toEqual(answers.map(() => ({ status: 200, body: threats })));
    expect(vendors.avanan.tokensIssued).toBe(1);
    expect(countRequests('avanan')).toBe(3);
  }, 20_000);
});

describe('npm run example', () => {
  it('gets what it expects, and shows what has to be installed', async () => {
    const lines: string[] = [];

    expect(await runExample(installation, vendors, (line) => lines.push(line))).toBe(0);

    const output = lines.join('\n');
    expect(output).toMatch(/^orders +POST \/orders +taxjar +200 +0 /m);
    expect(output).toMatch(/^orders +GET \/threats +nobody +502 +0 /m);
    expect(output.replaceAll(/\s+/g, ' ')).toContain('npm install @axios-keyring/avanan');
    expectNoSecret(output);
  }, 30_000);
});

function hasMark(files: readonly InstalledFile[], mark: string): boolean {
  return files.some(({ text }) => text.toLowerCase().includes(mark));
}

function byPlaceIn(list: readonly string[]): (left: string, right: string) => number {
  return (left, right) => list.indexOf(left) - list.indexOf(right);
}
