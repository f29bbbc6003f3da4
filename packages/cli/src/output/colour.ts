import { type OutputStream } from '../io.js';

const codes = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 } as const;

/** How a text may look. */
export type Style = keyof typeof codes;

/** Gives a text its look, or leaves it as it is where there are no colours. */
export type Painter = (style: Style, text: string) => string;

/**
 * Colours are for terminals. `NO_COLOR` turns them off and `FORCE_COLOR` on, which wins, as with Node itself:
 * https://no-color.org, https://force-color.org
 */
export function painterFor(stream: OutputStream, env: Readonly<Record<string, string | undefined>>): Painter {
  if (!hasColours(stream, env)) return (_, text) => text;
  return (style, text) => `\u001b[${codes[style]}m${text}\u001b[0m`;
}

function hasColours(stream: OutputStream, env: Readonly<Record<string, string | undefined>>): boolean {
  const { FORCE_COLOR: forced, NO_COLOR: refused = '', TERM: terminal } = env;
  if (forced !== undefined && forced !== '') return !['0', 'false'].includes(forced);
  return refused === '' && stream.isTTY === true && terminal !== 'dumb';
}
