import * as v from 'valibot';

/** The moment of a renewal at which a process is killed. */
const death = v.picklist(['before the exchange', 'before the grant is stored', 'after the grant is stored']);

/** See {@link death}. */
export type Death = v.InferOutput<typeof death>;

/** Where the API is, and where grants are kept. */
export const setup = v.object({
  api: v.string(),
  refreshToken: v.string(),
  store: v.union([
    v.object({ file: v.string() }),
    v.object({ redis: v.string(), encryptionKeys: v.string() }),
  ]),
});

/** See {@link setup}. */
export type Setup = v.InferOutput<typeof setup>;

/** So many requests at once, and perhaps a death on the way. */
export const order = v.object({ count: v.number(), death: v.optional(death) });

/** See {@link order}. */
export type Order = v.InferOutput<typeof order>;

/** How each request ended: its status, or the code of its error. */
export const outcomes = v.array(v.union([v.number(), v.string()]));

/** See {@link outcomes}. */
export type Outcomes = v.InferOutput<typeof outcomes>;
