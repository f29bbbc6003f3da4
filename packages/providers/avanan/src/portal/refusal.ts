import { type RefusalFacts } from '@axios-keyring/core';
import { scopeHint } from '../scope-hint.js';

/** Explains the Infinity Portal's refusals. */
export function explainRefusal(facts: RefusalFacts): string | undefined {
  const { status, body } = facts;
  if (status === 401) return unauthorized;
  if (status !== 403) return scopeHint(facts);
  return /msp endpoint/i.test(body) ? mspKey : lackingRole;
}

const unauthorized =
  'The portal does not accept the token. The next request fetches a new one. If that is refused too, check that the key ' +
  'belongs to this region and to the service Email & Collaboration, that it has not been removed, and that no proxy ' +
  'removes Authorization.';

const mspKey =
  'Endpoints below /msp/ take only the key of a managed service provider; this is the key of a tenant.';

const lackingRole = 'The key is known, but its role does not allow this. Give it another role in the portal.';
