import { isAxiosError } from 'axios';
import { isKeyringError } from '@axios-keyring/core';
import { CommandFailure } from '../command-failure.js';
import { exitCodeOf, exitCodes } from './exit-codes.js';
import { shownURL } from './request-url.js';

/**
 * A request that got no answer, or half of one, as a failure with curl’s exit code. Errors of this project and those
 * that are a failure already stay what they are.
 */
export function transferFailure(error: unknown, url: URL): unknown {
  if (error instanceof CommandFailure || isKeyringError(error) || !(error instanceof Error)) return error;
  const code = codeOf(error);
  // An error without a code is no trouble of the network.
  if (code === undefined) return error;
  return new CommandFailure({
    title: `${shownURL(url)} did not answer`,
    details: [error.message === '' ? code : `${error.message} (${code})`],
    next: hints.get(exitCodeOf(code, error.message)) ?? [],
    exitCode: exitCodeOf(code, error.message),
    cause: error,
  });
}

const hints = new Map<number, readonly string[]>([
  [exitCodes.resolve, ['See whether the name of the host is written right.']],
  [exitCodes.connect, ['See whether the server runs, and whether a proxy has to be named in HTTPS_PROXY.']],
  [exitCodes.certificate, ['A certificate of your own goes into NODE_EXTRA_CA_CERTS.']],
  [exitCodes.tooManyRedirects, ['Leave out -L to see where the first one leads.']],
]);

/** That the time that `--max-time` gives is over. */
export function timeoutFailure(seconds: number, url: URL): CommandFailure {
  return new CommandFailure({
    title: `${shownURL(url)} took longer than ${seconds} seconds`,
    next: ['Give --max-time more seconds.'],
    exitCode: exitCodes.timeout,
  });
}

function codeOf(error: Error): string | undefined {
  const { cause } = error;
  const causeCode = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  const code = 'code' in error ? error.code : undefined;
  // Axios replaces some codes of Node with its own; Node’s says more.
  const best = isAxiosError(error) && typeof causeCode === 'string' ? causeCode : code;
  return typeof best === 'string' ? best : undefined;
}
