import { addedCost, plusMicroseconds, ratioOf } from '../added-cost.js';
import { barFigure, bars } from '../bars.js';
import { type Figure } from '../figure.js';
import { measureTimes } from '../measure-times.js';
import { type Suite } from '../suite.js';
import { timeFigures } from '../time-figures.js';
import { names, signers } from './signers.js';

const sizes = [
  { size: 0, title: '0 B', batch: 200 },
  { size: 1_024, title: '1 KiB', batch: 200 },
  { size: 1_048_576, title: '1 MiB', batch: 4 },
];

/** What a signature of Azure Communication Services costs by itself. */
export const signing: Suite = {
  name: 'signing',
  about: 'an ACS signature by itself, against node:crypto and against @azure/communication-common',
  async run(say) {
    const figures: Figure[] = [];
    const ratios: number[] = [];
    const notes: string[] = [];
    for (const { size, title, batch } of sizes) {
      say(`bodies of ${title}`);
      const times = await measureTimes(signers(size, batch));
      const renamed = new Map([...times].map(([name, rounds]) => [`${title}: ${name}`, rounds]));
      figures.push(...timeFigures(renamed, `${title}: ${names.plain}`));
      const ratio = ratioOf(times, names.engine, names.plain);
      ratios.push(ratio);
      const added = plusMicroseconds(addedCost(times, names.engine, names.plain));
      notes.push(`${title}: ${ratio.toFixed(2)}, ${added}`);
    }
    // What is compared is the provider's function as the engine calls it: both get a parsed URL and the body, and
    // give the three headers. `interceptor.authorize` also parses a URL and looks for its route.
    return [...figures, barFigure(bars.signing, Math.max(...ratios), notes.join('; '))];
  },
};
