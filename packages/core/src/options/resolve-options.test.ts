import fc from 'fast-check';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { setVariable } from '../fixtures/environment.js';
import { everythingVisible } from '../fixtures/everything-visible.js';
import { type KeyringInterceptor } from '../interceptor.js';
import { defineProvider } from '../provider.js';
import { choice, integer, text } from './builders.js';
import { secret } from './secrets.js';

const example = defineProvider({
  name: 'some-vendor',
  environmentPrefix: 'SOME_VENDOR',
  options: {
    apiToken: secret({ env: 'SOME_VENDOR_API_TOKEN', description: 'The token.' }),
    password: secret({
      optional: true,
      env: 'SOME_VENDOR_PASSWORD',
      description: 'A password.',
      sentAs: 'encoded',
    }),
    pin: secret({
      optional: true,
      description: 'A number.',
      check: (pin) => (/^\d+$/.test(pin) ? undefined : 'is not made of digits'),
    }),
    account: text({ optional: true, env: 'SOME_VENDOR_ACCOUNT', description: 'The account.' }),
    region: choice(['us', 'eu'], { env: 'SOME_VENDOR_REGION', description: 'The region.', default: 'us' }),
    limit: integer({ optional: true, env: 'SOME_VENDOR_LIMIT', description: 'A limit.', minimum: 1 }),
  },
  baseURLs: ({ region }) => [`https://${region}.example.com`],
  authorize:
    ({ apiToken, password, account, limit }) =>
    async (request) => ({
      headers: {
        'X-Token': await apiToken(request),
        'X-Password': password ? String((await password(request)).length) : '',
        'X-Account': account ?? '',
        'X-Limit': String(limit ?? ''),
      },
    }),
});

type Input = Parameters<typeof example>[0];

const variables = ['API_TOKEN', 'PASSWORD', 'ACCOUNT', 'REGION', 'LIMIT', 'BASE_URL'].map(
  (name) => `SOME_VENDOR_${name}`,
);

beforeEach(() => {
  for (const name of variables) setVariable(name, undefined);
});

/** Calls the provider with what its types forbid. */
function careless(input: unknown): unknown {
  return Reflect.apply(example, undefined, [input]);
}

function errorOf(make: () => unknown): unknown {
  try {
    make();
  } catch (error) {
    return error;
  }
  throw new Error('The options were accepted.');
}

async function headersOf(interceptor: KeyringInterceptor): Promise<object> {
  const [url = ''] = interceptor.baseURLs;
  return (await interceptor.authorize({ url })).headers;
}

const refused = (code: string, option: string, message: string): object => ({
  code,
  option,
  provider: 'some-vendor',
  message: `[@axios-keyring/some-vendor] ${message}`,
});

