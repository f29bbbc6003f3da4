/** A runtime that works through the checks. */
export interface Running {
  /** Resolves when it has ended by itself, with what it printed. */
  readonly ended: Promise<string>;
  /** Ends it. May be called after it has ended. */
  stop(): Promise<void>;
}

/** What is needed to start one. */
export interface Launch {
  /** Of the control server. */
  readonly control: string;
  /** The folder in which the packages are installed. */
  readonly project: string;
}
