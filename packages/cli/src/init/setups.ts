import { ownProviders } from '../config/own-providers.js';

/** One way to set a provider up: what `init` writes for it. */
export interface Setup {
  /** As `--provider` names it. */
  readonly id: string;
  readonly provider: string;
  readonly title: string;
  /** Options that are written as they are. */
  readonly constants: Readonly<Record<string, string>>;
  /**
   * Options that are read from the environment, with their variables. The same as in the provider’s declaration, which
   * a test compares: the provider need not be installed yet.
   */
  readonly variables: Readonly<Record<string, string>>;
}

/** Where a provider’s name and its credentials alone do not say it. */
const known: readonly Setup[] = [
  {
    id: 'taxjar',
    provider: 'taxjar',
    title: 'TaxJar',
    constants: {},
    variables: { apiToken: 'TAXJAR_API_TOKEN' },
  },
  {
    id: 'avalara-communications',
    provider: 'avalara-communications',
    title: 'AvaTax for Communications',
    constants: {},
    variables: { username: 'AVALARA_COMMUNICATIONS_USERNAME', password: 'AVALARA_COMMUNICATIONS_PASSWORD' },
  },
  {
    id: 'avanan',
    provider: 'avanan',
    title: 'Avanan hosts (Smart API)',
    constants: {},
    variables: { applicationId: 'AVANAN_APPLICATION_ID', secretKey: 'AVANAN_SECRET_KEY' },
  },
  {
    id: 'avanan:infinity',
    provider: 'avanan',
    title: 'Avanan on the Infinity Portal of Check Point',
    constants: { platform: 'infinity' },
    variables: { clientId: 'AVANAN_CLIENT_ID', accessKey: 'AVANAN_ACCESS_KEY' },
  },
  {
    id: 'azure-communication',
    provider: 'azure-communication',
    title: 'by connection string',
    constants: {},
    variables: { connectionString: 'COMMUNICATION_SERVICES_CONNECTION_STRING' },
  },
  {
    id: 'azure-communication:access-key',
    provider: 'azure-communication',
    title: 'by endpoint and access key',
    constants: {},
    variables: {
      endpoint: 'COMMUNICATION_SERVICES_ENDPOINT',
      accessKey: 'COMMUNICATION_SERVICES_ACCESS_KEY',
    },
  },
];

/** All ways, in the order in which they are offered. */
export const setups: readonly Setup[] = [
  ...known,
  ...ownProviders.flatMap(({ name, description, variables }) =>
    known.some(({ provider }) => provider === name)
      ? []
      : [{ id: name, provider: name, title: description, constants: {}, variables }],
  ),
];
