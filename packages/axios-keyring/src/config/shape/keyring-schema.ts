import { type DeclaredFacts, type OptionMetadata } from '@axios-keyring/core';
import { isShort } from '../provider.js';
import { configShape, profileShape, routeShape } from './config-shape.js';
import { referenceSchema } from './reference.js';
import { type JSONSchema } from './shape.js';

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
  const names = [...known.keys()];
  // A reference is a URL, in which not all characters may stand that a provider's path may have.
  const definitionOf = (name: string): string =>
    `options-of-${isShort(name) ? name : names.indexOf(name) + 1}`;
  const optionsOf = names.map((name) => ({
    if: {
      properties: { provider: { enum: isShort(name) ? [name, `@axios-keyring/${name}`] : [name] } },
      required: ['provider'],
    },
    then: {
      properties: { options: { $ref: `#/definitions/${definitionOf(name)}` } },
      // What has no host of its own, such as a scheme, is told one.
      ...(known.get(name)?.hosts?.length === 0 && { anyOf: withBaseURL }),
    },
  }));
  const provider = { anyOf: [{ enum: names }, { type: 'string', pattern: '^@|/|#' }] };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'axios-keyring',
    description: 'Which credentials go to which API: https://github.com/axios-keyring/axios-keyring',
    ...configShape.schema,
    patternProperties: { '^\\$(?!schema$).+': { $ref: '#/definitions/profile' } },
    definitions: {
      profile: {
        description: 'What is different in the environment of this name.',
        ...profileShape.schema,
      },
      reference: referenceSchema,
      text: { anyOf: textOrReference },
      route: { ...routeShape.schema, allOf: [{ properties: { provider } }, ...optionsOf] },
      ...Object.fromEntries([...known].map(([name, facts]) => [definitionOf(name), optionsSchema(facts)])),
    },
  };
}

// Of a route by its name, such as one that a profile changes, the base URL stands elsewhere.
const withBaseURL = [
  { required: ['baseURL'] },
  { required: ['name'] },
  { required: ['options'], properties: { options: { type: 'object', required: ['baseURL'] } } },
];

function optionsSchema({ options, oneOf = [] }: DeclaredFacts): JSONSchema {
  const entries = Object.entries(options);
  // What only code can give is not offered, but it may stand there: some of it is an object that JSON has too.
  const byCode = entries.flatMap(([option, schema]) => (schema.metadata.kind === 'code' ? [option] : []));
  const listed = entries.filter(([option]) => !byCode.includes(option));
  const choices = oneOf.map((set) => set.join(' and ')).join(', or ');
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

function optionSchema(metadata: OptionMetadata): JSONSchema {
  const { description, env } = metadata;
  const fallback = env === undefined ? '' : ` Else: the environment variable ${env}.`;
  return { description: `${description}${fallback}`, ...typeOf(metadata) };
}

const reference = { $ref: '#/definitions/reference' };
const textOrReference = [{ type: 'string' }, reference];
const twoTexts = { type: 'array', items: { $ref: '#/definitions/text' }, minItems: 2, maxItems: 2 };

function typeOf({ kind, values = [], default: fallback, parts = {}, each }: OptionMetadata): JSONSchema {
  const member = each ? typeOf(each.metadata) : {};
  switch (kind) {
    case 'map':
      return { type: 'object', minProperties: 1, additionalProperties: member };
    case 'list':
      return { type: 'array', minItems: 1, items: member };
    case 'client-certificate': {
      const entries = Object.entries(parts).map(([name, { metadata }]) => [name, optionSchema(metadata)]);
      return { type: 'object', properties: Object.fromEntries(entries), additionalProperties: false };
    }
    case 'choice':
      return { anyOf: [{ enum: values }, reference], ...(fallback !== undefined && { default: fallback }) };
    case 'identifier':
      return { anyOf: [{ type: ['string', 'integer'] }, reference] };
    case 'integer':
      return { anyOf: [{ type: 'integer' }, reference] };
    case 'flag':
      return { type: 'boolean', default: false };
    case 'rotating-secret':
      return { anyOf: [...textOrReference, twoTexts] };
    default:
      return { anyOf: textOrReference };
  }
}
