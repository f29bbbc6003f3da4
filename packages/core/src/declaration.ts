import {
  type BaseURL,
  type BodyUse,
  type Credential,
  type ExplanationPart,
  type Remedy,
  type VerificationRequest,
} from './contract/authorizer.js';
import {
  type ExplainRefusal,
  type MaybePromise,
  type Refusal,
  type RefusalReasons,
  type RequestHead,
  type WireRequest,
} from './contract/wire-request.js';
import { type ClientCertificate } from './contract/client-certificate.js';
import { type ServerOnly } from './browser.js';
import { type CommonOptions } from './options/common.js';
import { type OneOf } from './options/one-of.js';
import { type OptionSchemas } from './options/option.js';
import { optionProblem } from './options/problems.js';
import { type ResolvedOptions } from './options/resolve-options.js';
import { KeyringError } from './platform/errors.js';
import { property } from './platform/values.js';
import { parseBaseURL } from './request/base-url.js';
import { didYouMean } from './platform/text.js';
import { type ExchangeHost } from './request/exchange-hosts.js';

/** What a provider declares: its options, where its API is, and how a request is authorized. */
export interface ProviderDeclaration<
  Schemas extends OptionSchemas,
  Sets extends OneOf = readonly [readonly []],
> {
  /** The short name; the package is `@axios-keyring/` and this name. */
  readonly name: string;
  /**
   * What the environment variables start with, for example `TAXJAR`. Without it nothing comes from the environment: a scheme
   * that serves many APIs has no variable that could be meant for all.
   */
  readonly environmentPrefix?: string;
  /** The options, each declared once. */
  readonly options: Schemas;
  /** Sets of options of which exactly one is used; types and checks let nobody mix them. */
  readonly oneOf?: Sets;
  /** Says that the credentials are no matter for browsers, where the provider then needs `dangerouslyAllowBrowser`. */
  readonly serverOnly?: ServerOnly & {
    /** Whether that is so with these options. Default: always. */
    readonly when?: (options: Options<Schemas, Sets>) => boolean;
  };
  /**
   * Every host that {@link baseURLs} may name, with its scheme: `https://api.example.com`, or
   * `https://*.example.com` for all hosts below. A shared config uses them for a provider that is not installed.
   */
  readonly hosts?: readonly string[];
  /**
   * The vendor's base URLs for these options; replaced by the option `baseURL`, which has to be set if there are none. A host
   * may begin with `*.`: `https://*.example.com/v2` covers every host below, for credentials that are no secret to any of them.
   */
  readonly baseURLs: (options: Options<Schemas, Sets>) => readonly string[];
  /** The option that the vendor's base URLs come from, if it is one; named when such a URL is wrong, or a wildcard too wide. */
  readonly baseURLOption?: (options: Options<Schemas, Sets>) => string | undefined;
  /** Understands the option `baseURL` as users may write it. Default: it is taken as it is. */
  readonly readBaseURL?: (text: string, options: Options<Schemas, Sets>) => string;
  /**
   * Where tokens come from, if not from the API's own origin: `https://login.example.com`, or `https://*.example.com` for all
   * hosts below. They have to be https, or on loopback; `request.exchange` reaches no other.
   */
  readonly exchangeHosts?: (options: Options<Schemas, Sets>) => readonly (string | ExchangeHost)[];
  /** Says why a base URL cannot serve this API; `undefined` if it can. */
  readonly baseURLProblem?: (baseURL: BaseURL, options: Options<Schemas, Sets>) => string | undefined;
  /**
   * Called once per interceptor; the function that it returns gives what authenticates each request. `undefined` asks for a
   * challenge: the request goes out once without a credential, and {@link onRefusal}, which then has to be there, reads it.
   */
  readonly authorize: (
    options: Options<Schemas, Sets>,
  ) => (request: WireRequest) => MaybePromise<Credential | undefined>;
  /** Declares that the body goes into the credential, or that the credential goes into the body; asked for every request. */
  readonly body?: (options: Options<Schemas, Sets>, request: RequestHead) => BodyUse | undefined;
  /** Gives a URL's query, from its question mark on, as the API wants it; before it is signed. */
  readonly rewriteQuery?: (url: URL, options: Options<Schemas, Sets>) => string;
  /**
   * Called once per interceptor; the function that it returns is asked about every answer with a status of 400 or above, once
   * per cause. It says what makes sending the request once more worth while. Default: 401 is `credential`.
   */
  readonly onRefusal?: (
    options: Options<Schemas, Sets>,
  ) => (refusal: Refusal, request: WireRequest) => MaybePromise<Remedy | undefined>;
  /**
   * Says that the API also refuses with a status below 400 and a body that tells, or that an answer that is no refusal says
   * what the next request needs; {@link onRefusal} is asked about all answers then.
   */
  readonly refusesInBody?: boolean;
  /** How far this machine's clock may be from the API's, in milliseconds, before it is corrected. Default: 60,000. */
  readonly clockTolerance?: number;
  /**
   * What connections for requests to this API show, in TLS; for none of another route. The option `clientCertificate`, which
   * every provider has, goes before it.
   */
  readonly clientCertificate?: (
    options: Options<Schemas, Sets>,
  ) => (request: WireRequest) => MaybePromise<ClientCertificate | undefined>;
  /**
   * Says why an answer probably is a refusal, in one or two sentences without a secret; it becomes the error's
   * `hint`. A function is asked for every answer that fails the request; reasons are looked up by its status.
   */
  readonly explainRefusal?: (options: Options<Schemas, Sets>) => ExplainRefusal | RefusalReasons;
  /** What goes into a request's credentials, part by part, with every secret masked. */
  readonly explain?: (
    options: Options<Schemas, Sets>,
  ) => (request: WireRequest) => MaybePromise<readonly ExplanationPart[]>;
  /** A harmless request that shows whether the credentials are good; `undefined` for options with which there is none. */
  readonly verify?: (options: Options<Schemas, Sets>) => VerificationRequest | undefined;
  /** What the provider takes per request, as `keyring: { … }` on the axios config. */
  readonly requestOptions?: OptionSchemas;
}

