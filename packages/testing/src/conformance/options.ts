import { type Check, ensure, fail, read, readText } from './check.js';
import { ensureConcealed } from './disclosure.js';
import { type Trial, type Variables, without } from './trial.js';

/** Bad options are refused where they are given, with what to do. */
export const options: readonly Check[] = [
  { promise: 'options: refuses an unknown option and names the closest', check: refusing(misspelt) },
  { promise: 'options: refuses what is no object', check: refusing(noObjects) },
  { promise: 'options: refuses values of another type', check: refusing(otherTypes) },
  { promise: 'options: says what is missing and where to set it', check: refusing(missing) },
  { promise: 'options: refuses secrets that cannot be sent', check: refusing(unsendable) },
  { promise: 'options: refuses base URLs that are not safe', check: refusing(unsafe) },
  { promise: 'options: refuses what the author lists', check: refusing(listed) },
  { promise: 'options: repeats no secret in a message', check: repeatsNone },
];

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

function refusing(casesOf: (trial: Trial) => readonly Refused[]): Check['check'] {
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

/** How a message names an option: by itself, and by its variable. */
function namesOf({ declaration }: Trial, name: string): readonly string[] {
  const env = declaration.options[name]?.metadata.env;
  return env === undefined ? [name] : [name, env];
}

function misspelt({ triableOptions, given }: Trial): readonly Refused[] {
  return triableOptions.map(([name]) => {
    const wrong = `${name.slice(0, -1)}${name.slice(-2, -1)}`.toUpperCase();
    return {
      what: `the unknown option ${wrong}`,
      options: { ...given, [wrong]: 'a' },
      says: [wrong, `"${name}"`],
    };
  });
}

function noObjects(): readonly Refused[] {
  return ['text', 42, null, [], true].map((value) => ({
    what: `${JSON.stringify(value)} instead of an object with options`,
    options: value,
    says: ['object'],
  }));
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
  ...{ secret: noSecrets, 'rotating-secret': noSecrets, token: noSecrets },
};

function otherTypes(trial: Trial): readonly Refused[] {
  return trial.triableOptions.flatMap(([name, { metadata }]) =>
    (wrongValues[metadata.kind] ?? []).map((value) => ({
      what: `${JSON.stringify(value)} as the option ${name}`,
      options: { ...trial.given, [name]: value },
      says: namesOf(trial, name),
    })),
  );
}

const missingOption = 'ERR_KEYRING_MISSING_OPTION';

function missing(trial: Trial): readonly Refused[] {
  const secrets = trial.secretOptions.map(({ name }) => name);
  const isRequired = (name: string): boolean =>
    secrets.includes(name) || readText(errorOf(trial, without(trial, name)), 'code') === missingOption;
  return Object.keys(trial.given)
    .filter(isRequired)
    .map((name) => ({
      what: `options without ${name}`,
      options: without(trial, name),
      codes: [missingOption],
      says: namesOf(trial, name),
    }));
}

function unsendable(trial: Trial): readonly Refused[] {
  return trial.secretOptions.flatMap(({ name, value, takesFunction }) =>
    flawed(value)
      // Space around a text that is taken apart, such as a connection string, is not sent.
      .filter(([, text]) => takesFunction || text.trim() !== value)
      .map(([flaw, text]) => ({
        what: `${flaw} as the option ${name}`,
        options: { ...trial.given, [name]: text },
        says: namesOf(trial, name),
      })),
  );
}

/** Texts that no header can carry, made of a good one. */
export function flawed(value: string): readonly (readonly [flaw: string, text: string])[] {
  return [
    ['an empty text', ''],
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

function unsafe(trial: Trial): readonly Refused[] {
  return Object.entries(unsafeBaseURLs).map(([flaw, baseURL]) => ({
    what: `a base URL with ${flaw}`,
    options: { ...trial.given, baseURL },
    codes: ['ERR_KEYRING_BASE_URL'],
    says: namesOf(trial, 'baseURL'),
  }));
}

function listed({ badOptions, given }: Trial): readonly Refused[] {
  return badOptions.map(({ options: bad, says }, index) => ({
    what: `number ${index} of the bad options`,
    options: { ...given, ...bad },
    codes: ['ERR_KEYRING_OPTION', 'ERR_KEYRING_BASE_URL', missingOption],
    says: [says],
  }));
}

function repeatsNone(trial: Trial): void {
  const { secretOptions, secrets, triableOptions, badOptions, given, traces } = trial;
  const changes: readonly object[] = [
    ...secretOptions.flatMap(({ name, value }) =>
      [[value], { value }, ...flawed(value).map(([, text]) => text)].map((wrong) => ({ [name]: wrong })),
    ),
    ...secrets.flatMap((secret) => [
      { noSuchOption: secret },
      { baseURL: secret },
      { baseURL: `https://me:${encodeURIComponent(secret)}@api.elsewhere.test` },
      ...triableOptions.map(([name]) => ({ [name]: `${secret}\n` })),
    ]),
    ...badOptions.map((bad) => bad.options),
  ];
  const options = [
    ...secretOptions.map(({ value }) => value),
    ...changes.map((change) => ({ ...given, ...change })),
  ];
  // What was given is not looked at: it may well be on the options themselves.
  const errors = options.map((wrong, index) => [`error ${index}`, errorOf(trial, wrong)] as const);
  ensureConcealed(Object.fromEntries(errors), traces, 'The error for bad options');
}
