import { describe, expect, it } from '@jest/globals';
import { avalaraCommunications } from '@axios-keyring/avalara-communications';
import { avanan } from '@axios-keyring/avanan';
import { azureCommunication } from '@axios-keyring/azure-communication';
import { taxjar } from '@axios-keyring/taxjar';
import { setups } from './setups.js';

const declarations = new Map(
  [taxjar, avalaraCommunications, avanan, azureCommunication].map(({ declaration }) => [
    declaration.name,
    declaration,
  ]),
);

describe.each(setups)('the setup $id', ({ provider, constants, variables }) => {
  const options = declarations.get(provider)?.options ?? {};
  const facts = (option: string) => {
    const schema = options[option];
    return schema?.metadata;
  };

  it('names options and variables as they are declared', () => {
    for (const [option, env] of Object.entries(variables)) expect(facts(option)).toMatchObject({ env });
    for (const [option, value] of Object.entries(constants)) {
      expect(facts(option)?.values).toContain(value);
      expect(facts(option)?.secret).not.toBe(true);
    }
  });
});

it('there is a setup for every provider', () => {
  expect(new Set(setups.map(({ provider }) => provider))).toEqual(new Set(declarations.keys()));
});
