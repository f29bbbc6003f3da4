import { type Refusal, type RefusalFacts, type RefusalReasons, serverTime } from '@axios-keyring/core';
import { type CredentialKind, type CredentialOptions, endpointOf, kindOf } from './options.js';
import { notedExpiry } from './user-token.js';

// What the service says of a date or a body that it refuses, beside "Denied by the resource provider.":
// https://github.com/Azure/azure-rest-api-specs/issues/11767
const saysContent = 'x-ms-content-sha256';
const saysClock = /allowed margin of \d+ minutes/;

/** What the service allows a date to be off, in milliseconds. */
const clockMargin = 300_000;

/** Whether an answer is about the body, and not the credential. */
export function isOfContent({ body }: Refusal): boolean {
  return body.includes(saysContent);
}

/** Says why the service probably refused a request. */
export function explainRefusal(options: CredentialOptions): RefusalReasons {
  const reasons: Readonly<Record<CredentialKind, RefusalReasons>> = {
    'access key': {
      401: (facts) => refusedKey(facts, options),
      403:
        'The access key is right, but the resource may not do this: see whether the feature, the phone number or the ' +
        'domain belongs to this resource.',
    },
    'user access token': {
      401: (facts) => refusedUser(facts, options),
      403:
        'The user access token is right, but has no permission for this: see its scopes, and whether the user takes ' +
        'part in the thread or call.',
    },
    'Microsoft Entra ID token': {
      401: ({ request }) =>
        isChat(request.url)
          ? 'Chat takes the token of a user and none of Microsoft Entra ID: give userToken, or user with an access key.'
          : 'The Microsoft Entra ID token was refused: see whether it is of the tenant of this resource, for the scope ' +
            'https://communication.azure.com//.default, and whether its principal has a role on the resource.',
      403: 'The Microsoft Entra ID token is right, but has no permission for this: give its principal a role on the resource.',
    },
  };
  return reasons[kindOf(options)];
}

function refusedKey(facts: RefusalFacts, options: CredentialOptions): string {
  const { body, request, clockOffset } = facts;
  if (isOfContent(facts)) {
    return 'The body was changed after it had been signed: look for a proxy, an agent or an adapter that rewrites it.';
  }
  if (saysClock.test(body) || Math.abs(clockOffset) > clockMargin) {
    return `The signed date is ${apart(clockOffset)} the service’s clock, and 5 minutes are allowed: set this machine’s clock right.`;
  }
  if (isChat(request.url)) {
    return 'Chat takes the token of a user and no access key: give userToken, or user, which issues one with the access key.';
  }
  const endpoint = endpointOf(options);
  const host = URL.canParse(endpoint) ? new URL(endpoint).host : '';
  const given = request.headers.host;
  if (given !== undefined && given !== request.host) {
    return `The fetch adapter writes the Host header itself, so ${request.host} was signed and sent, and not ${given}: use the http adapter, which leaves Host as you set it.`;
  }
  if (request.host !== host) {
    return `The signature covers the host, and ${request.host} was signed where the service probably sees ${host}: set the header Host to what the service sees, and use the http adapter, as fetch writes Host itself.`;
  }
  return (
    `The signature was refused: see whether the access key is one of ${host} and still valid, and whether a proxy on ` +
    'the way rewrites the Host header, the path or the query.'
  );
}

function refusedUser(facts: RefusalFacts, options: CredentialOptions): string {
  const { request } = facts;
  const expiry = notedExpiry(request);
  // This machine's clock may be wrong, and is corrected for signatures only.
  if (expiry !== undefined && expiry <= (serverTime(facts.header('date')) ?? Date.now())) {
    return `The user access token expired at ${new Date(expiry).toISOString()}: ${renewal(options)}.`;
  }
  if (!isChat(request.url)) {
    return 'User access tokens are for Chat and Calling: everything else takes an access key, or Microsoft Entra ID.';
  }
  return 'The user access token was refused: see whether it was issued by this resource, with the scope chat, and not revoked.';
}

// A text and a function that takes the request cannot be told apart here.
function renewal({ user, userToken }: CredentialOptions): string {
  if (user) return 'the next request gets another one, so send this one again';
  const lasting = 'has to return one that has not expired, by the service’s clock';
  if (typeof userToken === 'object') return `the function given as userToken ${lasting}`;
  return `a text cannot be renewed, so give a function as userToken, or user; a function ${lasting}`;
}

function isChat({ pathname }: URL): boolean {
  return /^\/chat(\/|$)/.test(pathname);
}

function apart(milliseconds: number): string {
  const minutes = Math.round(Math.abs(milliseconds) / 60_000);
  if (minutes === 0) return 'off from';
  return `${minutes} minutes ${milliseconds > 0 ? 'behind' : 'ahead of'}`;
}
