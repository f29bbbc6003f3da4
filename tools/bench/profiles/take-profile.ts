import { type Profiler, type Runtime, Session } from 'node:inspector/promises';
import { type Contestant } from '../measure-times.js';

/** The time that each function took by itself, per operation, in microseconds. */
export type Profile = ReadonlyMap<ProfiledFunction, number>;

/** A function as the profiler knows it: its name, and where it is written. */
export type ProfiledFunction = `${string} in ${string}`;

/** In microseconds. */
const samplingInterval = 100;
const batches = 100;

/** What comes before, so that all of the code is compiled. */
const warmUp = 300;

/** Runs a contestant with the profiler on. */
export async function takeProfile({ run, operations }: Contestant): Promise<Profile> {
  for (let batch = 0; batch < warmUp; batch += 1) await run();
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: samplingInterval });
    await session.post('Profiler.start');
    for (let batch = 0; batch < batches; batch += 1) await run();
    const { profile } = await session.post('Profiler.stop');
    return timesOf(profile, batches * operations);
  } finally {
    session.disconnect();
  }
}

function timesOf({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile, operations: number): Profile {
  const functions = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const times = new Map<ProfiledFunction, number>();
  for (const [index, id] of samples.entries()) {
    const name = functions.get(id);
    if (name === undefined) continue;
    times.set(name, (times.get(name) ?? 0) + (timeDeltas[index] ?? 0) / operations);
  }
  return times;
}

function nameOf({ functionName, url }: Runtime.CallFrame): ProfiledFunction {
  return `${functionName === '' ? '(anonymous)' : functionName} in ${placeOf(url, functionName)}`;
}

/** Whose code it is: of this project, of axios, of Node, or of V8. */
function placeOf(url: string, functionName: string): string {
  const [, own] = /\/packages\/([^/]+)\/(?:dist|src)\//.exec(url) ?? [];
  if (own !== undefined) return ownPlace + own;
  const [, dependency] = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url) ?? [];
  if (dependency !== undefined) return dependency;
  if (url.startsWith('node:')) return 'Node';
  if (functionName === '(idle)') return 'nobody (idle)';
  return url === '' ? 'V8' : 'the benchmark';
}

/** How the places of this project's code begin. */
export const ownPlace = 'axios-keyring ';
