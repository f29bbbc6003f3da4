import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Rehearsal } from './rehearse.js';

async function main(signal: AbortSignal): Promise<number> {
  const root = await mkdtemp(path.join(os.tmpdir(), 'axios-keyring-release-'));
  try {
    return await new Rehearsal(root, console.log, signal).run();
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stop.abort(new Error(`Ended by ${signal}.`));
  });
}

main(stop.signal).then(
  (failures) => {
    process.exitCode = failures === 0 ? 0 : 1;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
