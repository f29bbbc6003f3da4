import { type Authorizer, type BaseURL } from './contract/authorizer.js';
import { refuseBrowser } from './browser.js';
import { Clock } from './credentials/clock.js';
import {
  checkDeclaration,
  isStrings,
  type Options,
  type ProviderDeclaration,
  returned,
} from './declaration.js';
import { createInterceptor, type KeyringInterceptor } from './interceptor.js';
import { type ExplainRefusal, type RefusalReasons } from './contract/wire-request.js';
import { refuseUncalled } from './not-called.js';
import { type CommonOptions, commonOptions } from './options/common.js';
import { type OneOf, optionSets } from './options/one-of.js';
import { type OptionSchema, type OptionSchemas, withFallback } from './options/option.js';
import { functionName, optionError, optionProblem, whereToSet } from './options/problems.js';
import { type OptionsInput, requestOptionsChecker, resolveOptions } from './options/resolve-options.js';
import { property } from './platform/values.js';
import { parseBaseURL, tooWide } from './request/base-url.js';
import { readExchangeHosts } from './request/exchange-hosts.js';
import { RouteTable } from './request/route-table.js';

/**
 * A provider: called with options, it gives an axios request interceptor.
 *
 * @throws KeyringError `ERR_KEYRING_OPTION`, `ERR_KEYRING_MISSING_OPTION` or `ERR_KEYRING_BASE_URL`, naming the
 * option and its environment variable.
 */
export interface Provider<Input> {
  (options?: Input): KeyringInterceptor;
  /** The declaration with the common options, from which tables, schemas and checks are made. */
  readonly declaration: DeclaredFacts;
}

/** The part of a declaration that can be read without knowing the provider's own types. */
export interface DeclaredFacts extends Pick<
  ProviderDeclaration<OptionSchemas>,
  'name' | 'environmentPrefix' | 'hosts' | 'options' | 'requestOptions'
> {
  /** Sets of options of which exactly one is needed. */
  readonly oneOf?: readonly (readonly string[])[] | undefined;
}

/** What a provider's function takes. */
export type ProviderInput<
  Schemas extends OptionSchemas,
  Sets extends OneOf = readonly [readonly []],
> = OptionsInput<CommonOptions> & OptionsInput<Schemas, Sets>;

/** What a provider takes: `OptionsOf<typeof taxjar>`. */
export type OptionsOf<Made> = Made extends Provider<infer Input> ? Input : never;

/**
 * Makes a provider of its declaration.
 *
 * @throws KeyringError `ERR_KEYRING_OPTION` for a declaration that is wrong, naming each field.
 */
export function defineProvider<
  const Schemas extends OptionSchemas,
  const Sets extends OneOf<Extract<keyof Schemas, string>> = readonly [readonly []],
>(declaration: ProviderDeclaration<Schemas, Sets>): Provider<ProviderInput<Schemas, Sets>> {
  checkDeclaration(declaration);
  const { name, environmentPrefix, serverOnly } = declaration;
  const sets = declaration.oneOf ? optionSets(declaration.oneOf, declaration.options) : [];
  const oneOf = declaration.oneOf && sets.map(({ needed }) => needed);
  const entries = Object.entries<OptionSchema>(declaration.options).map(([option, schema]) => {
    // Of a set that is not used, everything is absent.
    const uses = oneOf?.filter((needed) => needed.includes(option)).length ?? 0;
    return [option, uses > 0 && uses < sets.length ? withFallback(schema, undefined) : schema] as const;
  });
  const own: OptionSchemas = Object.fromEntries(entries);
  // What is common to all may be declared more strictly; tables have a provider's own first.
  const schemas: OptionSchemas = { ...own, ...commonOptions(environmentPrefix, serverOnly?.secret), ...own };
  function provide(input?: ProviderInput<Schemas, Sets>): KeyringInterceptor;
  function provide(input: unknown = {}): object {
    const call = functionName(name);
    const what = call ?? `The provider of ${name}`;
    const uncalled = refuseUncalled(input, what, `${call ?? 'provider'}()`, name);
    if (uncalled) return uncalled;
    const declared = { name, options: schemas, sets };
    const { options, values } = resolveOptions<Options<Schemas, Sets>>(declared, input);
    if (serverOnly && !options.dangerouslyAllowBrowser && (serverOnly.when?.(options) ?? true)) {
      refuseBrowser(name, serverOnly);
    }
    const tokenOrigin = resolveExchangeHosts(declaration, options, schemas);
    const authorizer = createAuthorizer(declaration, options, { values, tokenOrigin });
    const table = new RouteTable();
    for (const baseURL of resolveBaseURLs(declaration, options, schemas)) table.add({ baseURL, authorizer });
    return createInterceptor(name, { table });
  }
  return Object.assign(provide, { declaration: { ...declaration, options: schemas, oneOf } });
}

