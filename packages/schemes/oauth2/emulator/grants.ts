import { randomUUID } from 'node:crypto';
import { type ReceivedRequest, refuseWith } from '@axios-keyring/testing';
import { formOf, requireTime } from './client.js';
import { readSigned, verifySigned } from './signed.js';

/** What tokens are given for. */
export interface Grants {
  readonly refreshTokens: Set<string>;
  readonly assertionKey?: string | undefined;
  readonly subjectToken?: string | undefined;
  readonly scopes?: readonly string[] | undefined;
}

/** Whom a token is for, and what its answer says beside it. */
export interface Granted {
  readonly subject: string;
  readonly more: object;
}

const refuse = refuseWith(400, { error: 'invalid_grant' });
const urn = 'urn:ietf:params:oauth:grant-type:';

/** Refuses what no token is given for. */
export function requireGrant(request: ReceivedRequest, grants: Grants, now: number): Granted {
  const form = formOf(request);
  const scope = form.get('scope');
  for (const one of scope?.split(' ') ?? []) {
    if (grants.scopes?.includes(one) === false)
      throw refuseWith(400, { error: 'invalid_scope' })('A scope is none that the client may have.');
  }
  const more = scope === null ? {} : { scope };
  switch (form.get('grant_type')) {
    case 'client_credentials':
      return { subject: 'client', more };
    case 'refresh_token': {
      // https://www.rfc-editor.org/rfc/rfc9700#section-4.14.2
      if (!grants.refreshTokens.delete(form.get('refresh_token') ?? '')) {
        grants.refreshTokens.clear();
        throw refuse('The refresh token is none, or was used before: all of its family have ended.');
      }
      const next = randomUUID();
      grants.refreshTokens.add(next);
      return { subject: 'user', more: { ...more, refresh_token: next } };
    }
    case `${urn}jwt-bearer`: {
      const assertion = form.get('assertion') ?? '';
      const { claims } = readSigned(assertion, refuse);
      if (grants.assertionKey === undefined || !verifySigned(assertion, grants.assertionKey))
        throw refuse('The signature of the assertion differs.');
      requireTime(claims, now, refuse);
      return { subject: String(claims.sub ?? claims.iss), more };
    }
    case `${urn}token-exchange`: {
      if (form.get('subject_token') !== (grants.subjectToken ?? 'a-subject-token'))
        throw refuse('The subject token is none that is accepted here.');
      if (!form.has('subject_token_type')) throw refuse('The subject token has no type.');
      return { subject: 'subject', more: { ...more, issued_token_type: form.get('subject_token_type') } };
    }
    default:
      throw refuseWith(400, { error: 'unsupported_grant_type' })('There is no such grant.');
  }
}
