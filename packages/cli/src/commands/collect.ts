import { InvalidArgumentError } from 'commander';

/** Collects an option that may be given several times. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** Collects an option that may be given several times, or once with commas. */
export function collectList(value: string, before: readonly string[] = []): readonly string[] {
  const parts = value.split(',').map((part) => part.trim());
  const given = parts.filter((part) => part !== '');
  if (given.length === 0) throw new InvalidArgumentError('It names nothing.');
  return [...before, ...given];
}
