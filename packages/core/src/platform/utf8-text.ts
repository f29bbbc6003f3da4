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

const remedy = 'Save it as UTF-8: another encoding would change its letters.';
