/** One figure of a benchmark. */
export interface Figure {
  /** What was measured, without the suite's name. */
  readonly name: string;
  readonly value: number;
  /** For example `µs` or `bytes`; a plain ratio has none. */
  readonly unit?: string;
  /** The same as a multiple of another figure of the same run. */
  readonly ratio?: { readonly to: string; readonly value: number };
  /** What the ratio, or without one the value, may be at most. */
  readonly bar?: number;
  /** What the value is made of, in a few words. */
  readonly note?: string;
}

/** Whether a figure is above its bar. */
export function missesBar({ value, ratio, bar = Infinity }: Figure): boolean {
  const compared = ratio?.value ?? value;
  // What could not be measured is no success.
  return Number.isNaN(compared) || compared > bar;
}