/** A provider's options as its own functions read them. */
export type Options<
  Schemas extends OptionSchemas,
  Sets extends OneOf = readonly [readonly []],
> = ResolvedOptions<CommonOptions> & ResolvedOptions<Schemas, Sets>;

/** What a field of a declaration has to be. */
interface Field {
  /** As it continues "has to be …". */
  readonly expected: string;
  readonly is: (value: unknown) => boolean;
  readonly required?: boolean;
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
const isHost = (value: unknown): boolean =>
  typeof value === 'string' && 'baseURL' in parseBaseURL(value, true);
const isSets = (value: unknown): boolean => isObject(value) && Object.values(value).every(isTexts);
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const text: Field = { expected: 'a string', is: isText };
// One that cannot be read would be passed over where the provider is not installed.
const hosts: Field = {
  expected: 'a list of origins, such as https://api.example.com or https://*.example.com',
  is: (value) => Array.isArray(value) && value.every(isHost),
};
const method: Field = { expected: 'a function', is: (value) => typeof value === 'function' };
const options: Field = { expected: 'an object with options by name', is: isObject };

const fields: Readonly<Record<keyof ProviderDeclaration<OptionSchemas>, Field>> = {
  name: { ...text, required: true },
  environmentPrefix: text,
  options: { ...options, required: true },
  oneOf: {
    expected: 'a list of lists of options, or such lists by the values of a choice',
    is: (value) =>
      isObject(value) && !Array.isArray(value) ? Object.values(value).every(isSets) : isSets(value),
  },
  serverOnly: {
    expected: 'an object with the texts secret and instead',
    is: (value) => isText(property(value, 'secret')) && isText(property(value, 'instead')),
  },
  hosts,
  baseURLs: { ...method, required: true },
  baseURLOption: method,
  readBaseURL: method,
  exchangeHosts: method,
  baseURLProblem: method,
  authorize: { ...method, required: true },
  clientCertificate: method,
  body: method,
  rewriteQuery: method,
  onRefusal: method,
  refusesInBody: { expected: 'true or false', is: (value) => typeof value === 'boolean' },
  clockTolerance: {
    expected: 'a number of milliseconds of at least 1,000, because a Date header is exact to the second',
    is: (value) => Number.isSafeInteger(value) && Number(value) >= 1000,
  },
  explainRefusal: method,
  explain: method,
  verify: method,
  requestOptions: options,
};

/**
 * Checks a declaration, which in plain JavaScript nothing else does.
 *
 * @throws KeyringError `ERR_KEYRING_OPTION` with all that is wrong, naming each field.
 */
export function checkDeclaration(declaration: unknown): void {
  if (!isObject(declaration))
    throw declarationError(undefined, [['', 'The declaration has to be an object.']]);
  const problems = [
    ...unknownFields(declaration),
    ...Object.entries(fields).flatMap(([name, field]) =>
      fieldProblems(name, field, property(declaration, name)),
    ),
    ...['options', 'requestOptions'].flatMap((name) => builderProblems(name, property(declaration, name))),
  ];
  if (problems.length > 0) throw declarationError(property(declaration, 'name'), problems);
}

/**
 * What a function of a declaration gave, if it is right.
 *
 * @throws KeyringError `ERR_KEYRING_OPTION` naming the field.
 */
export function returned<Value>(
  provider: string,
  name: string,
  value: Value,
  isRight: boolean,
  expected: string,
): Value {
  if (isRight) return value;
  throw declarationError(provider, [[name, `${name} has to return ${expected}.`]]);
}

/** Whether a value is a list of strings. */
export function isStrings(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

type Problem = readonly [field: string, message: string];

function unknownFields(declaration: object): Problem[] {
  const known = Object.keys(fields);
  return Object.keys(declaration)
    .filter((name) => !known.includes(name))
    .map((name) => [name, `There is no field "${name}".${didYouMean(name, known)}`]);
}

function fieldProblems(name: string, { expected, is, required = false }: Field, value: unknown): Problem[] {
  if (value === undefined) return required ? [[name, `${name} is missing; it has to be ${expected}.`]] : [];
  return is(value) ? [] : [[name, `${name} has to be ${expected}.`]];
}

function builderProblems(name: string, declared: unknown): Problem[] {
  if (!isObject(declared)) return [];
  return Object.entries(declared)
    .filter(([, option]: [string, unknown]) => typeof property(option, 'check') !== 'function')
    .map(([option]) => [
      `${name}.${option}`,
      `${name}.${option} has to be made by a builder such as text({ … }) or secret({ … }).`,
    ]);
}

function declarationError(provider: unknown, problems: readonly Problem[]): KeyringError {
  const found = problems.map(([option, problem]) => optionProblem(option, problem));
  return new KeyringError({
    code: 'ERR_KEYRING_OPTION',
    provider: typeof provider === 'string' && provider !== '' ? provider : undefined,
    option: found[0]?.option,
    problems: found,
    message: `What defineProvider was given is wrong. ${found.map(({ message }) => message).join(' ')}`,
  });
}
