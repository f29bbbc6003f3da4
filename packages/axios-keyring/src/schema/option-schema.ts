import { type OptionMetadata } from '@axios-keyring/core';

const text = { $ref: '#/definitions/text' };
const reference = { $ref: '#/definitions/reference' };
const textOrReference = [{ type: 'string' }, reference];

/** The JSON Schema of an option. */
export function optionSchema(metadata: OptionMetadata): Readonly<Record<string, unknown>> {
  const { description, env } = metadata;
  const fallback = env === undefined ? '' : ` Else: the environment variable ${env}.`;
  return { description: `${description}${fallback}`, ...typeOf(metadata) };
}

function typeOf(metadata: OptionMetadata): Readonly<Record<string, unknown>> {
  const { kind, values = [], default: fallback } = metadata;
  switch (kind) {
    case 'choice':
      return { anyOf: [{ enum: values }, reference], ...(fallback !== undefined && { default: fallback }) };
    case 'identifier':
      return { anyOf: [{ type: ['string', 'integer'] }, reference] };
    case 'integer':
      return { anyOf: [{ type: 'integer' }, reference] };
    case 'flag':
      return { type: 'boolean', default: false };
    case 'rotating-secret':
      return { anyOf: [...textOrReference, { type: 'array', items: text, minItems: 2, maxItems: 2 }] };
    default:
      return { anyOf: textOrReference };
  }
}
