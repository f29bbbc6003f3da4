import { type CommandIO, type OutputStream } from './io.js';

const styles = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 } as const;

/** How a text may look. */
export type Style = keyof typeof styles;

/** Gives a text its look, or leaves it as it is where there are no colours. */
export type Painter = (style: Style, text: string) => string;

/**
 * Colours are for terminals. `NO_COLOR` turns them off and `FORCE_COLOR` on, which wins, as with Node itself:
 * https://no-color.org, https://force-color.org
 */
export function painterFor({ isTTY }: OutputStream, env: CommandIO['env']): Painter {
  const { FORCE_COLOR: forced = '', NO_COLOR: refused = '', TERM: terminal } = env;
  const isUsual = refused === '' && isTTY === true && terminal !== 'dumb';
  const hasColours = forced === '' ? isUsual : !['0', 'false'].includes(forced);
  return (style, text) => (hasColours ? `\u001b[${styles[style]}m${text}\u001b[0m` : text);
}

/**
 * A text that a terminal only shows: what comes from a file or from a server must not move its cursor or turn the
 * direction of writing. Line breaks and tabs are kept.
 */
export function printable(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll(/[^\P{C}\n\t]/gu, '\ufffd');
}
