import { formatTable } from '../demo/format-table.js';
import { type Installation, Service, type ServiceName } from './services.js';
import { type Vendors } from './vendors.js';

/** One request to a service, and what has to come of it. */
interface Visit {
  /** The service, with a number where several processes of it run. */
  readonly name: string;
  readonly request: string;
  readonly body?: object;
  /** Whom the service has to ask. */
  readonly vendor?: string;
  readonly expectedStatus: number;
  /** How many tokens the vendor has to issue for it. */
  readonly expectedTokens: number;
}

/** Requests that services answer. */
export const requests = {
  order: { zip: '90404', amount: 15, shipping: 1.5 },
  phonePlan: { zip: '90404', charge: 100 },
  message: { to: '+15550101', text: 'Your order is on its way.' },
} as const;

function visitsOf({ redis }: Vendors): readonly Visit[] {
  const well = { expectedStatus: 200, expectedTokens: 0 };
  const threats = { ...well, request: 'GET /threats', vendor: 'avanan' } as const;
  const { order, phonePlan, message } = requests;
  return [
    { ...well, name: 'orders', request: 'POST /orders', body: order, vendor: 'taxjar' },
    {
      ...{ ...well, name: 'orders', request: 'POST /phone-plans', body: phonePlan },
      vendor: 'avalara-communications',
    },
    { ...threats, name: 'security 1', expectedTokens: 1 },
    { ...threats, name: 'security 2', expectedTokens: redis ? 0 : 1 },
    { ...well, name: 'messaging', request: 'POST /messages', body: message, vendor: 'azure-communication' },
    // Its provider of Avanan is not installed, and nothing is sent.
    { ...well, name: 'orders', request: 'GET /threats', expectedStatus: 502 },
  ];
}

/**
 * Starts the services, sends a few requests to each, and prints what happened.
 *
 * @returns How many requests did not go as expected.
 */
export async function runExample(
  installation: Installation,
  vendors: Vendors,
  print: (line: string) => void,
): Promise<number> {
  const start = (service: ServiceName): Service => startService(service, installation, vendors);
  const services = new Map([
    ['orders', start('orders')],
    ['security 1', start('security')],
    ['security 2', start('security')],
    ['messaging', start('messaging')],
  ]);
  try {
    const rows: string[][] = [];
    let failures = 0;
    for (const visit of visitsOf(vendors)) {
      const { row, isExpected } = await pay(visit, services.get(visit.name), vendors);
      rows.push(row);
      if (!isExpected) failures += 1;
    }
    print(formatTable(['service', 'request', 'asked', 'status', 'tokens', 'answer'], rows));
    const codes = await Promise.all([...services.values()].map((service) => service.stop()));
    const unclean = codes.filter((code) => code !== 0).length;
    print(
      `\nServices that did not end cleanly: ${unclean}. Requests that did not go as expected: ${failures}.`,
    );
    return failures + unclean;
  } finally {
    await Promise.all([...services.values()].map((service) => service.kill()));
  }
}

/**
 * Starts a process of a service. It knows where the vendors are, and no secrets but its own.
 *
 * @param without - A variable that it does not get, though it should.
 */
export function startService(
  service: ServiceName,
  installation: Installation,
  { addresses, secretsOf }: Vendors,
  without?: string,
): Service {
  const variables = Object.entries({ ...addresses, ...secretsOf(service) });
  const environment = Object.fromEntries(variables.filter(([name]) => name !== without));
  return new Service(installation.folderOf(service), environment);
}

async function pay(
  { name, request, body, vendor, expectedStatus, expectedTokens }: Visit,
  service: Service | undefined,
  { servers, tokensIssued }: Vendors,
): Promise<{ row: string[]; isExpected: boolean }> {
  const counts = (): readonly number[] => Object.values(servers).map(({ requests: seen }) => seen.length);
  const [issued, before] = [tokensIssued(), counts()];
  const answer = await service?.ask(request, body);
  const tokens = tokensIssued() - issued;
  const after = counts();
  const names = Object.keys(servers).filter((_, index) => after[index] !== before[index]);
  const isExpected =
    answer?.status === expectedStatus && tokens === expectedTokens && names.join() === (vendor ?? '');
  const asked = names.join() || 'nobody';
  const status = `${answer?.status ?? 0}${isExpected ? '' : '  ✗'}`;
  return {
    row: [name, request, asked, status, String(tokens), wrap(JSON.stringify(answer?.body))],
    isExpected,
  };
}

function wrap(text: string): string {
  return text.replaceAll(/(.{1,56})(?: |$)/g, '$1\n').trimEnd();
}
