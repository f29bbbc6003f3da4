import { type MaybePromise } from '../contract/maybe-promise.js';
import { type DigestEncoding, hashAtOnce, nodeCrypto, subtleHmac, subtleSha256 } from '../platform/crypto.js';

/** SHA-256 (FIPS 180-4) of bytes, or of a text's UTF-8 bytes. At once on Node, a promise elsewhere. */
export function sha256(data: string | Uint8Array, encoding: DigestEncoding): MaybePromise<string> {
  if (hashAtOnce) return hashAtOnce('sha256', data, encoding);
  if (nodeCrypto) return nodeCrypto.createHash('sha256').update(data).digest(encoding);
  return subtleSha256(data, encoding);
}

/** Authenticates a message with a key that it was made for: a text's UTF-8 bytes. */
export type MessageAuthentication = (message: string, encoding: DigestEncoding) => MaybePromise<string>;

/**
 * HMAC-SHA-256 (RFC 2104) with a key, which is prepared once for all messages. At once on Node, a promise elsewhere.
 *
 * @param key - Is not copied where it is no longer than a block of 64 bytes; it has to stay as it is.
 */
export function hmacSha256(key: Uint8Array): MessageAuthentication {
  const node = nodeCrypto;
  if (!node) return (message, encoding) => subtleHmac(key, message, encoding);
  const byObject: MessageAuthentication = (message, encoding) =>
    node.createHmac('sha256', key).update(message).digest(encoding);
  return hashAtOnce ? byTwoHashes(hashAtOnce, key, byObject) : byObject;
}

/** In bytes: that of SHA-256, and what is kept for a message. What a header signs is far shorter. */
const blockSize = 64;
const digestSize = 32;
const messageSize = 4_096;

/** No character of UTF-16 takes more bytes in UTF-8. */
const longestCharacter = 3;

// Node's Hmac objects cost thrice what the hashing itself does; for a short message, that is most of a signature.
// https://www.rfc-editor.org/rfc/rfc2104#section-2
function byTwoHashes(
  hash: NonNullable<typeof hashAtOnce>,
  key: Uint8Array,
  otherwise: MessageAuthentication,
): MessageAuthentication {
  const block = Buffer.alloc(blockSize);
  block.set(key.length > blockSize ? hash('sha256', key, 'buffer') : key);
  const inner = Buffer.alloc(blockSize + messageSize);
  const outer = Buffer.alloc(blockSize + digestSize);
  inner.set(block.map((byte) => byte ^ 0x36));
  outer.set(block.map((byte) => byte ^ 0x5c));
  return (message, encoding) => {
    if (message.length * longestCharacter > messageSize) return otherwise(message, encoding);
    const end = blockSize + inner.write(message, blockSize);
    outer.write(hash('sha256', inner.subarray(0, end), 'binary'), blockSize, 'binary');
    return hash('sha256', outer, encoding);
  };
}
