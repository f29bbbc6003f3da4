import { defineProvider, type OptionsOf, secret, text, toBase64, whenReady } from '@axios-keyring/core';
import { anyAPI, challengeHint, textProblem, verifyByPath, verifyPath } from '@axios-keyring/core/engine';

/** What {@link basic} takes. */
export type BasicOptions = OptionsOf<typeof basic>;

/**
 * Authenticates requests with HTTP Basic.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc7617
 */
export const basic = defineProvider({
  name: 'basic',
  ...anyAPI,
  options: {
    username: text({
      description: 'The user name. It has no colon.',
      expected: 'a string without a colon',
      // Section 2: the first colon ends the user name, so the rest would be read as the password.
      check: (name) =>
        name.includes(':') ? 'contains a colon' : name === '' ? undefined : textProblem(name),
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
  authorize:
    ({ username, password }) =>
    (request) =>
      // Section 2.1: an API that says which encoding it wants says UTF-8.
      whenReady(password(request), (word) => ({
        headers: { Authorization: `Basic ${toBase64(`${username}:${word}`)}` },
      })),
  explain:
    ({ username }) =>
    () => [
      { name: 'user name', value: username },
      { name: 'password', value: '(secret)' },
      { name: 'Authorization: Basic', value: 'base64 of the UTF-8 of user name:password' },
    ],
  explainRefusal: ({ username }) => ({
    401: (facts) =>
      challengeHint(facts, 'Basic') ??
      `The API does not accept the user name ${username} with this password. See whether both are of this host, and ` +
        'whether the password was replaced.',
    403: `The API knows the user ${username}, but does not let it do this.`,
  }),
  verify: verifyByPath,
});
