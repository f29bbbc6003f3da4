import { isGrantStore, isTokenStore, parseBaseURL } from '@axios-keyring/core/engine';
import { policies } from '../../unmatched.js';
import { type Findings, Mistake, placeBelow, type Placed } from '../findings.js';
import {
  type GrantStoreConfig,
  type KeyringProfileConfig,
  type KeyringRouteConfig,
  type TokenStoreConfig,
} from '../keyring-config.js';
import { describeType, isList, isPlainObject, looksHarmless } from '../plain.js';
import { asProvider, type LoadedProvider, providerProblem } from '../provider.js';
import { adviseReference, parseReference, warnOfLiteral } from './reference.js';
import { list, object, oneOf, placed, type Shape, single, wrong } from './shape.js';

/** A provider as a config names it. */
interface NamedProvider {
  readonly name: string;
  /** The provider, where a program gave it. */
  readonly given: LoadedProvider | undefined;
}

const isString = (value: unknown): value is string => typeof value === 'string';

const provider: Shape<NamedProvider> = {
  isRequired: true,
  schema: {
    description: 'The provider’s name, or a module: an installed package, or a path beginning with "./".',
  },
  read: ({ value }) => {
    const given = asProvider(value);
    if (given) return { name: given.declaration.name, given };
    let problem: string | undefined = `provider is missing; found ${describeType(value)}.`;
    if (isString(value)) {
      problem = providerProblem(value);
      if (problem === undefined) return { name: value, given };
    } else if (typeof value === 'function') {
      problem = 'provider is a function, but not what defineProvider gave, which is not called here.';
    }
    throw new Mistake(
      `${problem} Name a provider, such as "taxjar", a package or a path beginning with "./".`,
    );
  },
};

const baseURL: Shape<string> = {
  schema: {
    description:
      'Where the credentials go instead of the provider’s own hosts; a host that begins with *. is all hosts below.',
    type: 'string',
    pattern: '^https?://',
  },
  read: (part) => {
    if (!isString(part.value)) throw wrong(part, 'an https URL');
    const result = parseBaseURL(part.value);
    if ('baseURL' in result) return result.baseURL.href;
    throw new Mistake(
      `baseURL ${result.problem}. Give an https URL, without a query.`,
      'ERR_KEYRING_BASE_URL',
    );
  },
};

const options: Shape<ReadonlyMap<string, Placed>> = {
  schema: { type: 'object' },
  read: (part) => {
    if (!isPlainObject(part.value)) throw wrong(part, 'an object');
    // What a program leaves undefined comes from the environment, as in a provider’s call.
    const given = Object.entries(part.value).filter(([, value]) => value !== undefined);
    return new Map(given.map(([key, value]) => [key, { value, place: placeBelow(part.place, key) }]));
  },
};

const routeKeys = {
  provider,
  name: single(
    (value): value is string => isString(value) && /^[\w.-]{1,40}$/.test(value) && looksHarmless(value),
    'a word or a few, with up to 4 digits, and _ . - between them',
    {
      description: 'Tells two routes of one provider apart, where another file or a profile changes one.',
      type: 'string',
      pattern: '^[\\w.-]{1,40}$',
    },
  ),
  baseURL: placed(baseURL),
  options,
} satisfies Record<keyof KeyringRouteConfig, Shape>;

/** A route. Which options there are depends on its provider. */
export const routeShape = object(routeKeys, 'an object such as { "provider": "taxjar" }');

const text = { $ref: '#/definitions/text' };

function storeOption(isSecret: (value: string) => boolean): Shape {
  const read = ({ value, place }: Placed, findings: Findings): unknown => {
    if (parseReference(value)) return value;
    if (!isString(value)) {
      const hint = isPlainObject(value) ? ` ${adviseReference(value)}` : '';
      throw new Mistake(`${wrong({ value, place }, 'a string or a reference').text}${hint}`);
    }
    if (isSecret(value)) warnOfLiteral(place, findings);
    return value;
  };
  return { schema: text, read };
}

const encryptionKey = storeOption(() => true);
const encryptionKeys = list(encryptionKey, 'a list', { minItems: 1 });

const redisKeys = {
  // The URL is a secret where it has a password.
  url: storeOption((value) => value.includes('@')),
  encryptionKeys: {
    schema: { anyOf: [text, encryptionKeys.schema] },
    read: (part, findings) => (isList(part.value) ? encryptionKeys : encryptionKey).read(part, findings),
  },
  prefix: storeOption(() => false),
} satisfies Record<keyof TokenStoreConfig['redis'], Shape>;

const redisShape = object(redisKeys, `an object with ${Object.keys(redisKeys).join(', ')}`, 'option');
const redis = {
  isRequired: true,
  read: redisShape.read,
  schema: { description: 'Redis or Valkey, with @axios-keyring/redis.', ...redisShape.schema },
};

const configuredStore = object(
  { redis },
  '{ "redis": { … } }, or in JavaScript and TypeScript a token store itself',
);

// What the references in it lead to is looked up when the store is opened.
const tokenStore: Shape<Placed | undefined> = {
  schema: { description: 'Where tokens are shared with other processes.', ...configuredStore.schema },
  read: (part, findings) => {
    if (isTokenStore(part.value)) return part;
    const before = findings.problems.length;
    configuredStore.read(part, findings);
    return findings.problems.length > before ? undefined : part;
  },
};

const configuredGrants = object(
  {
    file: {
      ...storeOption(() => false),
      schema: { description: 'The path of a file on this machine.', ...text },
    },
    redis: { ...redis, isRequired: false },
  } satisfies Record<keyof GrantStoreConfig, Shape>,
  '{ "file": "…" } or { "redis": { … } }, or in JavaScript and TypeScript a grant store itself',
);

const grantStore: Shape<Placed | undefined> = {
  schema: {
    description: 'Where refresh tokens are kept that change with every renewal.',
    ...configuredGrants.schema,
  },
  read: (part, findings) => {
    if (isGrantStore(part.value)) return part;
    const before = findings.problems.length;
    const { file, redis: server } = configuredGrants.read(part, findings);
    if (findings.problems.length > before) return undefined;
    if ((file === undefined) === (server === undefined))
      throw wrong(part, 'either { "file": "…" } or { "redis": { … } }');
    return part;
  },
};

const route = { ...placed(routeShape), schema: { $ref: '#/definitions/route' } };

const profileKeys = {
  routes: list(route, 'a list of { "provider": … }', { description: 'One for each API.' }),
  unmatched: oneOf(policies, {
    description: 'What happens to a request that no route covers.',
    default: 'pass',
  }),
  tokenStore,
  grantStore,
} satisfies Record<keyof KeyringProfileConfig, Shape>;

/** What a profile may change. */
export const profileShape = object(profileKeys, `an object with ${Object.keys(profileKeys).join(', ')}`);

const extendedName = single(
  (value): value is string => isString(value) && value !== '',
  'a file or a package',
  { type: 'string' },
);
const extendedNames = list(placed(extendedName), 'a list');

const extended: Shape<readonly Placed<string>[]> = {
  schema: {
    description: 'A file ("./shared.json") or an installed package that this config changes and adds to.',
    anyOf: [extendedName.schema, extendedNames.schema],
  },
  read: (part, findings) =>
    isList(part.value)
      ? extendedNames.read(part, findings)
      : [{ value: extendedName.read(part, findings), place: part.place }],
};

/** A config, without its profiles. */
export const configShape = object(
  { $schema: single(isString, 'a string', { type: 'string' }), extends: extended, ...profileKeys },
  'an object with routes',
);
