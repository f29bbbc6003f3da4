import { CommandFailure } from '../command-failure.js';
import { exitCodes } from './exit-codes.js';

/**
 * Reads the URL of a request.
 *
 * @throws CommandFailure for one that cannot be requested. What stands in it is repeated only without user and
 * password.
 */
export function requestURL(text: string): URL {
  if (!URL.canParse(text)) {
    const next = URL.canParse(`https://${text}`)
      ? 'Write it with its scheme, as https://api.example.com/path.'
      : 'A URL is written as https://api.example.com/path.';
    throw new CommandFailure({
      title: 'This is not an absolute URL',
      next: [next],
      exitCode: exitCodes.malformedURL,
    });
  }
  const url = new URL(text);
  if (url.protocol === 'https:' || url.protocol === 'http:') return url;
  // localhost:8080/path is a URL whose scheme is localhost.
  throw new CommandFailure({
    title: `There is no way to request a URL that begins with ${url.protocol}`,
    next: ['Write it with its scheme: https:// or http://.'],
    exitCode: exitCodes.unsupportedProtocol,
  });
}

/** A URL as messages show it: no user, no password, no query. */
export function shownURL({ origin, pathname }: URL): string {
  return origin + pathname;
}
