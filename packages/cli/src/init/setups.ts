import { knownProviders, type ProviderSetup } from 'axios-keyring/known-providers';

/** One way to set a provider up: what `init` writes for it. */
export interface Setup extends ProviderSetup {
  readonly provider: string;
}

/** All ways, in the order in which they are offered. */
export const setups: readonly Setup[] = Object.entries(knownProviders).flatMap(([provider, known]) =>
  known.setups.map((setup) => ({ provider, ...setup })),
);
