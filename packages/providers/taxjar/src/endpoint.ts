/** An endpoint of the API, however its URL is written. */
export interface Endpoint {
  /** The first segment below the version, in lower case, without a format's extension; `taxes`, for example. */
  readonly name: string;
  /** How many segments there are. */
  readonly depth: number;
}

/**
 * The endpoints that a URL may mean. There can be several: a proxy may be mounted above `/v2`, with a prefix that the
 * base URL does not have, or below it; and a server may or may not resolve dot segments that were escaped.
 *
 * @param baseURL - The base URL of the route.
 */
export function endpointsOf(url: URL, baseURL: string): readonly Endpoint[] {
  const base = segmentsOf(new URL(baseURL).pathname).length;
  const written = segmentsOf(url.pathname);
  return [written, resolved(written)].flatMap((all) => {
    const belowBase = all.slice(base);
    const version = all.indexOf('v2');
    const belowVersion = version === -1 ? [] : all.slice(version + 1);
    return [belowBase[0] === 'v2' ? belowBase.slice(1) : belowBase, belowVersion].map(endpoint);
  });
}

function endpoint(segments: readonly string[]): Endpoint {
  // A format is no part of the name: `/taxes.json`.
  const [name = ''] = (segments[0] ?? '').split('.', 1);
  return { name, depth: segments.length };
}

// Whatever a server or a proxy on the way may take for the same: another case, escapes (also of escapes), repeated
// slashes, one at the end, parameters of a segment.
function segmentsOf(path: string): string[] {
  const segments = unescaped(path).toLowerCase().split(/[/\\]/);
  return segments
    .map((segment) => (segment.split(';', 1)[0] ?? '').trim())
    .filter((segment) => !/^\.?$/.test(segment));
}

function resolved(segments: readonly string[]): string[] {
  const kept: string[] = [];
  for (const segment of segments) {
    if (segment === '..') kept.pop();
    else kept.push(segment);
  }
  return kept;
}

// Not decodeURIComponent, which throws at what is no UTF-8. Names of endpoints are ASCII. What an escape stands for may
// complete another one, before or after it; this way that costs no further pass over the text.
function unescaped(path: string): string {
  if (!path.includes('%')) return path;
  const text: string[] = [];
  for (const character of path) {
    text.push(character);
    for (let code = escaped(text); code !== undefined; code = escaped(text)) {
      text.length -= 3;
      text.push(String.fromCharCode(code));
    }
  }
  return text.join('');
}

/** The code of the character for which the last three of a text stand. */
function escaped(text: readonly string[]): number | undefined {
  if (text.at(-3) !== '%') return undefined;
  const digits = text.slice(-2).join('');
  return /^[0-7][\da-f]$/i.test(digits) ? Number.parseInt(digits, 16) : undefined;
}