describe('the options of a provider', () => {
  it('may all be given as arguments', async () => {
    const all: Input = { apiToken: 'a', password: 'b €', pin: '12', account: 'c', region: 'eu', limit: 5 };
    const interceptor = example(all);
    expect(interceptor.baseURLs).toEqual(['https://eu.example.com']);
    await expect(headersOf(interceptor)).resolves.toEqual({
      'X-Token': 'a',
      'X-Password': '3',
      'X-Account': 'c',
      'X-Limit': '5',
    });
  });

  it('may all come from the environment', async () => {
    const values = ['a', 'b €', 'c', 'eu', ' 5 ', 'https://proxy.example.com/x/'];
    for (const [index, name] of variables.entries()) setVariable(name, values[index]);
    const interceptor = example();
    expect(interceptor.baseURLs).toEqual(['https://proxy.example.com/x']);
    await expect(headersOf(interceptor)).resolves.toEqual({
      'X-Token': 'a',
      'X-Password': '3',
      'X-Account': 'c',
      'X-Limit': '5',
    });
  });

  it('come from the environment where an argument is undefined, and not where it is there', async () => {
    setVariable('SOME_VENDOR_API_TOKEN', 'from the environment');
    await expect(headersOf(example({ apiToken: undefined }))).resolves.toMatchObject({
      'X-Token': 'from the environment',
    });
    await expect(headersOf(example({ apiToken: 'given' }))).resolves.toMatchObject({ 'X-Token': 'given' });
    expect(errorOf(() => example({ apiToken: '' }))).toMatchObject({ code: 'ERR_KEYRING_OPTION' });
  });

  it('are read from the environment when the provider is called, not later', async () => {
    setVariable('SOME_VENDOR_API_TOKEN', 'early');
    const interceptor = example();
    setVariable('SOME_VENDOR_API_TOKEN', 'late');
    await expect(headersOf(interceptor)).resolves.toMatchObject({ 'X-Token': 'early' });
  });

  it('are missing where a variable is empty', () => {
    setVariable('SOME_VENDOR_API_TOKEN', '');
    expect(errorOf(() => example())).toMatchObject(
      refused(
        'ERR_KEYRING_MISSING_OPTION',
        'apiToken',
        'apiToken is missing. Set it in someVendor({ apiToken }) or in SOME_VENDOR_API_TOKEN.',
      ),
    );
  });

  it('are not read from a polluted prototype', () => {
    Object.defineProperty(Object.prototype, 'apiToken', {
      value: 'polluted',
      configurable: true,
      enumerable: true,
    });
    try {
      expect(errorOf(() => example({}))).toMatchObject({ code: 'ERR_KEYRING_MISSING_OPTION' });
    } finally {
      Reflect.deleteProperty(Object.prototype, 'apiToken');
    }
  });

  it('cannot be seen on the interceptor', () => {
    const interceptor = example({ apiToken: 'hunter2', password: 'hunter2' });
    expect(everythingVisible(interceptor)).not.toContain('hunter2');
  });
});

