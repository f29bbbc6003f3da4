import { requireRecent } from '../clock.js';
import type { Check } from '../emulator.js';
import { Refusal, type Refuse } from '../refusal.js';
import { headerValues, onlyHeader, pathOf } from '../request.js';
import type { ReceivedRequest } from '../server.js';
import type { Identities } from './identities.js';
import { contentHashOf, explainMismatch, signatureOf } from './signature.js';
import { scopesOf } from './web-token.js';

function denied(message: string): Refuse {
  return (sentence) => new Refusal(401, { error: { code: 'Denied', message } }, sentence);
}

const refused = denied('Denied by the resource provider.');
const staleDate = denied(
  'The given request could not be resolved. The time difference between the originating client and the server ' +
    'is greater than the allowed margin of 5 minutes.',
);
const otherContent = denied("Request 'x-ms-content-sha256' differs from generated content hash.");

// The message is the one that users report of chat: https://github.com/Azure/Communication/issues/600
const forbidden: Refuse = (sentence) =>
  new Refusal(
    403,
    {
      error: {
        code: 'Forbidden',
        message: "The initiator doesn't have the permission to perform the requested operation.",
      },
    },
    sentence,
  );

function isChat(request: ReceivedRequest): boolean {
  return /^\/chat(\/|$)/.test(pathOf(request.target));
}

/** What a client gets that joins an endpoint with a trailing slash to a path. */
export const requireSingleSlash: Check = (request) => {
  if (request.target.startsWith('//')) {
    throw refused('The path begins with two slashes.');
  }
};

/** Chat belongs to a user, whose token is the only credential there. */
export function requireUserToken(identities: Identities): Check {
  return (request) => {
    if (!isChat(request)) {
      return;
    }
    const authorization = onlyHeader(request, 'authorization', refused);
    if (!authorization.startsWith('Bearer ')) {
      throw refused('Chat takes user access tokens only: the Authorization scheme is not Bearer.');
    }
    const token = authorization.slice('Bearer '.length);
    identities.requireValid(token, refused);
    if (scopesOf(token)?.every((scope) => scope !== 'chat' && !scope.startsWith('chat.'))) {
      throw forbidden('The user access token has no scope for chat.');
    }
  };
}

interface Claim {
  readonly signature: string;
  /** The header that is named as the date. */
  readonly dateHeader: 'x-ms-date' | 'date';
}

function claimOf(request: ReceivedRequest): Claim {
  const authorization = onlyHeader(request, 'authorization', refused);
  if (authorization.startsWith('Bearer ')) {
    throw refused('Only chat takes user access tokens: this path wants HMAC-SHA256.');
  }
  if (!authorization.startsWith('HMAC-SHA256 ')) {
    throw refused('The Authorization scheme is not HMAC-SHA256.');
  }
  const [, names, signature] = /^HMAC-SHA256 SignedHeaders=([^&]*)&Signature=(.*)$/.exec(authorization) ?? [];
  if (names === undefined || signature === undefined) {
    throw refused('The Authorization header is not of the form SignedHeaders=...&Signature=... .');
  }
  if (names === 'x-ms-date;host;x-ms-content-sha256') {
    return { signature, dateHeader: 'x-ms-date' };
  }
  if (names === 'date;host;x-ms-content-sha256') {
    return { signature, dateHeader: 'date' };
  }
  throw refused(
    'SignedHeaders does not name x-ms-date (or date), host and x-ms-content-sha256, in this order.',
  );
}

/** What a signature is checked against. */
export interface Signing {
  /** The access keys, in base64. */
  readonly keys: readonly string[];
  /** The host that must have been signed; `undefined` stands for the Host header. */
  readonly host: string | undefined;
  /** The clock, in milliseconds since 1970. */
  readonly now: () => number;
}

/** Everything but chat belongs to the resource: it takes tokens of Microsoft Entra ID, and signatures. */
export function requireEntraTokenOrSignature(entraTokens: readonly string[], signing: Signing): Check {
  const requireSignature = signatureCheck(signing);
  return (request) => {
    if (isChat(request)) {
      return;
    }
    const authorization = headerValues(request, 'authorization');
    if (authorization.length === 1 && entraTokens.some((token) => authorization[0] === `Bearer ${token}`)) {
      return;
    }
    requireSignature(request);
  };
}

function signatureCheck({ keys, host: signedHost, now }: Signing): Check {
  return (request) => {
    const { signature, dateHeader } = claimOf(request);
    const date = onlyHeader(request, dateHeader, refused);
    const contentHash = onlyHeader(request, 'x-ms-content-sha256', refused);
    const host = signedHost ?? onlyHeader(request, 'host', refused);

    const time = Date.parse(date);
    if (Number.isNaN(time) || new Date(time).toUTCString() !== date) {
      throw staleDate(`The date in ${dateHeader} is not of the form "Wed, 13 Apr 2022 18:09:12 GMT".`);
    }
    requireRecent(dateHeader, time, now(), staleDate);

    if (contentHash !== contentHashOf(request.body)) {
      throw otherContent('The hash in x-ms-content-sha256 is not that of the body that arrived.');
    }

    const parts = { method: request.method, target: request.target, date, host, contentHash };
    if (!keys.some((key) => signature === signatureOf(parts, key))) {
      const [otherDate] = headerValues(request, dateHeader === 'date' ? 'x-ms-date' : 'date');
      throw refused(explainMismatch(signature, parts, keys[0] ?? '', otherDate));
    }
  };
}
