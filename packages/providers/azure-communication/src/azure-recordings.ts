import { defineProvider, KeyringError, type OptionsOf, text, whenReady } from '@axios-keyring/core';
import { parseBaseURL } from '@axios-keyring/core/engine';
import { accessKeyOf, accessKeyOptions, endpointOf, serverOnly } from './options.js';
import { signedHeaders } from './signature.js';

// Recordings are not kept below the endpoint. The address comes with an event, so it is not to be trusted: a signature
// goes to these hosts only, as in the vendor's own client:
// https://github.com/Azure/azure-sdk-for-js/blob/main/sdk/communication/communication-call-automation/src/contentDownloader.ts
const suffixes = ['.asm.skype.com', '.asyncgw.teams.microsoft.com', '.ams.gov.teams.microsoft.us'] as const;

/** What {@link azureRecordings} takes. */
export type AzureRecordingsOptions = OptionsOf<typeof azureRecordings>;

/**
 * Signs requests that download or delete call recordings. They are signed as if they went to the endpoint, without
 * their query, and say so in `x-ms-host`.
 *
 * Source: https://learn.microsoft.com/azure/communication-services/how-tos/call-automation/recording/get-started-call-recording
 */
export const azureRecordings = defineProvider({
  // The path of the package and then the function, so that messages name both.
  name: '@axios-keyring/azure-communication/azure-recordings',
  environmentPrefix: 'COMMUNICATION_SERVICES_RECORDINGS',
  options: {
    ...accessKeyOptions,
    contentLocation: text({
      description: 'The address of a recording, as the event says it; of which the host counts.',
      expected: 'an https URL',
      check: contentLocationProblem,
    }),
  },
  oneOf: [['connectionString'], ['endpoint', 'accessKey']],
  serverOnly,
  hosts: suffixes.map((suffix) => `https://*${suffix}`),
  baseURLs: ({ contentLocation }) => [new URL(contentLocation).origin],
  baseURLOption: () => 'contentLocation',
  body: () => ({ access: 'read', streamLimit: 0 }),
  authorize: (given) => {
    const accessKey = accessKeyOf(given);
    const host = hostOf(endpointOf(given));
    return (request) => {
      const instead = { host, pathAndQuery: request.url.pathname };
      return whenReady(accessKey(request), (key) =>
        whenReady(signedHeaders(request, key, 'x-ms-date', instead), (headers) => ({
          headers: { ...headers, 'x-ms-host': host },
        })),
      );
    };
  },
});

// The endpoint is no base URL here, so nobody else has looked at it.
function hostOf(endpoint: string): string {
  const result = parseBaseURL(endpoint);
  const isResource = 'baseURL' in result && result.baseURL.path === '' && !result.baseURL.isWildcard;
  if (isResource) return new URL(result.baseURL.href).host;
  throw new KeyringError({
    code: 'ERR_KEYRING_BASE_URL',
    provider: 'azure-communication',
    option: 'endpoint',
    message: `The endpoint ${'problem' in result ? result.problem : 'has a path, or a wildcard'}. Give the https URL of the resource.`,
  });
}

function contentLocationProblem(contentLocation: string): string | undefined {
  if (!URL.canParse(contentLocation)) return 'is not a URL';
  const { protocol, hostname, username, password } = new URL(contentLocation);
  if (protocol !== 'https:') return 'has to start with https://';
  if (username !== '' || password !== '') return 'contains a user name or password';
  return suffixes.some((suffix) => hostname.endsWith(suffix))
    ? undefined
    : `leads to a host that does not end in ${suffixes.join(', ')}`;
}
