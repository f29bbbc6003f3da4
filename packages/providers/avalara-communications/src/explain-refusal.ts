import { type RefusalReasons } from '@axios-keyring/core';

/** What the explanations depend on. */
export interface Login {
  readonly environment: 'production' | 'sandbox';
  readonly scheme: 'basic' | 'api_key';
  readonly clientId: string | undefined;
  readonly clientProfileId: number | undefined;
}

/** Says why Avalara Communications refused a request. Its guides document the statuses, but no bodies. */
export function explainRefusal({ environment, scheme, clientId, clientProfileId }: Login): RefusalReasons {
  const other = environment === 'production' ? 'sandbox' : 'production';
  return {
    // Basic replaces what was there, an api_key goes beside it.
    400: ({ request }) =>
      scheme === 'basic' || request.headers.authorization === undefined
        ? undefined
        : 'The request has an Authorization of its own beside api_key, so it is not clear which counts: remove it from ' +
          "the request and from the defaults of this axios instance, or use the scheme 'basic', which replaces it.",
    // https://developer.avalara.com/communications/dev-guide_rest_v2/getting-started/authentication/
    401:
      'Avalara does not accept this username and password. The password is case sensitive, the username is not. ' +
      `Each environment has users of its own: a user of ${other} only works with ` +
      `avalaraCommunications({ environment: '${other}' }).` +
      (scheme === 'basic'
        ? ''
        : ' The api_key header is of the guides before 2020, and some proxies drop names with an underscore: try the ' +
          "scheme 'basic'."),
    403: ({ request }) => {
      const profile = request.options.clientProfileId ?? clientProfileId;
      const company =
        clientId === undefined
          ? 'The request has no client_id, which is required of a user with access to more than one company: set clientId.'
          : `The client_id ${clientId} may be that of a company to which this user has no access: check clientId.`;
      const ofProfile = ` The client_profile_id ${profile ?? ''} has to be a profile of the same company.`;
      return `Avalara knows this user, but does not let it do this. ${company}${profile === undefined ? '' : ofProfile}`;
    },
    415: ({ request }) =>
      `Avalara takes JSON, and multipart/form-data for uploads; this was ${request.headers['content-type'] ?? 'neither'}. Leave ` +
      'Content-Type away: it is then set as the guide requires.',
  };
}
