import { addedCost, plusMicroseconds, ratioOf } from '../added-cost.js';
import { barFigure, bars } from '../bars.js';
import { type Figure } from '../figure.js';
import { measureTimes, type Times } from '../measure-times.js';
import { type Suite } from '../suite.js';
import { timeFigures } from '../time-figures.js';
import { contestantsFor, names } from './contestants.js';
import { startServer } from './server-process.js';

const barsOf = {
  http: [bars.loopbackHeader, bars.loopbackSigned],
  fetch: [bars.loopbackHeaderFetch, bars.loopbackSignedFetch],
} as const;

/** What a request costs that is really sent. */
export const loopback: Suite = {
  name: 'loopback',
  about: 'the time of a request over a loopback socket with keep-alive, one at a time and 64 in flight',
  async run(say) {
    const server = await startServer();
    const figures: Figure[] = [];
    try {
      for (const adapter of ['http', 'fetch'] as const) {
        const measured: Times[] = [];
        for (const inFlight of [1, 64]) {
          say(`${adapter} adapter, ${inFlight} in flight`);
          const times = await measureTimes(contestantsFor({ url: server.url, adapter, inFlight }), 31);
          measured.push(times);
          figures.push(...renamed(times, `${adapter}, ${inFlight} in flight`));
        }
        const [header, signed] = barsOf[adapter];
        const [single, many] = measured;
        if (!single || !many) continue;
        figures.push(
          figureFor(header, single, many, names.header, names.bare),
          figureFor(signed, single, many, names.signed, names.barePost),
        );
      }
    } finally {
      server.stop();
    }
    return figures;
  },
};

// With one in flight, half of the time is the server's and the kernel's. With many, the client's process is what
// everything waits for: then the time per request is the time that the client computes. The bar has to hold there too.
function figureFor(
  bar: Parameters<typeof barFigure>[0],
  single: Times,
  many: Times,
  name: string,
  baseline: string,
): Figure {
  const ratios = [single, many].map((times) => ratioOf(times, name, baseline));
  const added = [single, many].map((times) => plusMicroseconds(addedCost(times, name, baseline)));
  const [one = NaN, crowd = NaN] = ratios;
  const note = `1 in flight: ${one.toFixed(2)}, ${added[0] ?? ''}; 64: ${crowd.toFixed(2)}, ${added[1] ?? ''}`;
  return barFigure(bar, Math.max(one, crowd), note);
}

function renamed(times: Times, prefix: string): readonly Figure[] {
  const withBody = (name: string): boolean => name.endsWith('1 KiB');
  const part = (isPost: boolean): Times =>
    new Map(
      [...times]
        .filter(([name]) => withBody(name) === isPost)
        .map(([name, rounds]) => [`${prefix}: ${name}`, rounds]),
    );
  return [
    ...timeFigures(part(false), `${prefix}: ${names.bare}`),
    ...timeFigures(part(true), `${prefix}: ${names.barePost}`),
  ];
}
