import { randomBytes } from 'node:crypto';

/** Secrets of as many accounts, none of which is another's. */
export function secrets(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `secret-key-of-account-${index}`);
}

/** A text that no other has. */
export function uniqueText(length: number): string {
  return randomBytes(Math.ceil(length / 2))
    .toString('hex')
    .slice(0, length);
}

/**
 * Goes round a list in an order that is no order for a cache: 7,919 is a prime, so every entry comes once before the
 * first comes again.
 */
export function scattered(list: readonly string[]): () => string {
  let index = 0;
  return () => {
    index = (index + 7_919) % list.length;
    return list[index] ?? '';
  };
}
