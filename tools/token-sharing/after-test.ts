import { afterEach } from '@jest/globals';

const ends: (() => Promise<void>)[] = [];

/** Has something ended after the test in which it was started. */
export function afterTest(end: () => Promise<void>): void {
  ends.push(end);
}

afterEach(async () => {
  await Promise.all(ends.splice(0).map((end) => end()));
});
