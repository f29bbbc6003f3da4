/**
 * MD5 (RFC 1321), which WebCrypto leaves out. It is for schemes that demand it, such as Digest, and protects nothing by itself.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc1321#section-3
 */
export function md5(message: Uint8Array): Uint8Array {
  const padded = new DataView(new ArrayBuffer((((message.length + 8) >> 6) + 1) << 6));
  new Uint8Array(padded.buffer).set(message);
  padded.setUint8(message.length, 0x80);
  padded.setUint32(padded.byteLength - 8, message.length << 3, true);
  padded.setUint32(padded.byteLength - 4, Math.floor(message.length / 0x2000_0000), true);
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (let offset = 0; offset < padded.byteLength; offset += 64) {
    let [a = 0, b = 0, c = 0, d = 0] = state;
    for (let step = 0; step < 64; step += 1) {
      const round = step >> 4;
      const [mixed = 0, word = 0] =
        [
          () => [(b & c) | (~b & d), step],
          () => [(d & b) | (~d & c), (5 * step + 1) % 16],
          () => [b ^ c ^ d, (3 * step + 5) % 16],
          () => [c ^ (b | ~d), (7 * step) % 16],
        ][round]?.() ?? [];
      const sum = a + mixed + (constants[step] ?? 0) + padded.getUint32(offset + word * 4, true);
      const turn = turns[round]?.[step % 4] ?? 0;
      [a, d, c, b] = [d, c, b, b + ((sum << turn) | ((sum | 0) >>> (32 - turn)))];
    }
    for (const [index, value] of [a, b, c, d].entries()) state[index] = ((state[index] ?? 0) + value) | 0;
  }
  const digest = new DataView(new ArrayBuffer(16));
  for (const [index, value] of state.entries()) digest.setUint32(index * 4, value, true);
  return new Uint8Array(digest.buffer);
}

const turns = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
];

const constants = Array.from({ length: 64 }, (_, step) => Math.floor(Math.abs(Math.sin(step + 1)) * 2 ** 32));
