import {
  headerValueProblem,
  KeyringError,
  type MaybePromise,
  type MintedToken,
  TokenSource,
  type WireRequest,
} from '@axios-keyring/core';
import { withinTime } from '@axios-keyring/core/engine';

const provider = 'azure-communication';

/** A token of Microsoft Entra ID, as `@azure/identity` gives it. */
export interface EntraToken {
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly expiresOnTimestamp: number;
  /** When to ask for the next one. */
  readonly refreshAfterTimestamp?: number | undefined;
}

/**
 * What fetches tokens of Microsoft Entra ID: each credential of `@azure/identity` does.
 *
 * Source: https://learn.microsoft.com/javascript/api/@azure/core-auth/tokencredential
 */
export interface EntraCredential {
  getToken(scopes: string): Promise<EntraToken | null>;
}

/**
 * With two slashes, as all of the vendor's SDKs have it: the scope is the application's URI, which ends in a slash
 * itself, and `/.default`.
 *
 * Source: https://github.com/Azure/azure-sdk-for-js/blob/main/sdk/communication/communication-common/src/credential/communicationAuthPolicy.ts
 */
const defaultScope = 'https://communication.azure.com//.default';

/** How long a token may take, in milliseconds: every request waits for it. */
const longestFetch = 60_000;

/** Whether a value can fetch tokens. */
export function isEntraCredential(input: unknown): input is EntraCredential {
  return (
    typeof input === 'object' && input !== null && 'getToken' in input && typeof input.getToken === 'function'
  );
}

/** The token of Microsoft Entra ID for a request: kept until shortly before it expires. */
export function entraTokenReader(
  credential: EntraCredential,
  scope = defaultScope,
): (request: WireRequest) => MaybePromise<string> {
  const tokens = new TokenSource({ provider, mint: () => fetchToken(credential, scope) });
  return (request) => tokens.get(request, { endpoint: request.baseURL });
}

async function fetchToken(credential: EntraCredential, scope: string): Promise<MintedToken> {
  let answer: Partial<Record<keyof EntraToken, unknown>> | null | undefined;
  try {
    answer = await withinTime(longestFetch, () => credential.getToken(scope));
  } catch (cause) {
    throw failure('failed, see the cause', cause);
  }
  const { token, expiresOnTimestamp, refreshAfterTimestamp } = answer ?? {};
  if (typeof token !== 'string' || typeof expiresOnTimestamp !== 'number') {
    throw failure('returned no token, or none with expiresOnTimestamp');
  }
  const problem = headerValueProblem(token);
  if (problem !== undefined) throw failure(`returned a token that ${problem}`);
  const refreshAt = typeof refreshAfterTimestamp === 'number' ? refreshAfterTimestamp : undefined;
  return { value: token, expiresAt: expiresOnTimestamp, refreshAt };
}

function failure(problem: string, cause?: unknown): KeyringError {
  const message = `getToken of tokenCredential ${problem}. The request was not sent.`;
  return new KeyringError({
    code: 'ERR_KEYRING_CREDENTIAL',
    provider,
    option: 'tokenCredential',
    message,
    cause,
  });
}
