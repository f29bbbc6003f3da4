import { beforeEach, describe, expect, it } from '@jest/globals';
import { everythingVisible } from '../fixtures/everything-visible.js';
import { wireRequest } from '../fixtures/wire-request.js';
import { type WireRequest } from '../contract/wire-request.js';
import { forgetCredentials, trustCredentials } from './renewal.js';
import { rotatingSecret } from './rotating-secret.js';

let requests: readonly WireRequest[];

beforeEach(async () => {
  requests = await Promise.all(Array.from({ length: 20 }, wireRequest));
});

describe('a rotating secret', () => {
  it('is the first until that is refused, then the second, and the first again', async () => {
    const [request, again, later] = requests;
    if (!request || !again || !later) throw new Error('There are no requests.');
    const secret = rotatingSecret(['one', 'two']);

    expect(secret(request)).toBe('one');
    await expect(forgetCredentials(request)).resolves.toBe(true);
    expect(secret(again)).toBe('two');
    await expect(forgetCredentials(again)).resolves.toBe(true);
    expect(secret(later)).toBe('one');
  });

  it('is the one that was accepted before where the other is refused as well', async () => {
    const [request, again, later] = requests;
    if (!request || !again || !later) throw new Error('There are no requests.');
    const secret = rotatingSecret(['one', 'two']);

    expect(secret(request)).toBe('one');
    await forgetCredentials(request);
    expect(secret(again)).toBe('two');
    trustCredentials(again);

    expect(secret(later)).toBe('one');
  });

  it('is switched once for all that were refused at once', async () => {
    const secret = rotatingSecret(['one', 'two']);
    expect(requests.map(secret)).toEqual(Array(20).fill('one'));

    const renewed = await Promise.all(requests.map(forgetCredentials));

    expect(renewed).toEqual(Array(20).fill(true));
    expect(requests.map(secret)).toEqual(Array(20).fill('two'));
  });

  it('is not worth another try where both are the same', async () => {
    const [request] = requests;
    if (!request) throw new Error('There are no requests.');
    const secret = rotatingSecret(['one', 'one']);
    expect(secret(request)).toBe('one');
    await expect(forgetCredentials(request)).resolves.toBe(false);
  });

  it('cannot be seen where it is kept', () => {
    expect(everythingVisible(rotatingSecret(['hunter2', 'hunter3']))).not.toMatch(/hunter/);
  });
});
