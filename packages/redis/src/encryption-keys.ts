import { shellSyntaxProblem } from '@axios-keyring/core';
import { missingOptionError, optionError } from './option-error.js';

/**
 * A key of 32 bytes: as base64, base64url or 64 hexadecimal digits, or the bytes themselves. A text may hold
 * several, separated by commas.
 */
export type EncryptionKey = string | Uint8Array;

const keyLength = 32;
const howToMakeOne = `Make one with: node -p "require('crypto').randomBytes(32).toString('base64')"`;
const whereToSet = 'Set it in redisTokenStore({ encryptionKeys }) or in AXIOS_KEYRING_ENCRYPTION_KEYS.';

/**
 * The bytes of all keys, the one that encrypts first, each once.
 *
 * @throws KeyringError `ERR_KEYRING_MISSING_OPTION` if there is none, `ERR_KEYRING_OPTION` if one is malformed.
 */
export function parseEncryptionKeys(given: unknown): readonly [Buffer, ...Buffer[]] {
  const keys: Buffer[] = [];
  const written = typeof given === 'string' ? shellSyntaxProblem(given) : undefined;
  if (written !== undefined) {
    throw optionError('encryptionKeys', `encryptionKeys ${written}. ${whereToSet}`);
  }
  for (const [index, part] of parts(given).entries()) {
    const key = parseKey(part);
    if (!key) throw malformed(index);
    // A process would wait for itself if a key was listed twice: its locks have the same name.
    if (!keys.some((other) => other.equals(key))) keys.push(key);
  }
  const [first, ...rest] = keys;
  if (!first) {
    const message = `encryptionKeys is missing: tokens are encrypted in Redis. ${howToMakeOne}. ${whereToSet}`;
    throw missingOptionError('encryptionKeys', message);
  }
  return [first, ...rest];
}

function parts(given: unknown): readonly unknown[] {
  if (given === undefined || given === '') return [];
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  return list.flatMap((part) => (typeof part === 'string' ? part.split(',') : [part]));
}

function parseKey(given: unknown): Buffer | undefined {
  if (given instanceof Uint8Array) return given.length === keyLength ? Buffer.from(given) : undefined;
  if (typeof given !== 'string') return undefined;
  const text = given.trim();
  if (/^[\dA-Fa-f]{64}$/.test(text)) return Buffer.from(text, 'hex');
  if (!/^(?:[\w-]{43}|[A-Za-z\d+/]{43})=?$/.test(text)) return undefined;
  const key = Buffer.from(text, 'base64');
  // The last character has two bits too many; if they are set, a character was mistyped or lost.
  const canonical = text.replace('=', '').replaceAll('+', '-').replaceAll('/', '_');
  return key.toString('base64url') === canonical ? key : undefined;
}

function malformed(index: number): Error {
  const message =
    `Key ${index + 1} of encryptionKeys is not 32 bytes as base64, base64url or 64 hexadecimal digits. ` +
    `${howToMakeOne}. ${whereToSet}`;
  return optionError('encryptionKeys', message);
}
