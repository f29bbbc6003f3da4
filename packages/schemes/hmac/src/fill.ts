import {
  hash,
  type HashAlgorithm,
  type MaybePromise,
  type TextEncoding,
  toBase64,
  whenReady,
} from '@axios-keyring/core';
import { type Piece, type Placeholder } from './template.js';

/** A text, or bytes where they are none. */
export type Value = string | Uint8Array;

/** Gives what stands for a part of the request. */
export type Lookup = (name: string) => Value;

/** A template with everything put in. */
export function fill(pieces: readonly Piece[], lookup: Lookup): MaybePromise<Value> {
  const values = pieces.reduce<MaybePromise<readonly Value[]>>(
    (before, piece) =>
      whenReady(before, (found) =>
        whenReady(typeof piece === 'string' ? piece : valueOf(piece, lookup), (value) => [...found, value]),
      ),
    [],
  );
  return whenReady(values, joined);
}

/** What is put in the place of one placeholder. */
export function valueOf({ name, inner }: Placeholder, lookup: Lookup): MaybePromise<Value> {
  return inner ? whenReady(fill(inner, lookup), (value) => apply(name, value)) : lookup(name);
}

function joined(values: readonly Value[]): Value {
  if (values.length === 1 && values[0] !== undefined) return values[0];
  if (values.every((value) => typeof value === 'string')) return values.join('');
  const bytes = values.map((value) => (typeof value === 'string' ? new TextEncoder().encode(value) : value));
  const all = new Uint8Array(bytes.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of bytes) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

const texts: Readonly<Record<string, (text: string) => string>> = {
  lower: (text) => text.toLowerCase(),
  upper: (text) => text.toUpperCase(),
  sorted,
};

function apply(name: string, value: Value): MaybePromise<Value> {
  const ofText = texts[name];
  if (ofText) return ofText(textOf(value));
  if (name === 'base64') return toBase64(value);
  const [algorithm = '', encoding = 'hex'] = name.split('.');
  return digest(algorithm, value, encoding);
}

const isHash = (name: string): name is HashAlgorithm => /^(?:md5|sha\d+)$/.test(name);
const isEncoding = (name: string): name is TextEncoding => /^(?:hex|base64|base64url)$/.test(name);

function digest(algorithm: string, value: Value, encoding: string): MaybePromise<Value> {
  if (!isHash(algorithm)) return '';
  return isEncoding(encoding) ? hash(algorithm, value, encoding) : hash(algorithm, value, 'bytes');
}

/** Bytes as the text that they are in UTF-8. */
export function textOf(value: Value): string {
  return typeof value === 'string' ? value : new TextDecoder().decode(value);
}

// Read as a form, encoded as strictly as https://www.rfc-editor.org/rfc/rfc3986#section-2.3 says.
function sorted(form: string): string {
  return [...new URLSearchParams(form)]
    .map(([name, value]) => ({ name: encode(name), value: encode(value) }))
    .toSorted((a, b) => compare(a.name, b.name) || compare(a.value, b.value))
    .map(({ name, value }) => `${name}=${value}`)
    .join('&');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
