/** A value in DER: its tag, and the bytes of its content. */
export interface DERValue {
  readonly tag: number;
  readonly content: Uint8Array;
}

/**
 * The values in DER that stand one after the other. Of bytes that are none, something or nothing comes out.
 *
 * Source: ITU-T X.690, section 8.1, https://www.itu.int/rec/T-REC-X.690
 */
export function readDER(bytes: Uint8Array): readonly DERValue[] {
  const values: DERValue[] = [];
  let start = 0;
  while (start + 2 <= bytes.length) {
    const [tag = 0, first = 0] = bytes.subarray(start, start + 2);
    start += 2;
    const size = bytes.subarray(start, start + (first < 0x80 ? 0 : first - 0x80));
    const length = first < 0x80 ? first : size.reduce((sum, byte) => sum * 0x100 + byte, 0);
    start += size.length;
    values.push({ tag, content: bytes.subarray(start, start + length) });
    start += length;
  }
  return values;
}

/** A value in DER, of less than 65,536 bytes. */
export function writeDER(tag: number, content: ArrayLike<number>): Uint8Array {
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Uint8Array.from([tag, ...size, ...Array.from(content)]);
}
