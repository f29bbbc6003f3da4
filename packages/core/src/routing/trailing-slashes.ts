/** A text without the slashes at its end, in one step for each: the pattern for it takes a step for each pair. */
export function withoutTrailingSlashes(text: string): string {
  let end = text.length;
  while (end > 0 && text.charAt(end - 1) === '/') end -= 1;
  return text.slice(0, end);
}
