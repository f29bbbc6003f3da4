import { type VerificationRequest } from './contract/authorizer.js';
import { text } from './options/builders.js';

/** What the declaration of a scheme has in common with all others: the API is that of the user, wherever it is. */
export const anyAPI: { readonly hosts: readonly []; readonly baseURLs: () => readonly [] } = {
  hosts: [],
  baseURLs: () => [],
};

/** An option that every scheme has, because only the user knows a request that changes nothing. */
export const verifyPath = text({
  optional: true,
  description:
    'The path that `verify()` asks for with GET, from the root of the host: one that changes nothing.',
  expected: 'a path that begins with a slash',
  check: (path) => (path.startsWith('/') ? undefined : 'has to begin with a slash'),
});

/** The harmless request, if the user has named one. */
export function verifyByPath({
  verifyPath: path,
}: {
  readonly verifyPath: string | undefined;
}): VerificationRequest | undefined {
  return path === undefined ? undefined : { method: 'GET', path };
}
