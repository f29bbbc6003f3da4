/** The bytes on the heap that are in use, without garbage. */
export function usedMemory(): number {
  const { gc } = globalThis;
  if (!gc) throw new Error('Memory cannot be measured without --expose-gc: use npm run bench.');
  // The first leaves what had finalizers.
  gc();
  gc();
  return process.memoryUsage().heapUsed;
}
