import { didYouMean } from '@axios-keyring/core/engine';

/** What a user access token is good for. */
export const scopes = ['chat', 'voip', 'chat.join', 'chat.join.limited', 'voip.join'] as const;

/** One of the things that a user access token may be good for. */
export type UserTokenScope = (typeof scopes)[number];

/** A user for whom tokens are issued. */
export interface IssuedUser {
  /** The identity, `8:acs:…`. Without it one is created with the first token, and kept. */
  readonly id?: string | undefined;
  /** What the tokens are good for. */
  readonly scopes: readonly UserTokenScope[];
  /** How long a token lives: 60 to 1440. Default: the service's, 1440. */
  readonly expiresInMinutes?: number | undefined;
}

const entries: readonly string[] = ['id', 'scopes', 'expiresInMinutes'] satisfies (keyof IssuedUser)[];

/** Whether a value has the types of an {@link IssuedUser}. */
export function isIssuedUser(input: unknown): input is IssuedUser {
  if (typeof input !== 'object' || input === null) return false;
  const { id, scopes, expiresInMinutes }: Partial<Record<keyof IssuedUser, unknown>> = input;
  return (
    (id === undefined || typeof id === 'string') &&
    Array.isArray(scopes) &&
    (expiresInMinutes === undefined || typeof expiresInMinutes === 'number')
  );
}

/** What is wrong with a user, as it continues the option's name; `undefined` if nothing is. */
export function issuedUserProblem(user: IssuedUser): string | undefined {
  const known: readonly unknown[] = scopes;
  const unknownEntry = Object.keys(user).find((name) => !entries.includes(name));
  if (unknownEntry !== undefined) {
    const meant = didYouMean(unknownEntry, entries);
    return `has an unknown entry ${JSON.stringify(unknownEntry)}.${meant} Its entries are ${entries.join(', ')}`;
  }
  const idProblem = user.id === undefined ? undefined : identityIdProblem(user.id);
  if (idProblem !== undefined) return `has an id that ${idProblem}`;
  if (user.scopes.length === 0 || !user.scopes.every((scope) => known.includes(scope))) {
    return `has to have scopes out of ${scopes.join(', ')}, at least one`;
  }
  const { expiresInMinutes = 60 } = user;
  if (!Number.isInteger(expiresInMinutes) || expiresInMinutes < 60 || expiresInMinutes > 1440) {
    return 'has to have expiresInMinutes between 60 and 1440';
  }
  return undefined;
}

/** What is wrong with the id of an identity, as it continues the option's name; `undefined` if nothing is. */
export function identityIdProblem(id: unknown): string | undefined {
  const isText = typeof id === 'string';
  // A URL resolves the dots: the request would be one for all identities, or for the resource.
  if (isText && !['', '.', '..'].includes(id)) return undefined;
  return `has to be that of an identity, such as "8:acs:a_b", and is ${isText ? JSON.stringify(id) : typeof id}`;
}
