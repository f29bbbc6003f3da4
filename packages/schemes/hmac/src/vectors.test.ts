import { afterEach, expect, it, jest } from '@jest/globals';
import vectors from '../vectors.json' with { type: 'json' };
import { fill } from './fill.js';
import { hmac, type HmacOptions } from './index.js';
import { parseTemplate } from './template.js';

afterEach(() => {
  jest.restoreAllMocks();
});

it.each(vectors.signatures)('$name ($source)', async (vector) => {
  jest.spyOn(Date, 'now').mockReturnValue(vector.time);
  const { baseURL, body, expected, method, path } = vector;
  // JSON says neither that these are choices, nor that a member is absent.
  const options: HmacOptions = JSON.parse(JSON.stringify({ ...vector.options, baseURL }));
  const headers: Record<string, string> = JSON.parse(JSON.stringify(vector.headers));

  const { credential } = await hmac(options).authorize({ method, url: baseURL + path, headers, body });

  expect(credential).toEqual(expected);
});

it.each(vectors.sorted)('Duo, parameters: $name ($source)', async ({ canonical, params }) => {
  const parsed = parseTemplate('{sorted:{query}}');
  const plain: Record<string, string> = JSON.parse(JSON.stringify(params));
  const form = new URLSearchParams(plain).toString();

  const text = await fill('pieces' in parsed ? parsed.pieces : [], () => form);

  expect(text).toBe(canonical);
});
