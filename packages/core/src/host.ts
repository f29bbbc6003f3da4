/** Node's process, where there is one: in a browser or a worker there may be none, or only a part. */
export function hostProcess(): Partial<NodeJS.Process> | undefined {
  const host: { process?: Partial<NodeJS.Process> } = globalThis;
  return host.process;
}

/** The file system, where there is one. It is looked up and not imported, so that bundles need no polyfill. */
export function fileSystem(): typeof import('node:fs') | undefined {
  return hostProcess()?.getBuiltinModule?.('node:fs');
}
