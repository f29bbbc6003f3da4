import axios from 'axios';
import { taxjar } from '@axios-keyring/taxjar';
import { createKeyring, type Keyring } from 'axios-keyring';
import { plusMicroseconds, addedCost, ratioOf } from '../added-cost.js';
import { barFigure, bars } from '../bars.js';
import { type Figure } from '../figure.js';
import { type Contestant, measureTimes } from '../measure-times.js';
import { intercepted, sendInTurn } from '../requests.js';
import { timeFigures } from '../time-figures.js';
import { scattered } from '../tokens/identities.js';
import { silentAPI } from '../tokens/silent-api.js';

const counts = [10, 1_000, 100_000];
const smallest = 10;
const largest = 100_000;
const matches = 500;
const requests = 50;

/** How many URLs take turns, spread evenly over the routes: as many as there are with the fewest routes. */
const sample = 10;

/** The time in which a route is found among more and more of them. */
export async function routeFigures(): Promise<readonly Figure[]> {
  const rings = counts.map((count) => ({ count, ...ringOf(count) }));
  const all = rings.slice(-1).map((ring) => ({ ...matching(ring, ring.nextOfAll), name: allName }));
  const matchTimes = await measureTimes([...rings.map((ring) => matching(ring, ring.next)), ...all]);
  const requestTimes = await measureTimes(rings.map((ring) => requesting(ring)));
  const [few, many] = [matchName(smallest), matchName(largest)];
  const added = plusMicroseconds(addedCost(matchTimes, many, few));
  return [
    ...timeFigures(matchTimes, few),
    ...timeFigures(requestTimes, requestName(smallest)),
    barFigure(bars.routes, ratioOf(matchTimes, many, few), added),
  ];
}

// So many routes and URLs fit into no processor's cache: what they take longer is the memory's time.
const allName = 'match among 100,000 routes, a URL of each in turn';

interface Ring {
  readonly count: number;
  readonly keyring: Keyring;
  /** One of the {@link sample}. */
  readonly next: () => string;
  /** A URL of another route each time. */
  readonly nextOfAll: () => string;
}

// Ten routes share an origin, so both ways of finding one grow: by origin and by path.
function ringOf(count: number): Omit<Ring, 'count'> {
  const interceptor = taxjar({ apiToken: 'token' });
  const baseURLs = Array.from(
    { length: count },
    (_, index) => `https://api-${Math.floor(index / 10)}.example.com/tenants/${index}`,
  );
  const keyring = createKeyring(baseURLs.map((baseURL) => ({ baseURL, interceptor })));
  const urls = baseURLs.map((baseURL) => `${baseURL}/v2/categories`);
  const sampled = urls.filter((_, index) => index % (count / sample) === 0);
  return { keyring, next: scattered(sampled), nextOfAll: scattered(urls) };
}

function matching({ count, keyring }: Ring, next: () => string): Contestant {
  const run = (): void => {
    for (let index = 0; index < matches; index += 1) {
      if (!keyring.match(next())) throw new Error('A route was not found.');
    }
  };
  return { name: matchName(count), operations: matches, run };
}

function requesting({ count, keyring, next }: Ring): Contestant {
  const client = intercepted(axios.create({ adapter: silentAPI().adapter }), keyring);
  const run = (): Promise<void> => sendInTurn(() => client.get(next()), requests);
  return { name: requestName(count), operations: requests, run };
}

function matchName(count: number): string {
  return `match among ${count.toLocaleString('en')} routes`;
}

function requestName(count: number): string {
  return `request with ${count.toLocaleString('en')} routes`;
}
