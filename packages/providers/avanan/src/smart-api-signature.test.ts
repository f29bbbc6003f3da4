import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import vectors from '../vectors.json' with { type: 'json' };
import { signature } from './smart-api.js';

describe('signature', () => {
  it.each(vectors)('gives the known answer for $requestId at $date ($source)', async (vector) => {
    const parts = { ...vector, requestString: vector.requestString ?? '' };

    expect(await signature(parts)).toBe(vector.signature);
  });

  it('is SHA-256 in lower-case hex over the base64 text of all parts, in UTF-8', async () => {
    const text = fc.string({ unit: 'grapheme' });
    const record = fc.record({
      requestId: fc.uuid(),
      applicationId: text,
      date: text,
      requestString: text,
      secretKey: text,
    });
    await fc.assert(
      fc.asyncProperty(record, async (parts) => {
        const { requestId, applicationId, date, requestString, secretKey } = parts;
        const joined = [requestId, applicationId, date, requestString, secretKey].join('');
        const base64 = Buffer.from(joined, 'utf8').toString('base64');
        expect(await signature(parts)).toBe(createHash('sha256').update(base64).digest('hex'));
      }),
    );
  });
});
