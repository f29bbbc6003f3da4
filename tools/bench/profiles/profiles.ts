import { getContestants } from '../adapter/get-contestants.js';
import { names as silentNames } from '../adapter/names.js';
import { type Figure } from '../figure.js';
import { contestantsFor, names } from '../loopback/contestants.js';
import { startServer } from '../loopback/server-process.js';
import { type Contestant } from '../measure-times.js';
import { type Suite } from '../suite.js';
import { ownPlace, type Profile, takeProfile } from './take-profile.js';

/** How many functions are listed of each comparison. */
const listed = 12;

/** Where the time goes that a request takes more, or less, than one of bare axios: for bars that are missed. */
export const profiles: Suite = {
  name: 'profiles',
  about: 'where a request spends more time than one of bare axios, by place and by function',
  async run(say) {
    const server = await startServer();
    const figures: Figure[] = [];
    const compare = async (title: string, contestants: readonly Contestant[], pair: Pair): Promise<void> => {
      say(title);
      figures.push(...(await comparison(title, contestants, pair)));
    };
    try {
      await compare('do-nothing adapter, header', getContestants(), [silentNames.header, silentNames.bare]);
      for (const adapter of ['http', 'fetch'] as const) {
        const contestants = contestantsFor({ url: server.url, adapter, inFlight: 64 });
        await compare(`${adapter}, header`, contestants, [names.header, names.bare]);
        await compare(`${adapter}, ACS HMAC`, contestants, [names.signed, names.barePost]);
      }
    } finally {
      server.stop();
    }
    return figures;
  },
};

type Pair = readonly [ours: string, bare: string];

async function comparison(
  title: string,
  contestants: readonly Contestant[],
  [ours, bare]: Pair,
): Promise<readonly Figure[]> {
  const difference = subtract(
    await takeProfile(named(contestants, ours)),
    await takeProfile(named(contestants, bare)),
  );
  const places = grouped(difference, (name) =>
    name.replace(/^.* in /, '').replace(/^axios-keyring .*/, 'axios-keyring'),
  );
  const own = [...difference].filter(([name]) => name.includes(` in ${ownPlace}`));
  return [
    ...[...places].map(([place, value]) => figureOf(`${title}: all of ${place}`, value)),
    ...heaviest(own).map(([name, value]) => figureOf(`${title}: ${name}`, value)),
  ];
}

function named(contestants: readonly Contestant[], name: string): Contestant {
  const found = contestants.find((contestant) => contestant.name === name);
  if (!found) throw new Error(`There is no contestant ${name}.`);
  return found;
}

function subtract(minuend: Profile, subtrahend: Profile): ReadonlyMap<string, number> {
  const names = new Set([...minuend.keys(), ...subtrahend.keys()]);
  return new Map([...names].map((name) => [name, (minuend.get(name) ?? 0) - (subtrahend.get(name) ?? 0)]));
}

function grouped(
  times: ReadonlyMap<string, number>,
  placeOf: (name: string) => string,
): ReadonlyMap<string, number> {
  const groups = new Map<string, number>();
  for (const [name, time] of times) groups.set(placeOf(name), (groups.get(placeOf(name)) ?? 0) + time);
  return groups;
}

function heaviest(times: readonly (readonly [string, number])[]): readonly (readonly [string, number])[] {
  return times.toSorted(([, left], [, right]) => right - left).slice(0, listed);
}

function figureOf(name: string, value: number): Figure {
  return { name, value, unit: 'µs' };
}
