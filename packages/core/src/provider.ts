import { type Authorizer, type BaseURL } from './contract/authorizer.js';
import { Clock } from './credentials/clock.js';
import {
  checkDeclaration,
  isStrings,
  type Options,
  type ProviderDeclaration,
  returned,
} from './declaration.js';
import { createInterceptor, type KeyringInterceptor } from './interceptor.js';
import { refuseUncalled } from './not-called.js';
import { type CommonOptions, commonOptions } from './options/common.js';
import { functionName, optionError, whereToSet } from './options/option-problem.js';
import { type OptionSchemas } from './options/option-schema.js';
import { requestOptionsChecker } from './options/request-options.js';
import { type OptionsInput, resolveOptions } from './options/resolve-options.js';
import { property } from './platform/json.js';
import { parseBaseURL } from './request/base-url.js';
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
export type DeclaredFacts = Pick<
  ProviderDeclaration<OptionSchemas>,
  'name' | 'environmentPrefix' | 'hosts' | 'options' | 'alternatives' | 'requestOptions'
>;

/** What a provider's function takes. */
export type ProviderInput<Schemas extends OptionSchemas> = OptionsInput<Schemas & CommonOptions>;

/**
 * Makes a provider of its declaration.
 *
 * @throws KeyringError `ERR_KEYRING_OPTION` for a declaration that is wrong, naming each field.
 */
export function defineProvider<const Schemas extends OptionSchemas>(
  declaration: ProviderDeclaration<Schemas>,
): Provider<ProviderInput<Schemas>> {
  checkDeclaration(declaration);
  const { name, alternatives } = declaration;
  const schemas = { ...declaration.options, ...commonOptions(declaration.environmentPrefix) };
  function provide(input?: ProviderInput<Schemas>): KeyringInterceptor;
  function provide(input: ProviderInput<Schemas> = {}): object {
    const call = functionName(name);
    const what = call ?? `The provider of ${name}`;
    const uncalled = refuseUncalled(input, what, `${call ?? 'provider'}()`, name);
    if (uncalled) return uncalled;
    const { options, values } = resolveOptions<Schemas & CommonOptions>(
      { name, options: schemas, alternatives },
      input,
    );
    const authorizer = createAuthorizer(declaration, options, values);
    const table = new RouteTable();
    for (const baseURL of resolveBaseURLs(declaration, options, schemas)) table.add({ baseURL, authorizer });
    return createInterceptor(name, { table });
  }
  return Object.assign(provide, { declaration: { ...declaration, options: schemas } });
}

function createAuthorizer<Schemas extends OptionSchemas>(
  declaration: ProviderDeclaration<Schemas>,
  options: Options<Schemas>,
  values: ReadonlyMap<string, unknown>,
): Authorizer {
  const { name: provider, prepareURL, baseURLProblem, requestOptions = {} } = declaration;
  const asFunction = <Value>(field: string, value: Value): Value =>
    returned(provider, field, value, typeof value === 'function', 'a function');
  const verify = declaration.verify?.(options);
  const hasPath = verify === undefined || typeof property(verify, 'path') === 'string';
  const authorizer: Authorizer = {
    provider,
    prepareURL,
    baseURLProblem,
    allowsPlainHttp: options.dangerouslyAllowPlainHttp === true,
    clock: new Clock(),
    onEvent: options.onEvent,
    bodySigning: declaration.bodySigning?.(options),
    authorize: asFunction('authorize', declaration.authorize(options)),
    explainRefusal:
      declaration.explainRefusal && asFunction('explainRefusal', declaration.explainRefusal(options)),
    explain: declaration.explain && asFunction('explain', declaration.explain(options)),
    verify: returned(provider, 'verify', verify, hasPath, 'a method and a path'),
    isStale: declaration.isStale ?? (({ status }) => status === 401),
    requestOptionsProblem: requestOptionsChecker(requestOptions),
    equals: (other) => other === authorizer || sameValues(values, givenValues.get(other)),
  };
  givenValues.set(authorizer, values);
  return authorizer;
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

function resolveBaseURLs<Schemas extends OptionSchemas>(
  declaration: ProviderDeclaration<Schemas>,
  options: Options<Schemas>,
  schemas: OptionSchemas,
): readonly BaseURL[] {
  const { name: provider, baseURLProblem } = declaration;
  const { baseURL: replacement, dangerouslyAllowPlainHttp } = options;
  const texts = replacement === undefined ? ownBaseURLs(declaration, options) : [replacement];
  if (texts.length === 0) {
    const where = whereToSet(provider, 'baseURL', schemas.baseURL);
    const message = `baseURL is missing, and this provider has no base URL of its own. ${where}`;
    throw optionError(provider, [{ code: 'ERR_KEYRING_MISSING_OPTION', option: 'baseURL', message }]);
  }
  return texts.map((text) => {
    const result = parseBaseURL(text, dangerouslyAllowPlainHttp);
    const problem = 'problem' in result ? result.problem : baseURLProblem?.(result.baseURL);
    if ('baseURL' in result && problem === undefined) return result.baseURL;
    const option =
      replacement === undefined ? (declaration.baseURLOption?.(options) ?? 'baseURL') : 'baseURL';
    // Whether it would do, if only plain http was allowed.
    const isPlainHttp = 'problem' in result && 'baseURL' in parseBaseURL(text, true);
    const advice = isPlainHttp
      ? ' dangerouslyAllowPlainHttp allows it where the network in between is trusted.'
      : '';
    const message = `${option} ${problem ?? ''}. ${whereToSet(provider, option, schemas[option])}${advice}`;
    throw optionError(provider, [{ code: 'ERR_KEYRING_BASE_URL', option, message }]);
  });
}

function ownBaseURLs<Schemas extends OptionSchemas>(
  { name, baseURLs }: ProviderDeclaration<Schemas>,
  options: Options<Schemas>,
): readonly string[] {
  const texts = baseURLs(options);
  return returned(name, 'baseURLs', texts, isStrings(texts), 'a list of strings');
}
