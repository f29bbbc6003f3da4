import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { runMain } from '../packed/run-main.js';
import { Rehearsal } from './rehearse.js';

async function main(signal: AbortSignal): Promise<number> {
  const root = await mkdtemp(path.join(os.tmpdir(), 'axios-keyring-release-'));
  try {
    return await new Rehearsal(root, console.log, signal).run();
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

runMain(main);
