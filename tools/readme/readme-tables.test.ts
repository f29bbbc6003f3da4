import { describe, expect, it } from '@jest/globals';
import { avalaraCommunications } from '@axios-keyring/avalara-communications';
import { avanan } from '@axios-keyring/avanan';
import { azureCommunication } from '@axios-keyring/azure-communication';
import { errorCodes, type OptionSchema, type OptionSchemas } from '@axios-keyring/core';
import { taxjar } from '@axios-keyring/taxjar';
// The options that every provider has are added to its declaration, not part of it.
import { commonOptions } from '../../packages/core/src/options/common.js';
import { readmeOf, readmes, tableBelow } from './readme-files.js';

const providers = [taxjar, avalaraCommunications, avanan, azureCommunication].map(
  ({ declaration }) => declaration,
);

function optionRows(schemas: OptionSchemas): string[][] {
  return Object.entries(schemas).map(([option, schema]) => {
    const { env, description } = schema.metadata;
    return [`\`${option}\``, env === undefined ? 'none' : `\`${env}\``, defaultOf(schema), description];
  });
}

function defaultOf(schema: OptionSchema): string {
  const { default: fallback } = schema.metadata;
  if (fallback !== undefined) return `\`${fallback}\``;
  return 'output' in schema.check(undefined) ? 'none' : 'required';
}

describe.each(providers)('the README of $name', ({ name, environmentPrefix, options, requestOptions }) => {
  const readme = readmeOf(name);

  it('lists the options as they are declared', () => {
    const declared = { ...options, ...commonOptions(environmentPrefix) };
    expect(tableBelow(readme, '## Options')).toEqual(optionRows(declared));
  });

  it('lists what can be said per request', () => {
    if (requestOptions === undefined) {
      expect(readme.text).not.toContain('## Per request');
      return;
    }
    const declared = Object.entries(requestOptions).map(([option, schema]) => [
      `\`${option}\``,
      schema.metadata.description,
    ]);
    expect(tableBelow(readme, '## Per request')).toEqual(declared);
  });
});

describe('the codes of errors', () => {
  it('are listed in the README of core, with what they mean', () => {
    const rows = tableBelow(readmeOf('core'), '## Errors').map(([code, when]) => [code, when]);
    expect(rows).toEqual(Object.entries(errorCodes).map(([code, when]) => [`\`${code}\``, when]));
  });

  it.each(readmes().map(({ path, text }) => [path, text]))('that %s names exist', (_, text) => {
    const named = new Set(text.match(/\bERR_KEYRING_\w+/g));
    expect([...named].filter((code) => !Object.hasOwn(errorCodes, code))).toEqual([]);
  });

  it.each([...providers.map(({ name }) => name), 'axios-keyring'])(
    'have what to do beside them in the README of %s',
    (name) => {
      for (const [code, when, remedy] of tableBelow(readmeOf(name), '## Errors')) {
        expect(code).toMatch(/^`ERR_KEYRING_\w+`$/);
        expect(when).toMatch(/\S/);
        expect(remedy).toMatch(/\S/);
      }
    },
  );
});
