import { type RefusalFacts, type RefusalReasons } from '@axios-keyring/core';
import { challengeHint } from '@axios-keyring/core/engine';
import { strongestOffer } from './answer.js';

/** Why an API refuses a user. */
export function refusalReasons(username: string): RefusalReasons {
  return {
    400: 'If the API says that the uri differs, something on the way has changed the URL, which is signed as it was sent.',
    401: (facts) => challengeHint(facts, 'Digest') ?? unanswerable(facts) ?? refused(facts, username),
    403: `The API knows the user ${username}, but does not let it do this.`,
  };
}

function unanswerable(facts: RefusalFacts): string | undefined {
  if (strongestOffer(facts)) return undefined;
  return facts.header('www-authenticate') === undefined
    ? 'The API refuses without a challenge (WWW-Authenticate), which Digest cannot do without. See whether the path is right.'
    : 'The API has no challenge that can be answered: that takes SHA-512-256, SHA-256 or MD5, with qop auth or auth-int.';
}

function refused({ body, request, ...refusal }: RefusalFacts, username: string): string {
  // Cameras of Hikvision say so in their XML.
  if (/<lockStatus>\s*lock\s*</i.test(body)) {
    return `The device has locked the user ${username} for too many wrong passwords. Wait until it opens again, and correct it.`;
  }
  const { pathname, search } = request.url;
  const realm = strongestOffer(refusal)?.realm ?? '';
  return (
    `The API does not accept the user name ${username} with this password, which was not tried again because accounts get ` +
    `locked. What went into the hash: ${username}:${realm}:(password) and ${request.method}:${pathname}${search}`
  );
}
