/**
 * A header of an answer, `undefined` if there is none. Adapters differ in the class and the case of what they
 * give, so it is looked up by hand.
 *
 * @param name - In lower case.
 */
export function responseHeader(response: { readonly headers?: unknown }, name: string): string | undefined {
  // A mock may answer without any headers at all.
  const entries: [string, unknown][] = Object.entries(response.headers ?? {});
  const value = entries.find(([key]) => key.toLowerCase() === name)?.[1];
  return typeof value === 'string' ? value : undefined;
}
