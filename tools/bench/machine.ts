import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseJSON, property } from '@axios-keyring/core';

/** What the figures of a run depend on beside the code. */
export interface Machine {
  readonly processor: string;
  readonly processors: number;
  readonly system: string;
  readonly node: string;
  /** The packages that were measured or measured against, with their versions. */
  readonly packages: Readonly<Record<string, string>>;
  /** When the run began, as ISO 8601. */
  readonly date: string;
}

const packages = ['axios', 'aws4-axios', '@azure/communication-common'];

/** This machine, and the versions in use. */
export async function thisMachine(): Promise<Machine> {
  const processors = os.cpus();
  const versions = await Promise.all(packages.map(async (name) => [name, await versionOf(name)] as const));
  return {
    processor: processors[0]?.model.trim() ?? 'unknown',
    processors: processors.length,
    system: `${os.type()} ${os.release()} ${os.arch()}`,
    node: process.version,
    packages: Object.fromEntries(versions),
    date: new Date().toISOString(),
  };
}

async function versionOf(name: string): Promise<string> {
  const text = await readFile(path.join('node_modules', name, 'package.json'), 'utf8');
  return String(property(parseJSON(text), 'version'));
}
