/** A value, or a promise of it: what is known at once costs no turn of the event loop. */
export type MaybePromise<T> = T | Promise<T>;
