import { ensure, fail, read, readText } from './check.js';
import { type Check, type Checks } from './stage.js';
import { ensureConcealed } from './disclosure.js';
import { type SecretOption, type Trial, valuesOf, type Variables, without } from './trial.js';

/** Bad options are refused where they are given, with what to do. */
export const options: Checks = {
  'options: refuses an unknown option and names the closest': refusing(({ triableOptions, given }) =>
    triableOptions.map(([name]) => {
      // Without its first letter, so that it is no nearer to an option that begins alike.
      const wrong = `${name.slice(1, 2)}${name.slice(1)}`.toUpperCase();
      const says = [wrong, `"${name}"`];
      return { what: `the unknown option ${wrong}`, options: { ...given, [wrong]: 'a' }, says };
    }),
  ),

  'options: refuses what is no object': refusing(() =>
    ['text', 42, null, [], true].map((value) => ({
      what: `${JSON.stringify(value)} instead of an object with options`,
      options: value,
      says: ['object'],
    })),
  ),

  'options: refuses values of another type': refusing((trial) =>
    trial.triableOptions.flatMap(([name, { metadata }]) =>
      (wrongValues[metadata.kind] ?? []).map((value) =>
        withOption(trial, name, value, JSON.stringify(value)),
      ),
    ),
  ),

  'options: says what is missing and where to set it': refusing((trial) => {
    const codes = ['ERR_KEYRING_MISSING_OPTION'];
    const secrets = trial.secretOptions.filter(({ isNeeded }) => isNeeded).map(({ name }) => name);
    return Object.keys(trial.given)
      .map((name) => ({ name, options: without(trial, name) }))
      .filter(({ name, options: rest }) => secrets.includes(name) || codes.includes(codeFor(trial, rest)))
      .map(({ name, options: rest }) => {
        const what = `options without ${name}`;
        return { what, options: rest, codes, says: namesOf(trial, name) };
      });
  }),

  'options: refuses secrets that cannot be sent': refusing((trial) =>
    trial.secretOptions.flatMap(({ name, value, takesFunction, hasLines }) =>
      flawed({ value, hasLines })
        // Space around a text that is taken apart, such as a connection string, is not sent.
        .filter(([, text]) => takesFunction || text.trim() !== value)
        .map(([flaw, text]) => withOption(trial, name, text, flaw)),
    ),
  ),

  'options: refuses base URLs that are not safe': refusing((trial) =>
    Object.entries(unsafeBaseURLs).map(([flaw, baseURL]) => ({
      ...withOption(trial, 'baseURL', baseURL, `a URL with ${flaw}`),
      codes: ['ERR_KEYRING_BASE_URL'],
    })),
  ),

  'options: refuses what the author lists': refusing(({ badOptions = [], given }) =>
    badOptions.map(({ options: bad, says }, index) => ({
      what: `number ${index} of the bad options`,
      options: { ...given, ...bad },
      codes: ['ERR_KEYRING_OPTION', 'ERR_KEYRING_BASE_URL', 'ERR_KEYRING_MISSING_OPTION'],
      says: [says],
    })),
  ),

  'options: refuses to work in a browser, if the provider is for servers': (trial) => {
    const { construct, declaration, given } = trial;
    const { instead, when } = valuesOf(read(declaration, 'serverOnly'));
    if (typeof instead !== 'string') return;
    inBrowser(() => {
      // With a condition, only the provider knows whether these options are meant.
      if (when !== undefined && errorOf(trial, given) === undefined) return;
      const says = ['dangerouslyAllowBrowser', instead];
      ensureRefused(trial, { what: 'its options in a browser', options: given, says });
      construct({ ...given, dangerouslyAllowBrowser: true });
    });
  },

  'options: repeats no secret in a message': (trial) => {
    const { secretOptions, secrets, triableOptions, badOptions = [], given, traces } = trial;
    const changes: readonly object[] = [
      ...secretOptions.flatMap(({ name, value, hasLines }) =>
        [[value], { value }, ...flawed({ value, hasLines }).map(([, text]) => text)].map((wrong) => ({
          [name]: wrong,
        })),
      ),
      ...secrets.flatMap((secret) => [
        { noSuchOption: secret },
        { baseURL: secret },
        { baseURL: `https://me:${encodeURIComponent(secret)}@api.elsewhere.test` },
        ...triableOptions.map(([name]) => ({ [name]: `${secret}\n` })),
      ]),
      ...badOptions.map((bad) => bad.options),
    ];
    const texts = secretOptions.map(({ value }) => value);
    // What was given is not looked at: it may well be on the options themselves.
    const errors = [...texts, ...changes.map((change) => ({ ...given, ...change }))].map(
      (wrong, index) => [`error ${index}`, errorOf(trial, wrong)] as const,
    );
    ensureConcealed(Object.fromEntries(errors), traces, 'The error for bad options');
  },
};

