import {
  type ExplanationPart,
  type MaybePromise,
  sha256,
  whenReady,
  type WireRequest,
} from '@axios-keyring/core';
import { type CredentialOptions, kindOf } from './credentials.js';
import { partsOf } from './signed-headers.js';

/** What goes into a request's credentials, part by part; a key or a token is only said to be there. */
export function createExplanation(
  options: CredentialOptions,
): (request: WireRequest) => MaybePromise<readonly ExplanationPart[]> {
  const kind = kindOf(options);
  if (kind !== 'access key') return () => [{ name: kind, value: 'there' }];
  return (request) => {
    const { method, pathAndQuery, date, host, body } = partsOf(request, '');
    return whenReady(sha256(body, 'base64'), (contentHash) => [
      { name: 'verb', value: method },
      { name: 'path and query', value: pathAndQuery },
      { name: 'date', value: date },
      { name: 'host', value: host },
      { name: 'content hash', value: contentHash },
      { name: kind, value: 'there' },
    ]);
  };
}
