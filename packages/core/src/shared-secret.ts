import { type Secret } from './contract/secret.js';
import { type MaybePromise, type WireRequest } from './contract/wire-request.js';
import { choice } from './options/builders.js';
import { fromBase64 } from './platform/base64.js';
import { type HashAlgorithm, hmac, type MessageAuthentication } from './platform/crypto.js';
import { KeyringError } from './platform/errors.js';
import { whenReady } from './platform/values.js';

/** How a secret is written whose bytes are a key. */
export type SecretEncoding = 'text' | 'base64' | 'hex';

/** An option of the schemes that sign with a secret which the API has too. */
export const secretEncoding = choice(['text', 'base64', 'hex'], {
  description: 'What the secret is written in. The key is its bytes; of a text, those of UTF-8.',
  default: 'text',
});

/**
 * HMAC with the option `secret` of a scheme, prepared once as long as the secret stays.
 *
 * @throws KeyringError `ERR_KEYRING_CREDENTIAL` for a secret that is not written as it was said to be.
 */
export function secretAuthentication(
  provider: string,
  algorithm: HashAlgorithm,
  secret: Secret,
  encoding: SecretEncoding = 'text',
): (request: WireRequest) => MaybePromise<MessageAuthentication> {
  let last: readonly [text: string, authenticate: MessageAuthentication] | undefined;
  return (request) =>
    whenReady(secret(request), (text) => {
      if (last?.[0] === text) return last[1];
      const key = encoding === 'text' ? text : decoders[encoding](text);
      if (key === undefined) {
        const message = `secret is not ${encoding}, which secretEncoding says that it is. The request was not sent.`;
        throw new KeyringError({ code: 'ERR_KEYRING_CREDENTIAL', provider, option: 'secret', message });
      }
      const authenticate = hmac(algorithm, key);
      last = [text, authenticate];
      return authenticate;
    });
}

const decoders: Readonly<Record<Exclude<SecretEncoding, 'text'>, (text: string) => Uint8Array | undefined>> =
  {
    base64: fromBase64,
    hex: (text) =>
      /^(?:[\da-f]{2})+$/i.test(text)
        ? Uint8Array.from(text.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))
        : undefined,
  };
