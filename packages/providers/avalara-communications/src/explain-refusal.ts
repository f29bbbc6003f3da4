import { type RefusalFacts } from '@axios-keyring/core';
import { type Login } from './avalara-communications.js';

/** Says why Avalara Communications refused a request. Its guides document the statuses, but no bodies. */
export function explainRefusal(login: Login): (facts: RefusalFacts) => string | undefined {
  const isBasic = login.scheme === 'basic';
  return ({ status, request }) => {
    switch (status) {
      case 400:
        // Basic replaces what was there, an api_key goes beside it.
        if (isBasic || request.header('authorization') === undefined) return undefined;
        return (
          'The request has an Authorization of its own beside api_key, so it is not clear which counts: remove it ' +
          "from the request and from the defaults of this axios instance, or use the scheme 'basic', which replaces it."
        );
      case 401: {
        // https://developer.avalara.com/communications/dev-guide_rest_v2/getting-started/authentication/
        const other = login.environment === 'production' ? 'sandbox' : 'production';
        const advice =
          ' The api_key header is of the guides before 2020, and some proxies drop names with an underscore: try ' +
          "the scheme 'basic'.";
        return (
          'Avalara does not accept this username and password. The password is case sensitive, the username is not. ' +
          `Each environment has users of its own: a user of ${other} only works with ` +
          `avalaraCommunications({ environment: '${other}' }).${isBasic ? '' : advice}`
        );
      }
      case 403: {
        const profile = request.options.clientProfileId ?? login.clientProfileId;
        const company =
          login.clientId === undefined
            ? 'The request has no client_id, which is required of a user with access to more than one company: set clientId.'
            : `The client_id ${login.clientId} may be that of a company to which this user has no access: check clientId.`;
        const ofProfile = ` The client_profile_id ${profile ?? ''} has to be a profile of the same company.`;
        return `Avalara knows this user, but does not let it do this. ${company}${profile === undefined ? '' : ofProfile}`;
      }
      case 415:
        return (
          `Avalara takes JSON, and multipart/form-data for uploads; this was ${request.contentType ?? 'neither'}. ` +
          'Leave Content-Type away: it is then set as the guide requires.'
        );
      default:
        return undefined;
    }
  };
}
