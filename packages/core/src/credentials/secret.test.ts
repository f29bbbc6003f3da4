import fc from 'fast-check';
import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { everythingVisible } from '../fixtures/everything-visible.js';
import { wireRequest } from '../fixtures/wire-request.js';
import { KeyringError } from '../platform/errors.js';
import { type GivenToken, type Secret, type SecretInput } from '../contract/secret.js';
import { type WireRequest } from '../contract/wire-request.js';
import { headerValueProblem } from './text-problems.js';
import { type MintToken, rotatingSecret, secretOf, textOnly, tokenFunction } from './secret.js';
import { forgetCredentials, trustCredentials } from './used-credentials.js';

let request: WireRequest;

beforeAll(async () => {
  request = await wireRequest();
});

function bound(input: SecretInput): Secret {
  return secretOf(input, { provider: 'bearer', option: 'token', check: headerValueProblem });
}

/** A secret of a function that does what the types forbid. */
function careless(answer: () => unknown): Secret {
  const input: object = Object.assign(answer, {});
  if (!isSecretInput(input)) throw new Error('A function is a secret.');
  return bound(input);
}

function isSecretInput(value: unknown): value is SecretInput {
  return typeof value === 'function';
}

function isMint(value: unknown): value is MintToken {
  return typeof value === 'function';
}

async function errorOf(secret: Secret): Promise<unknown> {
  try {
    await secret(request);
  } catch (error) {
    return error;
  }
  throw new Error('The secret could be read.');
}

describe('a secret', () => {
  it('that is text is read at once', () => {
    expect(bound('a token')(request)).toBe('a token');
  });

  it('may be a function of the request, called every time', () => {
    let calls = 0;
    const secret = bound(({ url }) => `${url.hostname} ${(calls += 1)}`);
    expect([secret(request), secret(request)]).toEqual(['api.example.com 1', 'api.example.com 2']);
  });

  it('may be an asynchronous function', async () => {
    await expect(bound(() => Promise.resolve('a token'))(request)).resolves.toBe('a token');
  });

  it('cannot be seen where it is kept', () => {
    expect(everythingVisible({ secret: bound('hunter2') })).not.toContain('hunter2');
  });
});

