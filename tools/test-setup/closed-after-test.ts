import { afterEach } from '@jest/globals';

interface Closable {
  close(): unknown;
}

const open: (Closable | Promise<Closable>)[] = [];

/** Has a server, a client or a store closed after the test in which it was made; also one that is still starting. */
export function closedAfterTest<Subject extends Closable | Promise<Closable>>(subject: Subject): Subject {
  open.push(subject);
  return subject;
}

afterEach(async () => {
  const closing = open.splice(0).map(async (subject) => {
    // Where it did not start, its test has seen why.
    const started = await Promise.resolve(subject).catch(() => undefined);
    await started?.close();
  });
  await Promise.all(closing);
});