function createAuthorizer<Schemas extends OptionSchemas, Sets extends OneOf>(
  declaration: ProviderDeclaration<Schemas, Sets>,
  options: Options<Schemas, Sets>,
  {
    values,
    tokenOrigin,
  }: Pick<Authorizer, 'tokenOrigin'> & { readonly values: ReadonlyMap<string, unknown> },
): Authorizer {
  const { name: provider, rewriteQuery, body, requestOptions = {} } = declaration;
  const asFunction = <Value>(field: string, value: Value): Value =>
    returned(provider, field, value, typeof value === 'function', 'a function');
  const verify = declaration.verify?.(options);
  const hasPath = verify === undefined || typeof property(verify, 'path') === 'string';
  const authorizer: Authorizer = {
    provider,
    tokenOrigin,
    rewriteQuery: rewriteQuery && ((url) => rewriteQuery(url, options)),
    baseURLProblem: (baseURL) => declaration.baseURLProblem?.(baseURL, options),
    clock: new Clock(declaration.clockTolerance),
    onEvent: options.onEvent,
    body: body && ((request) => body(options, request)),
    authorize: asFunction('authorize', declaration.authorize(options)),
    clientCertificate:
      options.clientCertificate ??
      (declaration.clientCertificate &&
        asFunction('clientCertificate', declaration.clientCertificate(options))),
    explainRefusal: declaration.explainRefusal && byStatus(provider, declaration.explainRefusal(options)),
    explain: declaration.explain && asFunction('explain', declaration.explain(options)),
    verify: returned(provider, 'verify', verify, hasPath, 'a method and a path'),
    onRefusal: declaration.onRefusal ? asFunction('onRefusal', declaration.onRefusal(options)) : staleWhen401,
    readsRefusals: declaration.onRefusal !== undefined,
    refusesInBody: declaration.refusesInBody ?? false,
    requestOptionsProblem: requestOptionsChecker(requestOptions),
    equals: (other) => other === authorizer || sameValues(values, givenValues.get(other)),
  };
  givenValues.set(authorizer, values);
  return authorizer;
}

const staleWhen401: Authorizer['onRefusal'] = ({ status }) => (status === 401 ? 'credential' : undefined);

function byStatus(provider: string, reasons: ExplainRefusal | RefusalReasons): ExplainRefusal {
  const isRight = typeof reasons === 'function' || isReasons(reasons);
  returned(provider, 'explainRefusal', reasons, isRight, 'a function, or reasons by status');
  if (typeof reasons === 'function') return reasons;
  return (facts) => {
    const reason = reasons[facts.status];
    return typeof reason === 'function' ? reason(facts) : reason;
  };
}

