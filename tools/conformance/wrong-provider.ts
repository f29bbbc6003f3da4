import type { RightProvider } from './right-provider.js';

/** A provider that does one thing wrong. */
export interface WrongProvider {
  /** The check that has to find it. */
  readonly target: string;
  /** What it does. */
  readonly does: string;
  readonly provider: RightProvider;
  /** The README, where that is what is wrong. */
  readonly readme?: string;
  /** A part of what the check says. Default: anything. */
  readonly says?: string;
  /** Other checks that find it too. */
  readonly also?: readonly string[];
}
