import { formatTable } from '../demo/format-table.js';
import { ask, Fleet } from './fleet.js';
import { type Installation } from './install-services.js';
import { type ServiceProcess } from './service-process.js';
import { type VendorName, type Vendors } from './vendors.js';

/** One request to a service, and what has to come of it. */
interface Visit {
  /** As the table names it. */
  readonly name: string;
  readonly service: ServiceProcess;
  readonly request: string;
  readonly body?: object;
  /** Whom the service has to ask. */
  readonly vendor?: VendorName;
  readonly expectedStatus: number;
  /** How many tokens the vendor has to issue for it. */
  readonly expectedTokens: number;
}

const columns = ['service', 'request', 'asked', 'status', 'tokens', 'answer'] as const;

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
  const fleet = new Fleet(installation, vendors);
  try {
    const visits = startServices(fleet, vendors.redis !== undefined);
    await Promise.all(visits.map(({ service }) => service.listening()));
    const rows: string[][] = [];
    let failures = 0;
    for (const visit of visits) {
      const { row, isExpected } = await pay(visit, vendors);
      rows.push(row);
      if (!isExpected) failures += 1;
    }
    print(formatTable(columns, rows));
    const unclean = (await fleet.stop()).filter((code) => code !== 0).length;
    print(
      `\nServices that did not end cleanly: ${unclean}. Requests that did not go as expected: ${failures}.`,
    );
    return failures + unclean;
  } finally {
    await fleet.kill();
  }
}

function startServices(fleet: Fleet, isShared: boolean): readonly Visit[] {
  const orders = fleet.start('orders');
  const messaging = fleet.start('messaging');
  const order = { zip: '90404', amount: 15, shipping: 1.5 };
  const plan = { zip: '90404', charge: 100 };
  const message = { to: '+15550101', text: 'Your order is on its way.' };
  const threats = { request: 'GET /threats', vendor: 'avanan', expectedStatus: 200 } as const;
  const none = { expectedStatus: 200, expectedTokens: 0 };
  return [
    { name: 'orders', service: orders, request: 'POST /orders', body: order, vendor: 'taxjar', ...none },
    {
      ...{ name: 'orders', service: orders, request: 'POST /phone-plans', body: plan, ...none },
      vendor: 'avalara-communications',
    },
    { name: 'security 1', service: fleet.start('security'), ...threats, expectedTokens: 1 },
    { name: 'security 2', service: fleet.start('security'), ...threats, expectedTokens: isShared ? 0 : 1 },
    {
      ...{ name: 'messaging', service: messaging, request: 'POST /messages', body: message, ...none },
      vendor: 'azure-communication',
    },
    // Its provider of Avanan is not installed, and nothing is sent.
    { name: 'orders', service: orders, request: 'GET /threats', expectedStatus: 502, expectedTokens: 0 },
  ];
}

async function pay(visit: Visit, vendors: Vendors): Promise<{ row: string[]; isExpected: boolean }> {
  const before = vendors.avanan.tokensIssued;
  const seen = countRequests(vendors);
  const { status, body } = await ask(visit.service, visit.request, visit.body);
  const tokens = vendors.avanan.tokensIssued - before;
  const asked = [...countRequests(vendors)].flatMap(([name, count]) =>
    count > (seen.get(name) ?? 0) ? name : [],
  );
  const isExpected =
    status === visit.expectedStatus &&
    tokens === visit.expectedTokens &&
    asked.join() === (visit.vendor ?? '');
  const row = [
    visit.name,
    visit.request,
    asked.join() || 'nobody',
    `${status}${isExpected ? '' : '  ✗'}`,
    String(tokens),
    wrap(JSON.stringify(body)),
  ];
  return { row, isExpected };
}

function countRequests({ servers }: Vendors): ReadonlyMap<string, number> {
  return new Map(Object.entries(servers).map(([name, { requests }]) => [name, requests.length]));
}

function wrap(text: string): string {
  return text.replaceAll(/(.{1,56})(?: |$)/g, '$1\n').trimEnd();
}
