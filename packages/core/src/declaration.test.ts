import { describe, expect, it } from '@jest/globals';
import axios from 'axios';
import { type KeyringInterceptor } from './interceptor.js';
import { secret } from './options/secrets.js';
import { defineProvider } from './provider.js';

const right = {
  name: 'billing',
  environmentPrefix: 'BILLING',
  options: { token: secret({ description: 'The token.' }) },
  baseURLs: () => ['https://billing.example'],
  authorize: () => () => ({ headers: { 'X-Billing': 'a-token' } }),
};

/** As plain JavaScript calls it. */
function defining(declaration: unknown): () => unknown {
  return () => {
    const provider: unknown = Reflect.apply(defineProvider, undefined, [declaration]);
    return provider;
  };
}

function refusal(act: () => void): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('The declaration was accepted.');
}

describe('what authorize gives', () => {
  it.each([
    [undefined, 'gave no credential, such as { headers: { Authorization: … } }'],
    ['Bearer a-token', 'gave no credential'],
    [{ 'X-Billing': 'a-token' }, 'A header is given as { headers: { X-Billing: … } }.'],
    [{ headers: { 'X-Billing': undefined } }, 'The value for the header X-Billing is no string.'],
    [{ headers: 'Bearer a-token' }, 'headers of the credential has to be an object with texts.'],
    [{ query: { key: 7 } }, 'The value for the query parameter key is no string.'],
    [{ query: { key: '\ud800' } }, 'The query parameter key has half of a character.'],
    [
      { cookies: { session: 'a;b' } },
      'The cookie session has a name or a value with a character that no cookie has.',
    ],
    [{ body: 'text' }, 'does not declare that it writes one'],
    [{ headers: { 'X-Billing': 7 } }, 'The value for the header X-Billing is no string.'],
    [
      { headers: { 'X-Billing': Promise.resolve('a-token') } },
      'The value for the header X-Billing is no string.',
    ],
  ])('is refused before anything is sent: %j', async (given, message) => {
    const provider: unknown = defining({ ...right, authorize: () => () => given })();
    if (typeof provider !== 'function') throw new Error('There is no provider.');
    const client = axios.create({ adapter: () => Promise.reject(new Error('It was sent.')) });
    const interceptor: KeyringInterceptor = Reflect.apply(provider, undefined, [{ token: 'a-token' }]);
    client.interceptors.request.use(interceptor);
    const expected = { code: 'ERR_KEYRING_CREDENTIAL', message: expect.stringContaining(message) };

    await expect(client.get('https://billing.example/')).rejects.toMatchObject(expected);
    await expect(interceptor.authorize({ url: 'https://billing.example/' })).rejects.toMatchObject(expected);
  });
});

describe('a declaration', () => {
  it.each([
    ['baseUrls', { baseUrls: right.baseURLs }, 'There is no field "baseUrls". Did you mean "baseURLs"?'],
    ['explainRefusl', { explainRefusl: () => undefined }, 'Did you mean "explainRefusal"?'],
    ['authorize', { authorize: undefined }, 'authorize is missing; it has to be a function.'],
    ['name', { name: undefined }, 'name is missing; it has to be a string.'],
    ['name', { name: '' }, 'name has to be a string.'],
    ['environmentPrefix', { environmentPrefix: 7 }, 'environmentPrefix has to be a string.'],
    ['baseURLs', { baseURLs: ['https://billing.example'] }, 'baseURLs has to be a function.'],
    ...['https://billing.example', ['billing.example'], ['https://*.example'], [7]].map(
      (hosts) => ['hosts', { hosts }, 'hosts has to be a list of origins, such as https://'] as const,
    ),
    [
      'oneOf',
      { oneOf: ['token'] },
      'oneOf has to be a list of lists of options, or such lists by the values',
    ],
    ['oneOf', { oneOf: { kind: ['token'] } }, 'oneOf has to be a list of lists of options, or such lists'],
    ['serverOnly', { serverOnly: true }, 'serverOnly has to be an object with the texts secret and instead.'],
    ['verify', { verify: { method: 'GET', path: '/ping' } }, 'verify has to be a function.'],
    ['options', { options: null }, 'options has to be an object with options by name.'],
    ['options.token', { options: { token: secret } }, 'options.token has to be made by a builder'],
    ['options.token', { options: { token: undefined } }, 'options.token has to be made by a builder'],
    [
      'requestOptions.id',
      { requestOptions: { id: 'number' } },
      'requestOptions.id has to be made by a builder',
    ],
  ])('is refused for its field %s: %j', (option, change, message) => {
    expect(refusal(defining({ ...right, ...change }))).toMatchObject({
      code: 'ERR_KEYRING_OPTION',
      option,
      message: expect.stringContaining(message),
    });
  });

  it('is refused with all that is wrong at once, and with the name of the provider', () => {
    const { baseURLs, authorize, ...rest } = right;

    const error = refusal(defining({ ...rest, baseURLS: baseURLs, authorise: authorize, refusesInBody: 1 }));

    expect(error).toMatchObject({
      provider: 'billing',
      problems: ['baseURLS', 'authorise', 'baseURLs', 'authorize', 'refusesInBody'].map((option) => ({
        option,
      })),
    });
  });

  it.each([undefined, null, 'billing', 7])('has to be an object, and not %j', (declaration) => {
    expect(refusal(defining(declaration))).toMatchObject({
      code: 'ERR_KEYRING_OPTION',
      message: expect.stringContaining('The declaration has to be an object.'),
    });
  });

  it.each([
    ['authorize', { authorize: () => ({ headers: { 'X-Billing': 'a-token' } }) }, 'a function'],
    ['authorize', { authorize: () => Promise.resolve({ 'X-Billing': 'a-token' }) }, 'a function'],
    ['explainRefusal', { explainRefusal: () => 'The token is wrong.' }, 'a function, or reasons by status'],
    ['explain', { explain: () => [] }, 'a function'],
    ['verify', { verify: () => '/ping' }, 'a method and a path'],
    ['baseURLs', { baseURLs: () => 'https://billing.example' }, 'a list of strings'],
    ['baseURLs', { baseURLs: () => undefined }, 'a list of strings'],
    ['baseURLs', { baseURLs: () => [new URL('https://billing.example')] }, 'a list of strings'],
  ])(
    'whose %s returns something else is refused where the provider is called',
    (option, change, expected) => {
      const provider: unknown = defining({ ...right, ...change })();
      if (typeof provider !== 'function') throw new Error('There is no provider.');

      const call = (): void => void Reflect.apply(provider, undefined, [{ token: 'a-token' }]);
      expect(refusal(call)).toMatchObject({
        code: 'ERR_KEYRING_OPTION',
        provider: 'billing',
        option,
        message: expect.stringContaining(`${option} has to return ${expected}.`),
      });
    },
  );
});
