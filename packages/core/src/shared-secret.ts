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
  description: 'How the secret is written; base64 in either alphabet.',
  default: 'text',
});

/**
 * The key that the option `secret` of a scheme stands for; base64 in either alphabet.
 *
 * @throws KeyringError `ERR_KEYRING_CREDENTIAL` for a secret that is not written as it was said to be.
 */
export function secretKey(
  provider: string,
  secret: string,
  encoding: SecretEncoding = 'text',
): string | Uint8Array {
  const key = decoders[encoding](secret);
  if (key !== undefined) return key;
  const message = `secret is no ${encoding}, which secretEncoding says it is. The request was not sent.`;
  throw new KeyringError({ code: 'ERR_KEYRING_CREDENTIAL', provider, option: 'secret', message });
}

const decoders: Readonly<Record<SecretEncoding, (text: string) => string | Uint8Array | undefined>> = {
  text: (text) => text,
  base64: (text) => {
    const bare = text.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '');
    return fromBase64(bare.padEnd(Math.ceil(bare.length / 4) * 4, '='));
  },
  hex: (text) =>
    /^(?:[\da-f]{2})+$/i.test(text)
      ? Uint8Array.from(text.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))
      : undefined,
};

/** HMAC with the option `secret` of a scheme, prepared once as long as the secret stays. */
export function secretAuthentication(
  provider: string,
  algorithm: HashAlgorithm,
  secret: Secret,
  encoding: SecretEncoding | undefined,
): (request: WireRequest) => MaybePromise<MessageAuthentication> {
  let last: readonly [text: string, authenticate: MessageAuthentication] | undefined;
  return (request) =>
    whenReady(secret(request), (text) => {
      if (last?.[0] !== text) last = [text, hmac(algorithm, secretKey(provider, text, encoding))];
      return last[1];
    });
}
