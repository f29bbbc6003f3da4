import { type MaybePromise } from '../contract/maybe-promise.js';
import { hashAtOnce, nodeCrypto } from '../platform/node-crypto.js';
import { type DigestEncoding, subtleSha256 } from '../platform/web-crypto.js';

/** SHA-256 (FIPS 180-4) of bytes, or of a text's UTF-8 bytes. At once on Node, a promise elsewhere. */
export function sha256(data: string | Uint8Array, encoding: DigestEncoding): MaybePromise<string> {
  if (hashAtOnce) return hashAtOnce('sha256', data, encoding);
  if (nodeCrypto) return nodeCrypto.createHash('sha256').update(data).digest(encoding);
  return subtleSha256(data, encoding);
}