// In plain JavaScript it may be anything.
function isReasons(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

// Kept apart from the authorizers, which a user can reach: the values include secrets.
const givenValues = new WeakMap<Authorizer, ReadonlyMap<string, unknown>>();

function sameValues(left: ReadonlyMap<string, unknown>, right?: ReadonlyMap<string, unknown>): boolean {
  return left.size === right?.size && [...left].every(([option, value]) => isSame(value, right.get(option)));
}

// Two keys come as a list, a user to issue tokens for as an object.
function isSame(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (!isPlain(left) || !isPlain(right)) return false;
  const entries = Object.entries(left);
  return (
    entries.length === Object.keys(right).length &&
    entries.every(([key, value]) => Object.hasOwn(right, key) && isSame(value, Reflect.get(right, key)))
  );
}

function isPlain(value: unknown): value is object {
  if (Array.isArray(value)) return true;
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function resolveBaseURLs<Schemas extends OptionSchemas, Sets extends OneOf>(
  declaration: ProviderDeclaration<Schemas, Sets>,
  options: Options<Schemas, Sets>,
  schemas: OptionSchemas,
): readonly BaseURL[] {
  const { name, readBaseURL, baseURLProblem, baseURLOption } = declaration;
  const { baseURL: replacement, dangerouslyAllowPlainHttp } = options;
  const own = replacement === undefined ? declaration.baseURLs(options) : [];
  const texts =
    replacement === undefined
      ? returned(name, 'baseURLs', own, isStrings(own), 'a list of strings')
      : [readBaseURL?.(replacement, options) ?? replacement];
  if (texts.length === 0) {
    const problem = 'baseURL is missing, and this provider has no base URL of its own.';
    const where = whereToSet(name, 'baseURL', schemas.baseURL);
    throw optionError(name, [optionProblem('baseURL', problem, where, 'ERR_KEYRING_MISSING_OPTION')]);
  }
  const given = replacement === undefined ? baseURLOption?.(options) : 'baseURL';
  return texts.map((text) => {
    const result = parseBaseURL(text, dangerouslyAllowPlainHttp);
    // What a provider names by itself is its own affair.
    const isTooWide = 'baseURL' in result && given !== undefined ? tooWide(result.baseURL) : undefined;
    const problem =
      'problem' in result ? result.problem : (isTooWide ?? baseURLProblem?.(result.baseURL, options));
    if ('baseURL' in result && problem === undefined) return result.baseURL;
    const option = given ?? 'baseURL';
    const where = whereToSet(name, option, schemas[option]);
    const told = `${option} ${problem ?? ''}.${'problem' in result ? plainHttpAdvice(text) : ''}`;
    throw optionError(name, [optionProblem(option, told, where, 'ERR_KEYRING_BASE_URL')]);
  });
}

// For a URL that would do, if only plain http was allowed.
function plainHttpAdvice(text: string): string {
  const isPlainHttp = 'baseURL' in parseBaseURL(text, true);
  return isPlainHttp ? ' dangerouslyAllowPlainHttp allows it where the network in between is trusted.' : '';
}

function resolveExchangeHosts<Schemas extends OptionSchemas, Sets extends OneOf>(
  { name, exchangeHosts }: ProviderDeclaration<Schemas, Sets>,
  options: Options<Schemas, Sets>,
  schemas: OptionSchemas,
): Authorizer['tokenOrigin'] {
  const given = exchangeHosts?.(options) ?? [];
  const isRight = Array.isArray(given) && given.every(isExchangeHost);
  returned(name, 'exchangeHosts', given, isRight, 'a list of URLs, or of objects with a url');
  const result = readExchangeHosts(given, options.dangerouslyAllowPlainHttp);
  if ('tokenOrigin' in result) return result.tokenOrigin;
  const { host, problem } = result;
  const { option = 'exchangeHosts', url } = host;
  const where =
    host.option === undefined ? 'Correct it in the provider.' : whereToSet(name, option, schemas[option]);
  throw optionError(name, [optionProblem(option, `${option} ${problem}.${plainHttpAdvice(url)}`, where)]);
}

function isExchangeHost(value: unknown): boolean {
  return typeof value === 'string' || typeof property(value, 'url') === 'string';
}
