/** The candidate closest to what was written, if it is close enough to be what was meant. */
export function suggest(written: string, candidates: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.floor(written.length / 3));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    const distance = editDistance(written.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** A suggestion as the end of a message: ` Did you mean "region"?`, or nothing. */
export function didYouMean(written: string, candidates: readonly string[]): string {
  const candidate = suggest(written, candidates);
  return candidate === undefined ? '' : ` Did you mean "${candidate}"?`;
}

function editDistance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const substitution = (previous[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      const gap = Math.min(previous[column] ?? 0, current[column - 1] ?? 0) + 1;
      current.push(Math.min(substitution, gap));
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
}

/**
 * A text without the characters at its end that are among these, in one step for each: the pattern for it takes a step
 * for each pair.
 */
export function withoutTrailing(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

/** The text that bytes are, or why they are none, as it continues the name of what they were read from. */
export type DecodedText = { readonly text: string } | { readonly problem: string };

/**
 * Reads bytes as UTF-8, without the byte order mark that editors on Windows put at the beginning. Bytes of another
 * encoding are refused: a decoder would put U+FFFD in the place of what it does not know.
 */
export function decodeText(bytes: Buffer): DecodedText {
  // FF and FE are in no UTF-8: https://www.unicode.org/faq/utf_bom#BOM
  if (/^(?:fffe|feff)/.test(bytes.toString('hex', 0, 2))) return { problem: `is UTF-16. ${remedy}` };
  const text = bytes.toString('utf8');
  // Not with a TextDecoder: the pages that jsdom makes have none.
  if (!Buffer.from(text, 'utf8').equals(bytes)) return { problem: `is not UTF-8. ${remedy}` };
  return { text: text.replace(/^\uFEFF/, '') };
}

/** Reads bytes of DER, such as an archive of PKCS #12, as base64, and all others as {@link decodeText} does. */
export function decodeArchive(bytes: Buffer): DecodedText {
  return isDER(bytes) ? { text: bytes.toString('base64') } : decodeText(bytes);
}

/** Whether bytes are a sequence in DER, which no UTF-8 begins like. */
export function isDER(bytes: Uint8Array): boolean {
  return bytes[0] === 0x30 && (bytes[1] ?? 0) >= 0x80;
}

const remedy = 'Save it as UTF-8: another encoding would change its letters.';
