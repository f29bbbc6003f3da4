/** What a failure says. */
export interface FailureDetails {
  /** One line: what happened. */
  readonly title: string;
  /** What and where, a line each. */
  readonly details?: readonly string[];
  /** What to do, a line each. */
  readonly next?: readonly string[];
  /** Default: 1. */
  readonly exitCode?: number;
  readonly cause?: unknown;
}

/** Ends a command with a readable block on standard error. */
export class CommandFailure extends Error {
  readonly details: readonly string[];
  readonly next: readonly string[];
  readonly exitCode: number;

  constructor({ title, details = [], next = [], exitCode = 1, cause }: FailureDetails) {
    super(title, { cause });
    this.name = 'CommandFailure';
    this.details = details;
    this.next = next;
    this.exitCode = exitCode;
  }
}
