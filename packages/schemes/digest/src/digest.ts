import { defineProvider, type OptionsOf, secret, text } from '@axios-keyring/core';
import { anyAPI, textProblem, verifyByPath, verifyPath } from '@axios-keyring/core/engine';
import { authorization, type Offer } from './answer.js';
import { refusalReasons } from './refusal-reasons.js';
import { Sessions } from './sessions.js';

/** What {@link digest} takes. */
export type DigestOptions = OptionsOf<typeof digest>;

const sessions = new WeakMap<object, Sessions>();

function sessionsOf(options: object): Sessions {
  const known = sessions.get(options) ?? new Sessions();
  sessions.set(options, known);
  return known;
}

/**
 * Authenticates requests with HTTP Digest: the API gives a nonce, and the password goes into a hash with it.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc7616
 */
export const digest = defineProvider({
  name: 'digest',
  ...anyAPI,
  options: {
    username: text({
      description: 'The user name. It has no colon.',
      expected: 'a string without a colon',
      check: (name) => textProblem(name) ?? nameProblem(name),
    }),
    password: secret({
      description: 'The password, or a function that returns it.',
      sentAs: 'encoded',
    }),
    verifyPath,
  },
  serverOnly: {
    secret: 'the password',
    instead: 'Call the API from your server, or through a proxy that adds the password.',
  },
  body: (options, request) =>
    sessionsOf(options).readsBody(request) ? { access: 'read', streamLimit: 0 } : undefined,
  authorize: (options) => async (request) => {
    const use = await sessionsOf(options).useFor(request, options.password);
    if (!use) return undefined;
    const { session, password } = use;
    session.count += 1;
    const login = { username: options.username, password };
    return { headers: { Authorization: await authorization(session, login, request) } };
  },
  // A successful answer may name the next nonce.
  refusesInBody: true,
  onRefusal: (options) => (answer, request) => sessionsOf(options).learn(answer, request),
  explain: (options) => (request) => {
    const known = sessionsOf(options);
    known.withdraw(request);
    const offer = known.offerAt(request.baseURL);
    const { pathname, search } = request.url;
    return [
      { name: 'user name', value: options.username },
      { name: 'password', value: '(secret)' },
      { name: 'challenge', value: offer ? described(offer) : 'none yet; the first request asks for it' },
      { name: 'A1', value: `${options.username}:${offer?.realm ?? '(realm)'}:(password)` },
      {
        name: 'A2',
        value: `${request.method}:${pathname}${search}${offer?.qop === 'auth-int' ? ':(hash of the body)' : ''}`,
      },
      { name: 'Authorization: Digest', value: 'response: the hash of A1, the nonce, its count and A2' },
    ];
  },
  explainRefusal: ({ username }) => refusalReasons(username),
  verify: verifyByPath,
});

// https://www.rfc-editor.org/rfc/rfc7616#section-3.4.4
function nameProblem(name: string): string | undefined {
  if (name.includes(':')) return 'contains a colon';
  return /\p{Cc}/u.test(name) ? 'contains a control character' : undefined;
}

function described({ realm, algorithmName = 'MD5', qop }: Offer): string {
  return `realm ${realm}, ${algorithmName}, ${qop ?? 'without qop'}`;
}
