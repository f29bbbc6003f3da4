import { type Explanation } from '@axios-keyring/core';
import { type Keyring } from 'axios-keyring';
import { CommandFailure } from '../command-failure.js';
import { orInterrupted } from '../interruption.js';
import { createProgress } from '../output/progress.js';
import { type Screen } from '../output/screen.js';
import { groupHeaders } from './group-headers.js';
import { type RequestParts } from './request-parts.js';
import { shownURL } from './request-url.js';

/** A request with everything that goes into its credentials. */
export interface ExplainedRequest extends RequestParts {
  readonly method: string;
  readonly url: URL;
}

/** How a request is authorized. A token that is needed is fetched. */
export async function explainRequest(
  keyring: Keyring,
  { method, url, headers, body }: ExplainedRequest,
  screen: Screen,
): Promise<Explanation> {
  const given = groupHeaders(headers).flatMap(({ name, values }) =>
    values.length === 0 ? [] : [[name, values.join(', ')] as const],
  );
  const progress = createProgress(screen);
  progress.say('Waiting for credentials');
  try {
    return await orInterrupted(
      keyring.explain({ method, url, headers: Object.fromEntries(given), ...(body && { body }) }),
      screen.io.signal,
    );
  } finally {
    progress.end();
  }
}

/** That no route covers a URL, as a failure. */
export function unmatchedFailure({ routes }: Keyring, url: URL, next: readonly string[]): CommandFailure {
  return new CommandFailure({
    title: `No route covers ${shownURL(url)}`,
    details: [
      routes.length === 0
        ? 'The config has no routes.'
        : `The routes are ${routes.map(({ baseURL }) => baseURL).join(', ')}.`,
    ],
    next,
  });
}