describe('a function for a secret', () => {
  it('may answer with what is only like a promise', async () => {
    const like = {
      then: (resolve: (secret: string) => void) => {
        resolve('hunter2');
      },
    };

    expect(await careless(() => like)(request)).toBe('hunter2');
  });

  const failed = (problem: string): object => ({
    code: 'ERR_KEYRING_CREDENTIAL',
    provider: 'bearer',
    option: 'token',
    message: `[@axios-keyring/bearer] The function given as token ${problem}. The request was not sent.`,
  });

  it.each<[string, () => unknown, string]>([
    ['undefined', () => undefined, 'returned nothing, so there is no credential'],
    ['null', () => null, 'returned nothing, so there is no credential'],
    ['a promise of nothing', () => Promise.resolve(undefined), 'returned nothing, so there is no credential'],
    ['a number', () => 5, 'returned a value of the type number, not a string'],
    ['an object', () => ({ token: 'hunter2' }), 'returned a value of the type object, not a string'],
    [
      'a promise of an object',
      () => Promise.resolve({}),
      'returned a value of the type object, not a string',
    ],
    ['an empty string', () => '', 'returned a value that is empty'],
    ['a line break', () => 'hunter2\n', 'returned a value that contains a line break or a NUL character'],
    [
      'a promise of a line break',
      () => Promise.resolve('\r'),
      'returned a value that contains a line break or a NUL character',
    ],
    ['a space at its end', () => 'hunter2 ', 'returned a value that starts or ends with white space'],
  ])('that returns %s fails the request', async (_, answer, problem) => {
    const error = await errorOf(careless(answer));
    expect(error).toMatchObject(failed(problem));
    expect(everythingVisible(error)).not.toContain('hunter2');
  });

  it('that throws or rejects fails the request, with the reason as its cause', async () => {
    const cause = new Error('the vault is sealed');
    const throwing = (): never => {
      throw cause;
    };
    const thrown = await errorOf(bound(throwing));
    expect(thrown).toMatchObject({ ...failed('threw'), cause });
    const rejected = await errorOf(bound(() => Promise.reject(cause)));
    expect(rejected).toMatchObject({ ...failed('rejected'), cause });
    expect(JSON.stringify([thrown, rejected])).not.toContain('vault');
  });

  it('that fails with an error of this project is told by that, with the option', async () => {
    const cause = new KeyringError({
      code: 'ERR_KEYRING_CREDENTIAL',
      message: 'The command op was not found.',
    });
    expect(await errorOf(bound(() => Promise.reject(cause)))).toMatchObject({
      ...failed(''),
      message: '[@axios-keyring/bearer] The command op was not found. The request was not sent.',
      cause,
    });
    const whole = new KeyringError({ code: 'ERR_KEYRING_TOKEN_EXCHANGE', message: 'No answer.' });
    expect(await errorOf(bound(() => Promise.reject(whole)))).toBe(whole);
  });

  it('never has what it returned shown', async () => {
    const bad = fc.constantFrom('\n', '\r', '\0', '\u0001', '\u007f', '€', '世', ' ');
    const text = fc.string({ unit: 'binary', maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(text, text, bad, fc.boolean(), async (before, after, character, later) => {
        const value = `${before}hunter2${after}${character}`;
        const error = await errorOf(bound(() => (later ? Promise.resolve(value) : value)));
        expect(everythingVisible(error)).not.toContain('hunter2');
      }),
    );
  });
});

describe('a secret that the API refused', () => {
  it('is tried again if the function has another one', async () => {
    const asked = await wireRequest();
    let value = 'old';
    expect(bound(() => value)(asked)).toBe('old');
    await expect(forgetCredentials(asked)).resolves.toBe(false);
    value = 'new';
    await expect(forgetCredentials(asked)).resolves.toBe(true);
  });

  it('is not tried again if it is text', async () => {
    const asked = await wireRequest();
    expect(bound('a token')(asked)).toBe('a token');
    await expect(forgetCredentials(asked)).resolves.toBe(false);
  });
});

describe('a rotating secret', () => {
  let requests: readonly WireRequest[];

  beforeEach(async () => {
    requests = await Promise.all(Array.from({ length: 20 }, wireRequest));
  });

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

describe('a function for tokens', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  const owner = { provider: 'example', option: 'userToken', check: headerValueProblem };

  it('gives what it returns', async () => {
    const { mint } = tokenFunction(() => Promise.resolve('a token'), owner);
    await expect(mint()).resolves.toEqual({ value: 'a token' });
  });

  const moment = Date.UTC(2030, 0, 1);

  it.each<[GivenToken, object]>([
    [{ token: 'a' }, { value: 'a' }],
    [
      { token: 'a', expiresAt: moment },
      { value: 'a', expiresAt: moment },
    ],
    [
      { token: 'a', expiresAt: new Date(moment), refreshAt: new Date(moment - 1) },
      { value: 'a', expiresAt: moment, refreshAt: moment - 1 },
    ],
    [
      { token: 'a', expiresOnTimestamp: moment, refreshAfterTimestamp: moment - 1 },
      { value: 'a', expiresAt: moment, refreshAt: moment - 1 },
    ],
    [{ token: 'a', expiresAt: null, refreshAt: undefined }, { value: 'a' }],
  ])('gives the life that it tells: %j', async (given, minted) => {
    await expect(tokenFunction(() => given, owner).mint()).resolves.toEqual(minted);
  });

  it.each([
    [{ token: 'a', expiresAt: moment / 1000 }, 'expiresAt is neither a Date nor a number of milliseconds'],
    [{ token: 'a', expiresAt: new Date(NaN) }, 'expiresAt is neither'],
    [{ token: 'a', expiresAt: '2030-01-01' }, 'expiresAt is neither'],
    [{ token: 'a', refreshAfterTimestamp: Infinity }, 'refreshAt is neither'],
    [{ token: 7 }, 'a value of the type number'],
    [{ token: 'a\nb' }, 'contains a line break'],
    [{ accessToken: 'a' }, 'nothing, so there is no credential'],
  ])('that returns %j fails the request, saying what was wrong', async (given, problem) => {
    const mint: unknown = () => given;
    if (!isMint(mint)) throw new Error('It is a function.');

    await expect(tokenFunction(mint, owner).mint()).rejects.toMatchObject({
      code: 'ERR_KEYRING_CREDENTIAL',
      message: expect.stringContaining(problem),
    });
  });

  it('of the request may return the same, of which only the token is taken', async () => {
    expect(await bound(textOnly(() => ({ token: 'a', expiresAt: moment })))(request)).toBe('a');
    expect(await bound(textOnly(async () => Promise.resolve({ token: 'b' })))(request)).toBe('b');
  });

  it('that never answers is not waited for longer than a minute', async () => {
    jest.useFakeTimers();
    const { mint } = tokenFunction(() => new Promise(() => undefined), owner);
    const call = expect(mint()).rejects.toMatchObject({
      code: 'ERR_KEYRING_CREDENTIAL',
      provider: 'example',
      option: 'userToken',
      cause: expect.objectContaining({ code: 'ETIMEDOUT' }),
    });
    await jest.advanceTimersByTimeAsync(60_000);
    await call;
  });
});
