import { beforeAll, describe, expect, it } from '@jest/globals';
import { type DeclaredFacts, type OptionMetadata } from '@axios-keyring/core';
import { installedProviders } from '../config/installed-providers.js';
import { setups } from './setups.js';

let declarations: ReadonlyMap<string | undefined, DeclaredFacts | undefined>;

beforeAll(async () => {
  const installed = await installedProviders(__dirname);
  declarations = new Map(installed.map(({ provider, declaration }) => [provider, declaration]));
});

describe.each(setups)('the setup $id', ({ provider, constants, variables }) => {
  const facts = (option: string): OptionMetadata | undefined => {
    const schema = declarations.get(provider)?.options[option];
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
  const packages = [...declarations.keys()].filter((provider) => provider?.includes('#') === false);
  expect(new Set(setups.map(({ provider }) => provider))).toEqual(new Set(packages));
});
