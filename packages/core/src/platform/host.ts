/** Node's process, where there is one: in a browser or a worker there may be none, or only a part. */
export function hostProcess(): Partial<NodeJS.Process> | undefined {
  const host: { process?: Partial<NodeJS.Process> } = globalThis;
  return host.process;
}
