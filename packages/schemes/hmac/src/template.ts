import { didYouMean } from '@axios-keyring/core/engine';

/** A piece of a template: text as it stands, or what is put in its place. */
export type Piece = string | Placeholder;

/** `{name}`, or `{name:…}` with a template inside. */
export interface Placeholder {
  readonly name: string;
  readonly inner?: readonly Piece[];
}

const hashes = ['md5', 'sha1', 'sha256', 'sha384', 'sha512'];
const encodings = ['hex', 'base64', 'base64url', 'bytes'];

/** What stands for a part of the request. */
export const parts: readonly string[] = [
  ...['method', 'host', 'path', 'subpath', 'query', 'target', 'body'],
  ...['timestamp', 'nonce', 'keyId', 'signature'],
];

/** What makes something of a template inside. A hash alone is written in hexadecimal digits. */
export const functions: readonly string[] = [
  ...hashes.flatMap((hash) => [hash, ...encodings.map((encoding) => `${hash}.${encoding}`)]),
  ...['base64', 'lower', 'upper', 'sorted'],
];

/** Reads a template; the problem continues the name of what it was given as. */
export function parseTemplate(
  text: string,
): { readonly pieces: readonly Piece[] } | { readonly problem: string } {
  const top: Piece[] = [];
  const open = [top];
  for (const [token, opened, name] of text.matchAll(/\{([^{}:]*):|\{([^{}]*)\}|[^{}]+|[{}]/g)) {
    const pieces = open.at(-1) ?? top;
    const problem = problemOf(opened ?? name, opened === undefined ? [...parts] : functions);
    if (problem !== undefined) return { problem };
    if (opened !== undefined) {
      const inner: Piece[] = [];
      pieces.push({ name: opened, inner });
      open.push(inner);
    } else if (name !== undefined) pieces.push({ name });
    else if (token === '{' || (token === '}' && open.length === 1))
      return { problem: `has a "${token}" too many` };
    else if (token === '}') open.pop();
    else pieces.push(token);
  }
  return open.length === 1 ? { pieces: top } : { problem: 'lacks a "}" at its end' };
}

function problemOf(name: string | undefined, known: readonly string[]): string | undefined {
  if (name === undefined || known.includes(name)) return undefined;
  if (known !== functions && /^(?:header|body)\.[^.]/.test(name)) return undefined;
  const kind = known === functions ? 'function' : 'placeholder';
  return `has {${name}${kind === 'function' ? ':…' : ''}}, and there is no such ${kind}.${didYouMean(name, known) || ` There are ${known.join(', ')}`}`;
}

/** Whether a template has a placeholder, also inside of another. */
export function uses(pieces: readonly Piece[], isMeant: (name: string) => boolean): boolean {
  return pieces.some(
    (piece) => typeof piece !== 'string' && (isMeant(piece.name) || uses(piece.inner ?? [], isMeant)),
  );
}

/** A placeholder as it is written. */
export function sourceOf(piece: Piece): string {
  if (typeof piece === 'string') return piece;
  const { name, inner } = piece;
  return inner ? `{${name}:${inner.map(sourceOf).join('')}}` : `{${name}}`;
}
