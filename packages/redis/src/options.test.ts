import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type KeyringError } from '@axios-keyring/core';
import { createClient } from 'redis';
import { newKey } from './fixtures/redis-under-test.js';
import { redisTokenStore } from './index.js';
import { checkOptions } from './options.js';
import { refusalOf } from '../../../tools/test-setup/refusal-of.js';

const encryptionKeys = newKey();
const password = 'a-password-that-nobody-may-see';
const url = `rediss://keyring:${password}@redis.example:6380/2`;

beforeEach(() => {
  jest.replaceProperty(process, 'env', {});
});

afterEach(() => {
  jest.restoreAllMocks();
});

const refusal = (options: unknown): KeyringError => refusalOf(redisTokenStore, options);

function everythingOn(error: KeyringError): string {
  return [error.stack, JSON.stringify(error), inspect(error, { depth: Infinity, showHidden: true })].join(
    '\n',
  );
}

// What the clients of these packages have; none has `destroy`.
function clientWith(...methods: readonly string[]): object {
  const common = ['get', 'set', 'del', 'eval', 'on', 'listenerCount', 'disconnect'];
  return Object.fromEntries([...common, ...methods].map((method) => [method, jest.fn()]));
}

describe('redisTokenStore refuses', () => {
  it.each([
    ['a number', { url: 6379 }, 'url', 'url has to be a string'],
    ['null', { url: null }, 'url', 'url has to be a string'],
    ['nothing', { url: '' }, 'url', 'has to start with redis:// or rediss://'],
    ['quotation marks', { url: `"${url}"` }, 'url', 'url is in quotation marks, which nothing took away'],
    ['a variable', { url: '${REDIS_URL}' }, 'url', 'url is a variable, as $NAME or ${NAME}'],
    ['a host', { url: 'localhost:6379' }, 'url', 'has to start with redis:// or rediss://'],
    ['https', { url: `https://:${password}@redis.example` }, 'url', 'has to start with redis://'],
    ['no host', { url: 'redis://' }, 'url', 'has no host'],
    ['a port that is none', { url: `redis://:${password}@redis.example:x` }, 'url', 'is malformed'],
    [
      'a # in the password',
      { url: `redis://me:1#${password}@redis.example` },
      'url',
      'has a query or a fragment',
    ],
    [
      'a ? in the password',
      { url: `redis://me:1?${password}@redis.example` },
      'url',
      'has a query or a frag',
    ],
    [
      'a / in the password',
      { url: `redis://me:1/${password}@redis.example` },
      'url',
      'is not the number of a',
    ],
    ['a query', { url: `${url}?tls=true` }, 'url', 'has a query or a fragment'],
    ['a % in the password', { url: `redis://:${password}%@redis.example` }, 'url', 'has a % that begins no'],
    [
      'a name as the database',
      { url: 'redis://redis.example/tokens' },
      'url',
      'is not the number of a database',
    ],
  ])('a URL that is or has %s', (_, wrong, option, problem) => {
    const error = refusal({ encryptionKeys, ...wrong });

    expect(error).toMatchObject({ code: 'ERR_KEYRING_OPTION', option, provider: 'redis' });
    expect(error.message).toContain(problem);
    expect(error.message).toContain(
      'Set it among the options of the store, { url }, or in AXIOS_KEYRING_REDIS_URL.',
    );
    expect(everythingOn(error)).not.toContain(password);
  });

  it('a URL in the environment, in the same words', () => {
    jest.replaceProperty(process, 'env', { AXIOS_KEYRING_REDIS_URL: `http://:${password}@redis.example` });

    const error = refusal({ encryptionKeys });

    expect(error).toMatchObject({ code: 'ERR_KEYRING_OPTION', option: 'url' });
    expect(everythingOn(error)).not.toContain(password);
  });

  it('both a client and a URL', () => {
    expect(refusal({ client: createClient(), url, encryptionKeys })).toMatchObject({
      option: 'url',
      message: '[@axios-keyring/redis] Give either client or url, not both.',
    });
  });

  it.each([
    ['something else', null],
    ['something else', url],
    ['something else', {}],
    ['one of ioredis, or of a fork of it', clientWith('defineCommand', 'sendCommand')],
    ['one of the redis package, version 4', clientWith('sendCommand')],
    ['one of the redis package, version 3 or older', clientWith('send_command')],
  ])('%s as the client (%#)', (found, client) => {
    const error = refusal({ client, encryptionKeys });

    expect(error).toMatchObject({ code: 'ERR_KEYRING_OPTION', option: 'client' });
    expect(error.message).toContain('client has to be a client of the redis package, version 5 or 6');
    expect(error.message).toContain(`; found ${found}. Where the application has another, give url.`);
    expect(everythingOn(error)).not.toContain(password);
  });

  it.each(['', 'a b', 'a{b}', 'a\n', 'ä', 'x'.repeat(101), 42])('the prefix %j', (prefix) => {
    expect(refusal({ url, encryptionKeys, prefix })).toMatchObject({
      code: 'ERR_KEYRING_OPTION',
      option: 'prefix',
      message: expect.stringContaining('prefix has to be 1 to 100 of these characters'),
    });
  });

  it.each([
    ['uri', undefined],
    ['URL', 'url'],
    ['encryptionKey', 'encryptionKeys'],
    ['Prefix', 'prefix'],
  ])('the unknown option %s, and names the closest', (written, meant) => {
    const error = refusal({ url, encryptionKeys, [written]: password });

    expect(error).toMatchObject({ code: 'ERR_KEYRING_OPTION', option: written });
    expect(error.message).toContain(`There is no option "${written}".`);
    if (meant !== undefined) expect(error.message).toContain(`Did you mean "${meant}"?`);
    expect(error.message).toContain('The options are client, url, encryptionKeys, prefix.');
    expect(everythingOn(error)).not.toContain(password);
  });

  it.each([url, null, [url], 42])('options that are no object', (options) => {
    const error = refusal(options);

    expect(error.message).toContain('The options have to be an object, for example { url: … }.');
    expect(everythingOn(error)).not.toContain(password);
  });

  it('to work without a Redis, naming what to set', () => {
    const error = refusal({ encryptionKeys });

    expect(error).toMatchObject({ code: 'ERR_KEYRING_MISSING_OPTION', option: 'url' });
    expect(error.message).toMatch(/neither a client nor a url.*AXIOS_KEYRING_REDIS_URL/);
  });

  it.each([
    [`"${encryptionKeys}"`, 'is in quotation marks'],
    ["'a,b'", 'is in quotation marks'],
    ['$ENCRYPTION_KEYS', 'is a variable'],
  ])('the keys %s, as no shell read them', (keys, problem) => {
    const error = refusal({ url, encryptionKeys: keys });

    expect(error).toMatchObject({ code: 'ERR_KEYRING_OPTION', option: 'encryptionKeys' });
    expect(error.message).toContain(`encryptionKeys ${problem}`);
    expect(error.message).toContain('or in AXIOS_KEYRING_ENCRYPTION_KEYS.');
    expect(everythingOn(error)).not.toContain(encryptionKeys);
  });
});