/** What a provider has to refuse, and how. */
export interface Refused {
  readonly what: string;
  readonly options: unknown;
  readonly variables?: Variables;
  /** Any of them. Default: `ERR_KEYRING_OPTION`. */
  readonly codes?: readonly string[];
  /** What the message names. */
  readonly says: readonly string[];
}

function refusing(casesOf: (trial: Trial) => readonly Refused[]): Check {
  return (stage) => {
    for (const refused of casesOf(stage)) ensureRefused(stage, refused);
  };
}

/** Fails unless the provider refuses options when it is called, with a code and with what has to change. */
export function ensureRefused(trial: Trial, refused: Refused): void {
  const { what, variables, codes = ['ERR_KEYRING_OPTION'], says } = refused;
  const error = errorOf(trial, refused.options, variables);
  if (error === undefined) fail(`The provider takes ${what}. It has to refuse that when it is called.`);
  const code = readText(error, 'code');
  ensure(
    code.startsWith('ERR_KEYRING_') && read(error, 'isAxiosError') === true,
    `The provider refuses ${what} with an error of another kind. Throw a KeyringError of @axios-keyring/core.`,
  );
  ensure(codes.includes(code), `The provider refuses ${what} with ${code} and not ${codes.join(' or ')}.`);
  const unsaid = says.filter((part) => !readText(error, 'message').includes(part));
  ensure(
    unsaid.length === 0,
    `The message for ${what} does not say ${unsaid.join(', ')}. Whoever reads it has to know what to change.`,
  );
}

/** What the provider throws for options; `undefined` if it takes them. */
function errorOf({ construct }: Trial, given: unknown, variables?: Variables): unknown {
  try {
    construct(given, variables);
    return undefined;
  } catch (error) {
    return error ?? {};
  }
}

/** The code with which options are refused; empty if they are not. */
function codeFor(trial: Trial, given: unknown): string {
  return readText(errorOf(trial, given), 'code');
}

/** How a message names an option: by itself, and by its variable. */
function namesOf({ declaration }: Trial, name: string): readonly string[] {
  const env = declaration.options[name]?.metadata.env;
  return env === undefined ? [name] : [name, env];
}

/** Calls a function where a page seems to be, as in a window of Electron that has Node's process too. */
function inBrowser(call: () => void): void {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'window');
  Object.defineProperty(globalThis, 'window', { value: { document: {} }, configurable: true });
  Reflect.set(process, 'type', 'renderer');
  try {
    call();
  } finally {
    Reflect.deleteProperty(process, 'type');
    Reflect.deleteProperty(globalThis, 'window');
    if (before) Object.defineProperty(globalThis, 'window', before);
  }
}

/** The good options with one that is wrong. */
function withOption(trial: Trial, name: string, value: unknown, what: string): Refused {
  const says = namesOf(trial, name);
  return { what: `${what} as the option ${name}`, options: { ...trial.given, [name]: value }, says };
}

const noSecrets = [42, null, {}, []];

/** For each kind of option, values that it does not take. */
const wrongValues: Readonly<Record<string, readonly unknown[]>> = {
  text: [42, null, {}, true],
  identifier: ['', -1, 1.5, null, {}, true],
  choice: ['no-such-choice', 42, null, []],
  integer: ['12', -1, 1.5, Number.NaN, null],
  flag: ['true', 1, null],
  code: ['text', 42],
  map: ['text', null, {}, [], { a: null }],
  list: ['text', null, {}, [], [null]],
  'client-certificate': ['text', null, {}, [], { key: 'a' }, { certificate: 'a', key: 42 }],
  ...{ secret: noSecrets, 'rotating-secret': noSecrets, token: noSecrets },
};

/** Texts that cannot be what a secret is for, made of a good one. */
export function flawed({
  value,
  hasLines,
}: Pick<SecretOption, 'value' | 'hasLines'>): readonly (readonly [flaw: string, text: string])[] {
  const empty = ['an empty text', ''] as const;
  // Of a key in PEM, what stands around it does no harm.
  if (hasLines) return [empty, ['half of a text', value.slice(0, value.length / 2)]];
  return [
    empty,
    ['a text with a line break', `${value}\r\nx-other: a`],
    ['a text with a line feed at its end', `${value}\n`],
    ['a text with a NUL', `${value}\0`],
  ];
}

/** Base URLs to which no credential can go safely. */
const unsafeBaseURLs = {
  'nothing in it': '',
  'plain http to another machine': 'http://api.elsewhere.test',
  'a look-alike of this machine': 'http://127.0.0.1.elsewhere.test',
  'another protocol': 'ftp://api.elsewhere.test',
  'a path alone': '/v1',
  'a query': 'https://api.elsewhere.test/?a=b',
  'a fragment': 'https://api.elsewhere.test/#a',
  'a user name': 'https://me:password@api.elsewhere.test',
  'dot segments': 'https://api.elsewhere.test/a/../b',
  'white space': 'https://api.elsewhere.test/a b',
  'a backslash': 'https://api.elsewhere.test\\a',
  'an encoded slash': 'https://api.elsewhere.test/a%2fb',
  'no host': 'https://',
};
