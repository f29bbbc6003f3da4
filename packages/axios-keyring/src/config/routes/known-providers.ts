// Made from the providers' declarations by tools/config-schema/main.ts; not to be changed by hand.

/** What has to be known of a provider that is not installed. */
export interface KnownProvider {
  /** What its environment variables start with. */
  readonly environmentPrefix: string;
  /** Every host of its vendor; `*.` stands for all hosts below. */
  readonly hosts: readonly string[];
}

/** The providers of this project, by the name that a config has for them. */
export const knownProviders: Readonly<Record<string, KnownProvider>> = {
  'avalara-communications': {
    environmentPrefix: 'AVALARA_COMMUNICATIONS',
    hosts: ['https://communications.avalara.net', 'https://communicationsua.avalara.net'],
  },
  avanan: {
    environmentPrefix: 'AVANAN',
    hosts: [
      'https://smart-api-production-1-us.avanan.net',
      'https://smart-api-production-1-eu.avanan.net',
      'https://smart-api-production-1-ca.avanan.net',
      'https://smart-api-production-5-ap.avanan.net',
      'https://smart-api-production-1-euw2.avanan.net',
      'https://smart-api-production-1-aps1.avanan.net',
      'https://smart-api-production-1-mec1.avanan.net',
      'https://cloudinfra-gw-us.portal.checkpoint.com',
      'https://cloudinfra-gw.portal.checkpoint.com',
      'https://cloudinfra-gw.ca.portal.checkpoint.com',
      'https://cloudinfra-gw.ap.portal.checkpoint.com',
      'https://cloudinfra-gw.uk.portal.checkpoint.com',
      'https://cloudinfra-gw.in.portal.checkpoint.com',
      'https://cloudinfra-gw.me.portal.checkpoint.com',
      'https://cloudinfra-gw.sg.portal.checkpoint.com',
    ],
  },
  'azure-communication': {
    environmentPrefix: 'COMMUNICATION_SERVICES',
    hosts: ['https://*.communication.azure.com'],
  },
  taxjar: {
    environmentPrefix: 'TAXJAR',
    hosts: ['https://api.taxjar.com', 'https://api.sandbox.taxjar.com'],
  },
  'azure-communication#azureRecordings': {
    environmentPrefix: 'COMMUNICATION_SERVICES_RECORDINGS',
    hosts: [
      'https://*.asm.skype.com',
      'https://*.asyncgw.teams.microsoft.com',
      'https://*.ams.gov.teams.microsoft.us',
    ],
  },
};
