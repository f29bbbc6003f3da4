import { type DeclaredFacts } from '@axios-keyring/core';
import { optionSchema } from './option-schema.js';

/** A JSON Schema, or a part of one. */
export type JSONSchema = Readonly<Record<string, unknown>>;

/** A provider, or a route of `inspectKeyring`, which says how the config writes the provider. */
export interface SchemaProvider {
  readonly declaration: DeclaredFacts | undefined;
  /** As it is written in the config. Default: its short name and its package. */
  readonly provider?: string;
}

/**
 * The JSON Schema of a config for these providers, so that an editor completes and checks it. It is of draft 7, which
 * editors know best: of later drafts Visual Studio Code supports a part only.
 */
export function keyringSchema(providers: readonly SchemaProvider[]): JSONSchema {
  const known = new Map<string, DeclaredFacts>();
  for (const { declaration, provider } of providers) {
    if (declaration) known.set(provider ?? declaration.name, declaration);
  }
  const layer = { $ref: '#/definitions/profile' };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'axios-keyring',
    description: 'Which credentials go to which API: https://github.com/axios-keyring/axios-keyring',
    type: 'object',
    properties: {
      $schema: { type: 'string' },
      extends: {
        description: 'A file ("./shared.json") or an installed package that this config changes and adds to.',
        anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
      },
      ...layerProperties,
    },
    patternProperties: { '^\\$(?!schema$).+': layer },
    additionalProperties: false,
    definitions: {
      profile: {
        description: 'What is different in the environment of this name.',
        type: 'object',
        properties: layerProperties,
        additionalProperties: false,
      },
      reference,
      text: { anyOf: [{ type: 'string' }, { $ref: '#/definitions/reference' }] },
      route: routeSchema(known),
      ...Object.fromEntries(
        [...known].map(([name, facts]) => [definitionName(name, known), optionsSchema(facts)]),
      ),
    },
  };
}

const reference: JSONSchema = {
  description: 'Where the value lies, in place of the value.',
  oneOf: [
    single('env', { type: 'string', description: 'The name of an environment variable.' }),
    single('file', {
      type: 'string',
      description:
        'The path of a file, from the folder of this config. A secret is read again when it changes.',
    }),
    single('command', {
      type: 'array',
      items: { type: 'string' },
      minItems: 1,
      description: 'A program and its arguments, run without a shell, where commands are allowed.',
    }),
  ],
};

const layerProperties: JSONSchema = {
  routes: { description: 'One for each API.', type: 'array', items: { $ref: '#/definitions/route' } },
  unmatched: {
    description: 'What happens to a request that no route covers.',
    enum: ['pass', 'warn', 'refuse'],
    default: 'pass',
  },
  tokenStore: {
    description: 'Where tokens are shared with other processes.',
    type: 'object',
    properties: {
      redis: {
        description: 'Redis or Valkey, with @axios-keyring/redis.',
        type: 'object',
        properties: {
          url: { $ref: '#/definitions/text' },
          encryptionKeys: {
            anyOf: [
              { $ref: '#/definitions/text' },
              { type: 'array', items: { $ref: '#/definitions/text' }, minItems: 1 },
            ],
          },
          prefix: { $ref: '#/definitions/text' },
        },
        additionalProperties: false,
      },
    },
    required: ['redis'],
    additionalProperties: false,
  },
};

function single(key: string, value: JSONSchema): JSONSchema {
  return { type: 'object', properties: { [key]: value }, required: [key], additionalProperties: false };
}

function routeSchema(known: ReadonlyMap<string, DeclaredFacts>): JSONSchema {
  return {
    type: 'object',
    properties: {
      provider: {
        description: 'The provider’s name, or a module: an installed package, or a path beginning with "./".',
        anyOf: [{ enum: [...known.keys()] }, { type: 'string', pattern: '^@|/|#' }],
      },
      name: {
        description: 'Tells two routes of one provider apart, where another file or a profile changes one.',
        type: 'string',
        pattern: '^[\\w.-]{1,40}$',
      },
      baseURL: {
        description: 'Where the credentials go instead of the provider’s own hosts.',
        type: 'string',
        pattern: '^https?://',
      },
      options: { type: 'object' },
    },
    required: ['provider'],
    additionalProperties: false,
    allOf: [...known].map(([name]) => ({
      if: { properties: { provider: { enum: writtenNames(name) } }, required: ['provider'] },
      then: { properties: { options: { $ref: `#/definitions/${definitionName(name, known)}` } } },
    })),
  };
}

// A reference is a URL, in which not all characters may stand that a provider's path may have.
function definitionName(name: string, known: ReadonlyMap<string, DeclaredFacts>): string {
  const isPlain = /^[a-z][a-z0-9-]*$/.test(name);
  return `options-of-${isPlain ? name : [...known.keys()].indexOf(name) + 1}`;
}

function writtenNames(name: string): readonly string[] {
  return /^[a-z][a-z0-9-]*$/.test(name) ? [name, `@axios-keyring/${name}`] : [name];
}

function optionsSchema({ options, alternatives = [] }: DeclaredFacts): JSONSchema {
  const entries = Object.entries(options);
  // What only code can give is not offered, but it may stand there: some of it is an object that JSON has too.
  const byCode = entries.flatMap(([option, schema]) => (schema.metadata.kind === 'code' ? [option] : []));
  const listed = entries.filter(([option]) => !byCode.includes(option));
  const choices = alternatives.map((set) => set.join(' and ')).join(', or ');
  return {
    // Any of them may come from the environment, so that none is required here.
    description:
      choices === '' ? 'The provider’s options.' : `The provider’s options. Credentials: ${choices}.`,
    type: 'object',
    properties: Object.fromEntries(listed.map(([option, schema]) => [option, optionSchema(schema.metadata)])),
    ...(byCode.length > 0 && { patternProperties: { [`^(${byCode.join('|')})$`]: {} } }),
    additionalProperties: false,
  };
}
