/** A place in a text, counted from 1. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** What is wrong with a text that should be JSON, and where; never a piece of the text. */
export interface JSONProblem extends TextPosition {
  readonly reason: string;
}

/** One token of JSON, from `lastIndex` on: a `mark`, a `string` or another `value`. */
export const jsonTokens =
  /[\t\n\r ]*(?:(?<mark>[{}[\]:,])|(?<string>"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*")|(?<value>-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[Ee][+-]?\d+)?|true|false|null)(?![\w.]))/uy;

/**
 * Finds the place where a text stops being JSON. The messages of `JSON.parse` repeat what stands there, which may be
 * a secret, and not all of them say where.
 */
export function findJSONProblem(text: string): JSONProblem {
  const open: string[] = [];
  let expected = 'value';
  let position = 0;
  while (expected !== 'end') {
    jsonTokens.lastIndex = position;
    const token = jsonTokens.exec(text);
    const next = token?.groups && step(token.groups, expected, open);
    if (next === undefined) break;
    position = jsonTokens.lastIndex;
    expected = next;
  }
  const at = position + (/^[\t\n\r ]*/.exec(text.slice(position))?.[0].length ?? 0);
  return { ...textPosition(text, at), reason: reasonAt(text, at, expected) };
}

/** The line and the column of a place in a text. */
export function textPosition(text: string, at: number): TextPosition {
  const lines = text.slice(0, at).split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

const reasons: Readonly<Record<string, string>> = {
  value: 'a value is expected here',
  'value or ]': 'a value or ] is expected here',
  'key or }': 'a key in double quotation marks, or }, is expected here',
  key: 'a key in double quotation marks is expected here',
  ':': 'a colon is expected here',
  ', or }': 'a comma or } is expected here',
  ', or ]': 'a comma or ] is expected here',
  end: 'the text should end here',
};

function reasonAt(text: string, at: number, expected: string): string {
  if (text.startsWith('//', at) || text.startsWith('/*', at)) return 'JSON has no comments; YAML has';
  const reason = reasons[expected] ?? 'this is not JSON';
  return at >= text.length ? `${reason}, but the text ends` : reason;
}

/** What may follow a token; `undefined` if the token may not stand where it does. */
function step(
  { mark, string }: Partial<Record<string, string>>,
  expected: string,
  open: string[],
): string | undefined {
  const wantsValue = expected.startsWith('value');
  const after = (): string => {
    const container = open.at(-1);
    if (container === undefined) return 'end';
    return container === '{' ? ', or }' : ', or ]';
  };
  if (mark === undefined) {
    if (string !== undefined && expected.startsWith('key')) return ':';
    return wantsValue ? after() : undefined;
  }
  if (mark === '{' || mark === '[') {
    if (!wantsValue) return undefined;
    open.push(mark);
    return mark === '{' ? 'key or }' : 'value or ]';
  }
  if (mark === ':') return expected === ':' ? 'value' : undefined;
  if (mark === ',') {
    if (!expected.startsWith(',')) return undefined;
    return open.at(-1) === '{' ? 'key' : 'value';
  }
  if (!expected.endsWith(`or ${mark}`)) return undefined;
  open.pop();
  return after();
}
