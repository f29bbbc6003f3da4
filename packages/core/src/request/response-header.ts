import { type AxiosResponse } from 'axios';

/**
 * A header of an answer, `undefined` if there is none. Adapters differ in the class and the case of what they
 * give, so it is looked up by hand.
 *
 * @param name - In lower case.
 */
export function responseHeader(
  { headers }: Pick<AxiosResponse, 'headers'>,
  name: string,
): string | undefined {
  const entries: [string, unknown][] = Object.entries(headers);
  const value = entries.find(([key]) => key.toLowerCase() === name)?.[1];
  return typeof value === 'string' ? value : undefined;
}
