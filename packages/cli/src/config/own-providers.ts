// Made from the providers' declarations by tools/config-schema/main.ts; not to be changed by hand.

/** A package of this project that has providers. */
export interface OwnProvider {
  /** Without the scope; a config names its main provider so. */
  readonly name: string;
  readonly description: string;
  /** The options that hold credentials, with their environment variables. */
  readonly variables: Readonly<Record<string, string>>;
}

/** The packages of this project that have providers. */
export const ownProviders: readonly OwnProvider[] = [
  {
    name: 'avalara-communications',
    description:
      'Authenticates axios requests to AvaTax for Communications: Basic or api_key, client and client profile.',
    variables: { username: 'AVALARA_COMMUNICATIONS_USERNAME', password: 'AVALARA_COMMUNICATIONS_PASSWORD' },
  },
  {
    name: 'avanan',
    description:
      'Authenticates axios requests to Avanan (Harmony Email): the signed Smart API and the Infinity Portal, with their tokens.',
    variables: { applicationId: 'AVANAN_APPLICATION_ID', secretKey: 'AVANAN_SECRET_KEY' },
  },
  {
    name: 'azure-communication',
    description:
      'Authenticates axios requests to Azure Communication Services: access keys (HMAC), user tokens, Microsoft Entra ID.',
    variables: { connectionString: 'COMMUNICATION_SERVICES_CONNECTION_STRING' },
  },
  {
    name: 'taxjar',
    description:
      'Authenticates axios requests to TaxJar: Bearer or the Token form, for one account or per merchant.',
    variables: { apiToken: 'TAXJAR_API_TOKEN' },
  },
];
