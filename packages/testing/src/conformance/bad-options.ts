import { ensureAllConcealed } from './disclosure.js';
import { ensureSays, refusalOf, refusedOptions } from './refused-options.js';
import { type Check, givenSecrets, takesFunction, type Trial, triableOptions, without } from './trial.js';

const wrong = ['ERR_KEYRING_OPTION'];

/** Bad options are refused where they are given, with what to do. */
export const badOptions: readonly Check[] = [
  { name: 'options: refuses an unknown option and names the closest', run: refusesUnknown },
  { name: 'options: refuses what is no object', run: refusesOther },
  { name: 'options: refuses values of another type', run: refusesTypes },
  { name: 'options: says what is missing and where to set it', run: namesMissing },
  { name: 'options: refuses secrets that cannot be sent', run: refusesUnsendable },
  { name: 'options: refuses base URLs that are not safe', run: refusesBaseURLs },
  { name: 'options: refuses what the author lists', run: refusesListed },
  { name: 'options: repeats no secret in a message', run: repeatsNone },
];

/** How a message names an option: by itself, and by its variable. */
function namesOf({ declaration }: Trial, name: string): readonly string[] {
  const env = declaration.options[name]?.metadata.env;
  return env === undefined ? [name] : [name, env];
}

function refusesUnknown(trial: Trial): void {
  for (const [name] of triableOptions(trial)) {
    const misspelt = `${name.slice(0, -1)}${name.slice(-2, -1)}`.toUpperCase();
    const what = `the unknown option ${misspelt}`;
    const refused = refusedOptions(trial, { ...trial.given, [misspelt]: 'a' }, what);
    ensureSays(refused, { codes: wrong, says: [misspelt, `"${name}"`] }, what);
  }
}

function refusesOther(trial: Trial): void {
  for (const options of ['text', 42, null, [], true]) {
    const what = `${JSON.stringify(options)} instead of an object with options`;
    ensureSays(refusedOptions(trial, options, what), { codes: wrong, says: ['object'] }, what);
  }
}

/** For each kind of option, values that it does not take. */
const wrongValues: Readonly<Record<string, readonly unknown[]>> = {
  text: [42, null, {}, true],
  identifier: ['', -1, 1.5, null, {}, true],
  choice: ['no-such-choice', 42, null, []],
  integer: ['12', -1, 1.5, Number.NaN, null],
  flag: ['true', 1, null],
  secret: [42, null, {}, []],
  'rotating-secret': [42, null, {}, []],
  token: [42, null, {}, []],
  code: ['text', 42],
};

function refusesTypes(trial: Trial): void {
  for (const [name, { metadata }] of triableOptions(trial)) {
    for (const value of wrongValues[metadata.kind] ?? []) {
      const what = `${JSON.stringify(value)} as the option ${name}`;
      const refused = refusedOptions(trial, { ...trial.given, [name]: value }, what);
      ensureSays(refused, { codes: wrong, says: namesOf(trial, name) }, what);
    }
  }
}

function namesMissing(trial: Trial): void {
  const secrets = givenSecrets(trial).map(([name]) => name);
  for (const name of Object.keys(trial.given)) {
    const options = without(trial, name);
    const isRequired = secrets.includes(name);
    const what = `options without ${name}`;
    const refused = isRequired ? refusedOptions(trial, options, what) : refusalOf(trial, options);
    const says = namesOf(trial, name);
    if (refused?.code === 'ERR_KEYRING_MISSING_OPTION' || isRequired) {
      if (refused) ensureSays(refused, { codes: ['ERR_KEYRING_MISSING_OPTION'], says }, what);
    }
  }
}

function refusesUnsendable(trial: Trial): void {
  for (const [name, value, option] of givenSecrets(trial)) {
    // Space around a text that is taken apart, such as a connection string, is not sent.
    const flaws = flawed(value).filter(([, text]) => takesFunction(option) || text.trim() !== value);
    for (const [flaw, text] of flaws) {
      const what = `${flaw} as the option ${name}`;
      const refused = refusedOptions(trial, { ...trial.given, [name]: text }, what);
      ensureSays(refused, { codes: wrong, says: namesOf(trial, name) }, what);
    }
  }
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
const unsafeBaseURLs: readonly (readonly [flaw: string, baseURL: string])[] = [
  ['nothing in it', ''],
  ['plain http to another machine', 'http://api.elsewhere.test'],
  ['a look-alike of this machine', 'http://127.0.0.1.elsewhere.test'],
  ['another protocol', 'ftp://api.elsewhere.test'],
  ['a path alone', '/v1'],
  ['a query', 'https://api.elsewhere.test/?a=b'],
  ['a fragment', 'https://api.elsewhere.test/#a'],
  ['a user name', 'https://me:password@api.elsewhere.test'],
  ['dot segments', 'https://api.elsewhere.test/a/../b'],
  ['white space', 'https://api.elsewhere.test/a b'],
  ['a backslash', 'https://api.elsewhere.test\\a'],
  ['an encoded slash', 'https://api.elsewhere.test/a%2fb'],
  ['no host', 'https://'],
];

function refusesBaseURLs(trial: Trial): void {
  for (const [flaw, baseURL] of unsafeBaseURLs) {
    const what = `a base URL with ${flaw}`;
    const refused = refusedOptions(trial, { ...trial.given, baseURL }, what);
    ensureSays(refused, { codes: ['ERR_KEYRING_BASE_URL'], says: namesOf(trial, 'baseURL') }, what);
  }
}

function refusesListed(trial: Trial): void {
  for (const [index, { options, says }] of trial.badOptions.entries()) {
    const what = `number ${index} of the bad options`;
    const refused = refusedOptions(trial, { ...trial.given, ...options }, what);
    const codes = [...wrong, 'ERR_KEYRING_BASE_URL', 'ERR_KEYRING_MISSING_OPTION'];
    ensureSays(refused, { codes, says: [says] }, what);
  }
}

function repeatsNone(trial: Trial): void {
  for (const [name, value] of givenSecrets(trial)) {
    const options = [
      value,
      { ...trial.given, [name]: [value] },
      { ...trial.given, [name]: { value } },
      ...flawed(value).map(([, text]) => ({ ...trial.given, [name]: text })),
      ...trial.secrets.flatMap((secret) => [
        { ...trial.given, noSuchOption: secret },
        { ...trial.given, baseURL: secret },
        { ...trial.given, baseURL: `https://me:${encodeURIComponent(secret)}@api.elsewhere.test` },
        ...triableOptions(trial).map(([other]) => ({ ...trial.given, [other]: `${secret}\n` })),
      ]),
      ...trial.badOptions.map((bad) => ({ ...trial.given, ...bad.options })),
    ];
    const errors: Record<string, unknown> = {};
    for (const [index, given] of options.entries()) {
      const refused = refusalOf(trial, given);
      // What was given is not looked at: it may well be on the options themselves.
      if (refused) errors[`${refused.code} (${index})`] = refused.error;
    }
    ensureAllConcealed(errors, trial.traces, 'The error for bad options');
  }
}
