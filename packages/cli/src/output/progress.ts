import { type Screen } from './screen.js';

/** A line on standard error that says what is being waited for. */
export interface Progress {
  /** Says it; the line before is replaced. */
  readonly say: (text: string) => void;
  /** Takes the line away. */
  readonly end: () => void;
}

/** Progress is for somebody who waits at a terminal; elsewhere nothing is said. */
export function createProgress({ io, paintError, showsProgress }: Screen): Progress {
  const { stderr } = io;
  if (!showsProgress) return { say: () => undefined, end: () => undefined };
  // To the beginning of the line, and what stands there erased.
  const clear = '\r\u001b[K';
  return {
    say: (text) => void stderr.write(clear + paintError('dim', text)),
    end: () => void stderr.write(clear),
  };
}
