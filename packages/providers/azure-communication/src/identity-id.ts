/** What is wrong with the id of an identity, as it continues the option's name; `undefined` if nothing is. */
export function identityIdProblem(id: unknown): string | undefined {
  const isText = typeof id === 'string';
  // A URL resolves the dots: the request would be one for all identities, or for the resource.
  if (isText && !['', '.', '..'].includes(id)) return undefined;
  return `has to be that of an identity, such as "8:acs:a_b", and is ${isText ? JSON.stringify(id) : typeof id}`;
}
