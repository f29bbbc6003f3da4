/** A package's size as part of an application. */
export interface Budget {
  readonly title: string;
  readonly name: string;
  /** What is not counted. */
  readonly without?: readonly string[];
  /** In kB: a little more than it has now, so that nothing grows unnoticed. */
  readonly ceiling: number;
  /** In kB: what it is meant to have. */
  readonly bar?: number;
}

const core = '@axios-keyring/core';
const bars = { withCore: 8, own: 2 };

const providers = [
  { folder: 'taxjar', withCore: 27, own: 3.5 },
  { folder: 'avalara-communications', withCore: 26.5, own: 2 },
  { folder: 'avanan', withCore: 34, own: 5 },
  { folder: 'azure-communication', withCore: 36.5, own: 7 },
];

/** All that are checked. */
export const budgets: readonly Budget[] = [
  { title: 'core', name: core, ceiling: 32 },
  ...providers.flatMap(({ folder, withCore, own }) => {
    const name = `@axios-keyring/${folder}`;
    return [
      { title: `${folder} with core`, name, ceiling: withCore, bar: bars.withCore },
      { title: folder, name, without: [core], ceiling: own, bar: bars.own },
    ];
  }),
  {
    title: 'axios-keyring, without core and cosmiconfig',
    ...{ name: 'axios-keyring', without: [core, 'cosmiconfig'], ceiling: 19.5 },
  },
];

/** The packages of others that each package has `npm install` bring, beside the peers that an application has. */
export const thirdParties: Readonly<Record<string, readonly string[]>> = {
  '@axios-keyring/cli': ['commander', 'yaml'],
  'axios-keyring': ['cosmiconfig'],
};
