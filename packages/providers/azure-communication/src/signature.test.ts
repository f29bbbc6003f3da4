import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import vectors from '../vectors.json' with { type: 'json' };
import { sign, stringToSign } from './signature.js';

describe('sign', () => {
  it.each(vectors)('gives the known answer for $method $host$pathAndQuery ($source)', async (vector) => {
    const { contentHash, signature } = vector;

    expect(await sign(vector)).toStrictEqual({ contentHash, signature });
  });

  // Known answers that the official SDKs share.
  it.each([
    ['banana', 'tJPUg2Sv5E0RwBZc9HCkFk0eJgmRHvmYvoaNRq3j3k4='],
    ['😀', '8EQ6NCxe9UeDoRG1G6Vsk45HTDIyTZDDpgycjjo34tk='],
    ['', '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='],
  ])('hashes the body "%s" as the official SDKs do', async (body, contentHash) => {
    const [vector] = vectors;
    if (!vector) throw new Error('There are no vectors.');

    expect(await sign({ ...vector, body })).toMatchObject({ contentHash });
    expect(await sign({ ...vector, body: Buffer.from(body) })).toMatchObject({ contentHash });
  });

  it('hashes bytes and not how they look as a text', async () => {
    const [vector] = vectors;
    if (!vector) throw new Error('There are no vectors.');

    const { contentHash } = await sign({ ...vector, body: Uint8Array.of(1, 2, 3) });

    expect(contentHash).toBe('A5BYxvLAy0ksUzsKTRTvd8wPeKvMztUofYShogEc+4E=');
  });

  it('is HMAC-SHA-256 with the decoded key over method, path, date, host and content hash', async () => {
    const record = fc.record({
      method: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE'),
      pathAndQuery: fc.webPath().map((path) => `/${path}`),
      host: fc.domain(),
      date: fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
      body: fc.oneof(fc.string({ unit: 'grapheme' }), fc.uint8Array()),
      key: fc.uint8Array({ minLength: 1, maxLength: 64 }),
    });
    await fc.assert(
      fc.asyncProperty(record, async ({ key, ...parts }) => {
        const { method, pathAndQuery, host, date, body } = parts;
        const contentHash = createHash('sha256').update(body).digest('base64');
        const text = `${method}\n${pathAndQuery}\n${date};${host};${contentHash}`;
        const signature = createHmac('sha256', key).update(text).digest('base64');

        const accessKey = Buffer.from(key).toString('base64');
        expect(await sign({ ...parts, accessKey })).toStrictEqual({ contentHash, signature });
        expect(stringToSign(parts, contentHash)).toBe(text);
      }),
    );
  });
});
