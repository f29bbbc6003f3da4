import { defineProvider, type ProviderDeclaration, type WireRequest, whenReady } from '@axios-keyring/core';
import { declaration, type RightProvider } from './right-provider.js';
import { signatureOf } from './signing.js';

type Declaration = Partial<ProviderDeclaration<typeof declaration.options>>;

/** A provider that signs requests with the token of the right one, instead of sending it. */
export function signer(
  bodyOf: (request: WireRequest) => string | Uint8Array,
  more: Declaration,
): RightProvider {
  return defineProvider({
    ...declaration,
    ...more,
    authorize: (given) => (request) =>
      whenReady(given.token(request), (text) => {
        const { method, url } = request;
        return {
          Authorization: signatureOf(
            { method, target: url.pathname + url.search, body: bodyOf(request) },
            text,
          ),
          ...(given.account !== undefined && { 'x-account': given.account }),
          ...(given.limit !== undefined && { 'x-limit': String(given.limit) }),
        };
      }),
  });
}