describe('what is wrong with an option', () => {
  const where = {
    apiToken: 'Set it in someVendor({ apiToken }) or in SOME_VENDOR_API_TOKEN.',
    password: 'Set it in someVendor({ password }) or in SOME_VENDOR_PASSWORD.',
    pin: 'Set it in someVendor({ pin }).',
    account: 'Set it in someVendor({ account }) or in SOME_VENDOR_ACCOUNT.',
    region: 'Set it in someVendor({ region }) or in SOME_VENDOR_REGION.',
    limit: 'Set it in someVendor({ limit }) or in SOME_VENDOR_LIMIT.',
    dangerouslyAllowPlainHttp: 'Set it in someVendor({ dangerouslyAllowPlainHttp }).',
    onEvent: 'Set it in someVendor({ onEvent }).',
    baseURL: 'Set it in someVendor({ baseURL }) or in SOME_VENDOR_BASE_URL.',
  };

  it.each<[keyof typeof where, unknown, string]>([
    ['apiToken', '', 'is empty'],
    ['apiToken', 'a\nb', 'contains a line break or a NUL character'],
    ['apiToken', ' a', 'starts or ends with white space'],
    [
      'apiToken',
      '€',
      'contains a character that a header cannot carry (only Latin-1 without control characters)',
    ],
    ['apiToken', 5, 'has to be a string, or a function that returns one'],
    ['apiToken', null, 'has to be a string, or a function that returns one'],
    ['apiToken', { value: 'a' }, 'has to be a string, or a function that returns one'],
    ['password', 'a\0', 'contains a line break or a NUL character'],
    ['pin', '12a', 'is not made of digits'],
    [
      'account',
      '€',
      'contains a character that a header cannot carry (only Latin-1 without control characters)',
    ],
    ['account', 5, 'has to be a string'],
    ['region', 'mars', 'has to be one of us, eu'],
    ['region', null, 'has to be one of us, eu'],
    ['limit', 0, 'has to be an integer of 1 or more'],
    ['limit', 1.5, 'has to be an integer of 1 or more'],
    ['limit', NaN, 'has to be an integer of 1 or more'],
    ['limit', '5', 'has to be an integer of 1 or more'],
    ['dangerouslyAllowPlainHttp', 'yes', 'has to be true or false'],
    ['onEvent', 'console.log', 'has to be a function'],
    ['baseURL', 5, 'has to be a string'],
  ])('%s: %j', (option, value, problem) => {
    const error = errorOf(() => careless({ apiToken: 'a', [option]: value }));
    expect(error).toMatchObject(
      refused('ERR_KEYRING_OPTION', option, `${option} ${problem}. ${where[option]}`),
    );
  });

  it.each([
    ['SOME_VENDOR_API_TOKEN', 'a\nb', 'apiToken contains a line break or a NUL character.'],
    ['SOME_VENDOR_REGION', 'EUR', 'region has to be one of us, eu. Did you mean "eu"?'],
    ['SOME_VENDOR_LIMIT', 'many', 'limit has to be an integer of 1 or more.'],
    ['SOME_VENDOR_LIMIT', '-1', 'limit has to be an integer of 1 or more.'],
    ['SOME_VENDOR_LIMIT', '0', 'limit has to be an integer of 1 or more.'],
    ['SOME_VENDOR_BASE_URL', 'http://example.com', 'baseURL is plain http to another machine'],
    ['SOME_VENDOR_BASE_URL', 'http://example.com', 'dangerouslyAllowPlainHttp allows it where'],
    // As an env file of Docker gives them, whatever the option is.
    ['SOME_VENDOR_REGION', '"eu"', 'region is in quotation marks'],
    ['SOME_VENDOR_REGION', '${REGION}', 'region is a variable'],
    ['SOME_VENDOR_LIMIT', "'5'", 'limit is in quotation marks'],
  ])('in the variable %s: %j', (name, value, problem) => {
    setVariable('SOME_VENDOR_API_TOKEN', 'a');
    setVariable(name, value);
    const error = errorOf(() => example());
    expect(error).toMatchObject({ message: expect.stringContaining(problem) });
    expect(error).toMatchObject({ message: expect.stringContaining(`or in ${name}.`) });
  });

  it('an unknown name, with the one that was meant', () => {
    const unknown = (option: string, meant: string): object =>
      refused(
        'ERR_KEYRING_OPTION',
        option,
        `There is no option "${option}".${meant} The options are apiToken, password, pin, account, region, limit, ` +
          'dangerouslyAllowBrowser, baseURL, clientCertificate, dangerouslyAllowPlainHttp, onEvent.',
      );
    expect(errorOf(() => careless({ apiToken: 'a', apitoken: 'b' }))).toMatchObject(
      unknown('apitoken', ' Did you mean "apiToken"?'),
    );
    expect(errorOf(() => careless({ apiToken: 'a', toString: 'b' }))).toMatchObject(unknown('toString', ''));
  });

  it.each(['a token', ['a token'], null, 5, () => 'a token'])('no object at all: %p', (input) => {
    expect(errorOf(() => careless(input))).toMatchObject({
      code: 'ERR_KEYRING_OPTION',
      message: '[@axios-keyring/some-vendor] The options have to be an object, for example { apiToken: … }.',
    });
  });

  it('all at once, so that nobody has to set options right one at a time', () => {
    const error = errorOf(() => careless({ regoin: 'eu', region: 'mars', limit: 0 }));
    expect(error).toMatchObject({ code: 'ERR_KEYRING_OPTION', option: 'regoin' });
    for (const part of ['"regoin"', 'apiToken is missing.', 'region has to be', 'limit has to be']) {
      expect(error).toMatchObject({ message: expect.stringContaining(part) });
    }
  });

  it.each(['https://user:hunter2@example.com', 'hunter2', 'https://example.com/hunter2?', 'ftp://hunter2'])(
    'a base URL is not repeated: %s',
    (baseURL) => {
      const error = errorOf(() => example({ apiToken: 'a', baseURL }));
      expect(error).toMatchObject({ code: 'ERR_KEYRING_BASE_URL', option: 'baseURL' });
      expect(everythingVisible(error)).not.toContain('hunter2');
    },
  );

  it('plain http to another machine is allowed by the switch that says so', () => {
    const options = { apiToken: 'a', baseURL: 'http://proxy.internal', dangerouslyAllowPlainHttp: true };
    expect(example(options).baseURLs).toEqual(['http://proxy.internal']);
  });
});

