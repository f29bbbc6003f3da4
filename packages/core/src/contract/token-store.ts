/**
 * Where tokens are kept for all processes that share it. A [Keyv](https://keyv.org) instance (5.x) is one as it is.
 * Whatever a store does wrong (it fails, takes too long, or answers what was never put in), requests go on with
 * tokens that their own process minted.
 */
export interface TokenStore {
  /** What was put in under a key; anything but a string counts as nothing. */
  get(key: string): Promise<unknown>;
  /**
   * Puts a text in, in place of what was there.
   *
   * @param timeToLive - For how many milliseconds it is of use.
   */
  set(key: string, value: string, timeToLive: number): Promise<unknown>;
  /** Forgets what is there under a key. */
  delete(key: string): Promise<unknown>;
  /** Forgets what is there under a key if it is this text, in one step. Without it, the text is read first. */
  deleteIfSame?(key: string, value: string): Promise<unknown>;
  /**
   * Gives the one lock of a key, or `undefined`, at once, if somebody else has it. Without it, each process mints
   * a token of its own where all need one at the same moment.
   *
   * @param timeToLive - After how many milliseconds the lock is anybody's, should its holder have died.
   */
  lock?(key: string, timeToLive: number): Promise<TokenLock | undefined>;
}

/** The right to mint a token, for one process at a time. */
export interface TokenLock {
  /** Gives the lock back, unless it is somebody else's by now. */
  release(): Promise<unknown>;
}
