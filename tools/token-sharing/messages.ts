import * as v from 'valibot';

/** What a worker needs to know before it can send requests. */
const setup = v.object({
  baseURL: v.string(),
  /** The key of one of the two platforms of Avanan. */
  key: v.variant('platform', [
    v.object({ platform: v.literal('smart-api'), applicationId: v.string(), secretKey: v.string() }),
    v.object({ platform: v.literal('infinity'), clientId: v.string(), accessKey: v.string() }),
  ]),
  redis: v.object({ url: v.string(), encryptionKeys: v.string() }),
  /** For how many milliseconds a lock is held at most. Default: as long as core wants it. */
  lockTime: v.optional(v.number()),
});

/** See {@link setup}. */
export type Setup = v.InferOutput<typeof setup>;

const order = v.variant('what', [
  /** Makes a client of its own, with empty hands. */
  v.object({ what: v.literal('prepare'), setup }),
  /** Sends so many requests at once; the answer comes when all are done. */
  v.object({ what: v.literal('send'), count: v.number() }),
  /** Keeps so many requests in flight; the answer comes at once. */
  v.object({ what: v.literal('keep-sending'), inFlight: v.number() }),
  /** Ends `keep-sending`; the answer comes when no request is in flight. */
  v.object({ what: v.literal('stop') }),
]);

/** What a worker is told to do. */
export type Order = v.InferOutput<typeof order>;

/** An order on its way to a worker; the answer has the same number. */
export const numberedOrder = v.object({ id: v.number(), order });

/** How often each status, or each error, was the end of a request since `prepare`. */
const outcomes = v.record(v.string(), v.number());

/** See {@link outcomes}. */
export type Outcomes = v.InferOutput<typeof outcomes>;

/** What a worker says. */
export const news = v.variant('what', [
  v.object({ what: v.literal('ready') }),
  v.object({ what: v.literal('answer'), id: v.number(), outcomes }),
  v.object({ what: v.literal('event'), type: v.string(), expiresAt: v.optional(v.number()) }),
]);

/** See {@link news}. */
export type News = v.InferOutput<typeof news>;
