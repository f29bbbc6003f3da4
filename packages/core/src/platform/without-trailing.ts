/**
 * A text without the characters at its end that are among these, in one step for each: the pattern for it takes a step
 * for each pair.
 */
export function withoutTrailing(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}