describe('the options of redisTokenStore', () => {
  it('are completed from the environment', () => {
    const keys = [newKey(), newKey()];
    jest.replaceProperty(process, 'env', {
      AXIOS_KEYRING_REDIS_URL: url,
      AXIOS_KEYRING_ENCRYPTION_KEYS: keys.join(','),
    });

    expect(checkOptions({})).toEqual({
      redis: url,
      prefix: 'axios-keyring',
      encryptionKeys: keys.map((key) => Buffer.from(key, 'base64')),
    });
  });

  it('count more than the environment', () => {
    jest.replaceProperty(process, 'env', {
      AXIOS_KEYRING_REDIS_URL: url,
      AXIOS_KEYRING_ENCRYPTION_KEYS: newKey(),
    });
    const client = createClient();

    const options = checkOptions({ client, encryptionKeys, prefix: 'billing:eu' });

    expect(options).toMatchObject({
      prefix: 'billing:eu',
      encryptionKeys: [Buffer.from(encryptionKeys, 'base64')],
    });
    expect(options.redis).toBe(client);
  });

  it.each([
    'redis://localhost',
    'redis://127.0.0.1:6379/',
    'redis://[::1]:6379/0',
    url,
    'rediss://:p%40ss@h',
  ])('take the URL %s', (given) => {
    expect(checkOptions({ url: given, encryptionKeys })).toMatchObject({ redis: given });
  });

  it('take variables that are empty as not set', () => {
    jest.replaceProperty(process, 'env', { AXIOS_KEYRING_REDIS_URL: '', AXIOS_KEYRING_ENCRYPTION_KEYS: '' });

    expect(refusal({ encryptionKeys })).toMatchObject({ code: 'ERR_KEYRING_MISSING_OPTION', option: 'url' });
    expect(refusal({ url })).toMatchObject({ code: 'ERR_KEYRING_MISSING_OPTION', option: 'encryptionKeys' });
  });
});
