import { didYouMean } from '../platform/suggest.js';
import { type OptionSchemas } from './option-schema.js';

/** Checks the `keyring` entry of a request config against what a provider declares. */
export function requestOptionsChecker(schemas: OptionSchemas): (options: object) => string | undefined {
  const known = Object.keys(schemas);
  return (options) => {
    for (const [option, value] of Object.entries(options)) {
      const schema = Object.hasOwn(schemas, option) ? schemas[option] : undefined;
      if (!schema) return unknownOption(option, known);
      const checked = schema.check(value);
      if ('problem' in checked) return `keyring.${option} ${checked.problem}`;
    }
    return undefined;
  };
}

function unknownOption(option: string, known: readonly string[]): string {
  const allowed = known.length === 0 ? 'This provider takes none.' : `The options are ${known.join(', ')}.`;
  return `There is no request option keyring.${option}.${didYouMean(option, known)} ${allowed}`;
}
