import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { GrantBench, MemoryGrants, ProcessView, RotatingServer } from '../../fixtures/grant-bench.js';

/** Long enough that no process is taken for dead here; what ends a pause is chance. */
const patient = { patience: 20_000, silence: 10_000 };

it('in whatever order stores and servers answer, no refresh token is sent twice, and none is lost', async () => {
  const processes = fc.integer({ min: 2, max: 4 });
  const rotations = fc.integer({ min: 1, max: 2 });
  const troubles = fc.array(fc.constantFrom('none', 'before', 'after'), { maxLength: 12 });
  const play = async (
    schedule: fc.Scheduler,
    processCount: number,
    rotationCount: number,
    failures: readonly string[],
  ): Promise<void> => {
    const server = new RotatingServer();
    const store = new MemoryGrants();
    const left = [...failures];
    let trouble: string | undefined;
    const operate = (when: string): Promise<unknown> =>
      schedule.schedule(trouble === when ? Promise.reject(new Error('down')) : Promise.resolve(), when);
    // A store that fails has done what it was asked, or not.
    store.before = () => {
      trouble = left.shift();
      return operate('before');
    };
    store.after = () => operate('after');
    server.beforeAnswer = () => schedule.schedule(Promise.resolve(), 'answer');
    const given = server.consent();
    const all = Array.from(
      { length: processCount },
      () => new GrantBench(server, given, { store: new ProcessView(store), ...patient }),
    );
    const run = async (bench: GrantBench): Promise<void> => {
      await bench.get();
      for (let rotation = 0; rotation < rotationCount; rotation += 1) await bench.renew();
    };
    await schedule.waitFor(Promise.all(all.map(run)));
    // What could not be stored at once is so soon.
    const isStored = ({ told }: GrantBench): boolean =>
      told.findLast((type) => type?.startsWith('grant')) !== 'grant-not-stored';
    while (!all.every(isStored)) {
      await schedule.waitFor(new Promise((resolve) => setTimeout(resolve, 20)));
    }
    expect(store.only).toContain(`"refreshToken":"${server.last}"`);
    expect(server.reused).toEqual([]);
    expect(new Set(server.sent).size).toBe(server.sent.length);
  };
  await fc.assert(fc.asyncProperty(fc.scheduler(), processes, rotations, troubles, play), { numRuns: 25 });
});
