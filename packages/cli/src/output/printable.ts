/**
 * A text that a terminal only shows: what comes from a file or from a server must not move its cursor or turn the
 * direction of writing. Line breaks and tabs are kept.
 */
export function printable(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll(/[^\P{C}\n\t]/gu, '\ufffd');
}
