import { KeyringError } from '@axios-keyring/core';
import { type Given } from './options.js';

/** Which grant an option belongs to. */
const ofGrant = {
  refreshToken: 'refresh_token',
  grantStore: 'refresh_token',
  grantName: 'refresh_token',
  assertion: 'jwt-bearer',
  assertionKey: 'jwt-bearer',
  assertionKeyId: 'jwt-bearer',
  assertionIssuer: 'jwt-bearer',
  assertionSubject: 'jwt-bearer',
  assertionAudience: 'jwt-bearer',
  assertionClaims: 'jwt-bearer',
  subjectToken: 'token-exchange',
  subjectTokenType: 'token-exchange',
  actorToken: 'token-exchange',
  actorTokenType: 'token-exchange',
} as const satisfies Partial<Record<keyof Given, Given['grant']>>;

/**
 * Checks what no option can check by itself.
 *
 * @throws KeyringError `ERR_KEYRING_OPTION`, naming the option.
 */
export function checkTogether(options: Given): void {
  for (const { option, problem, code = 'ERR_KEYRING_OPTION' } of problemsOf(options)) {
    const message = `${problem} Set it in oauth2({ ${option} }).`;
    throw new KeyringError({ code, provider: 'oauth2', option, message });
  }
}

interface Problem {
  readonly option: string;
  readonly problem: string;
  readonly code?: 'ERR_KEYRING_MISSING_OPTION';
}

function problemsOf(options: Given): Problem[] {
  const { grant, clientAuthentication, tokenURL, issuer } = options;
  const foreign = Object.entries(ofGrant)
    .filter(([name, other]) => Reflect.get(options, name) !== undefined && other !== grant)
    .map(([name, other]) => ({
      option: 'grant',
      problem: `${name} belongs to the grant ${other}, and the grant is ${grant}.`,
    }));
  const needsClient = !(grant === 'jwt-bearer' && clientAuthentication === 'none');
  const missing = (option: string, problem: string): Problem[] => [
    { option, problem, code: 'ERR_KEYRING_MISSING_OPTION' },
  ];
  return [
    ...foreign,
    ...(tokenURL === undefined && issuer === undefined
      ? missing('tokenURL', 'tokenURL is missing, and issuer too, in whose metadata it could be found.')
      : []),
    ...(tokenURL !== undefined && issuer !== undefined
      ? [
          {
            option: 'tokenURL',
            problem: 'tokenURL and issuer do not go together: the issuer’s metadata has the token URL.',
          },
        ]
      : []),
    ...(options.tokenHosts && issuer === undefined
      ? [{ option: 'issuer', problem: 'tokenHosts is for the metadata of issuer, which is missing.' }]
      : []),
    ...(clientAuthentication === 'tls_client_auth' && !options.clientCertificate
      ? missing(
          'clientSecret',
          'Credentials are missing: give clientSecret, privateKey or clientCertificate, or say clientAuthentication none.',
        )
      : []),
    ...(needsClient && options.clientId === undefined ? missing('clientId', 'clientId is missing.') : []),
    ...(grant === 'jwt-bearer' && !options.assertion === !options.assertionKey
      ? missing('assertion', 'The grant jwt-bearer needs either assertion or assertionKey.')
      : []),
    ...(grant === 'token-exchange' && !options.subjectToken
      ? missing('subjectToken', 'subjectToken is missing, which the grant token-exchange exchanges.')
      : []),
    ...(grant === 'refresh_token' && !options.refreshToken && !options.grantStore
      ? missing('refreshToken', 'The grant refresh_token needs refreshToken, or a grantStore that has one.')
      : []),
    ...(options.dpopKey && !options.dpop
      ? [{ option: 'dpop', problem: 'dpopKey has no effect without dpop.' }]
      : []),
  ];
}