describe('a secret', () => {
  const bad = fc.constantFrom('\n', '\r', '\r\n', '\0');
  const around = fc.string({ unit: 'binary', maxLength: 20 });
  const option = fc.constantFrom('apiToken', 'password', 'pin');
  const malformed = fc
    .tuple(around, bad, around)
    .map(([before, character, after]) => before + character + after);

  it('is never shown by an error, whichever option is wrong and why', () => {
    fc.assert(
      fc.property(option, malformed, fc.boolean(), (name, value, first) => {
        const secretValue = first ? `hunter2${value}` : `${value}hunter2`;
        const error = errorOf(() => careless({ apiToken: 'a', [name]: secretValue }));
        expect(error).toMatchObject({ code: 'ERR_KEYRING_OPTION', option: name });
        expect(everythingVisible(error)).not.toContain('hunter2');
      }),
    );
  });

  it('is never shown where another option is wrong, or it was given the wrong way', () => {
    const wrong = fc.constantFrom<object>(
      ...[{ region: 'mars' }, { limit: -1 }, { unknown: 1 }, { baseURL: 'nowhere' }, { account: '\n' }],
      ...[
        { apiToken: ['hunter2'] },
        { apiToken: { value: 'hunter2' } },
        { pin: 'hunter2' },
        { region: 'hunter2' },
      ],
      ...[{ onEvent: 'hunter2' }, { limit: 'hunter2' }, { dangerouslyAllowPlainHttp: 'hunter2' }],
    );
    fc.assert(
      fc.property(wrong, (options) => {
        const error = errorOf(() => careless({ apiToken: 'hunter2', password: 'hunter2', ...options }));
        expect(everythingVisible(error)).not.toContain('hunter2');
      }),
    );
  });

  it('is never shown where it comes from the environment', () => {
    for (const character of ['\n', '\r', '€', '\u007f', ' ']) {
      setVariable('SOME_VENDOR_API_TOKEN', `hunter2${character}`);
      const error = errorOf(() => example());
      expect(error).toMatchObject({ message: expect.stringContaining('SOME_VENDOR_API_TOKEN') });
      expect(everythingVisible(error)).not.toContain('hunter2');
    }
  });

  it('may be a function, which is checked when it is called', async () => {
    const interceptor = example({ apiToken: () => 'hunter2\n' });
    const error: unknown = await headersOf(interceptor).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'ERR_KEYRING_CREDENTIAL', option: 'apiToken' });
    expect(everythingVisible(error)).not.toContain('hunter2');
  });

  it.each([
    ['billing-api', 'Set it in billingApi({ token }) or in BILLING_TOKEN.'],
    ['@axios-keyring/vendor/other-api', 'Set it in otherApi({ token }) or in BILLING_TOKEN.'],
    // Nobody knows what these are imported as.
    ['@acme/keyring-billing', 'Set the option token, or BILLING_TOKEN.'],
    ['./billing.js', 'Set the option token, or BILLING_TOKEN.'],
  ])('is set right where the provider is called, as far as %s says how', (name, advice) => {
    const billing = defineProvider({
      name,
      environmentPrefix: 'BILLING',
      options: { token: secret({ env: 'BILLING_TOKEN', description: 'The token.' }) },
      baseURLs: () => ['https://billing.example.com'],
      authorize: () => () => ({}),
    });
    const error = errorOf(() => billing());
    expect(error).toMatchObject({ message: expect.stringContaining(`token is missing. ${advice}`) });
  });

  it('may only be text that was declared so', () => {
    const strict = defineProvider({
      name: 'strict',
      environmentPrefix: 'STRICT',
      options: { id: text({ description: 'An id.', env: 'STRICT_ID', expected: 'a string of digits' }) },
      baseURLs: () => ['https://strict.example.com'],
      authorize: () => () => ({}),
    });
    const error = errorOf(() => Reflect.apply(strict, undefined, [{ id: 5 }]));
    expect(error).toMatchObject({
      message:
        '[@axios-keyring/strict] id has to be a string of digits. Set it in strict({ id }) or in STRICT_ID.',
    });
  });
});
