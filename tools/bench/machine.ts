import axios from 'axios';
import os from 'node:os';

/** What the figures of a run depend on beside the code. */
export interface Machine {
  readonly processor: string;
  readonly processors: number;
  readonly system: string;
  readonly node: string;
  readonly axios: string;
  /** When the run began, as ISO 8601. */
  readonly date: string;
}

/** This machine, and the versions in use. */
export function thisMachine(): Machine {
  const processors = os.cpus();
  return {
    processor: processors[0]?.model.trim() ?? 'unknown',
    processors: processors.length,
    system: `${os.type()} ${os.release()} ${os.arch()}`,
    node: process.version,
    axios: axios.VERSION,
    date: new Date().toISOString(),
  };
}
