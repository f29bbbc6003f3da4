import {
  type Check,
  claimOf,
  headerValues,
  onlyHeader,
  pathOf,
  type ReceivedRequest,
  type Refuse,
  refuseWith,
  requireRecent,
  type Tokens,
} from '@axios-keyring/testing';
import { contentHashOf, explainMismatch, signatureOf } from './signature.js';

function denied(message: string): Refuse {
  return refuseWith(401, { error: { code: 'Denied', message } });
}

const refused = denied('Denied by the resource provider.');
const staleDate = denied(
  'The given request could not be resolved. The time difference between the originating client and the server ' +
    'is greater than the allowed margin of 5 minutes.',
);
const otherContent = denied("Request 'x-ms-content-sha256' differs from generated content hash.");

// The message is the one that users report of chat: https://github.com/Azure/Communication/issues/600
const forbidden = refuseWith(403, {
  error: {
    code: 'Forbidden',
    message: "The initiator doesn't have the permission to perform the requested operation.",
  },
});

/** Chat belongs to a user, whose token is the only credential there; everything else to the resource. */
export function isChat({ target }: ReceivedRequest): boolean {
  return /^\/chat(\/|$)/.test(pathOf(target));
}

/** What a client gets that joins an endpoint with a trailing slash to a path. */
export const requireSingleSlash: Check = ({ target }) => {
  if (target.startsWith('//')) throw refused('The path begins with two slashes.');
};

export function requireUserToken(tokens: Tokens): Check {
  return (request) => {
    const authorization = onlyHeader(request, 'authorization', refused);
    if (!authorization.startsWith('Bearer ')) {
      throw refused('Chat takes user access tokens only: the Authorization scheme is not Bearer.');
    }
    const token = authorization.slice('Bearer '.length);
    tokens.requireValid(token, refused);
    const scopes = claimOf(token, 'acsScope');
    if (typeof scopes === 'string' && !/(^|,)chat(\.|,|$)/.test(scopes)) {
      throw forbidden('The user access token has no scope for chat.');
    }
  };
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

/** The resource takes tokens of Microsoft Entra ID, and signatures. */
export function requireEntraTokenOrSignature(entraTokens: readonly string[], signing: Signing): Check {
  return (request) => {
    const authorization = headerValues(request, 'authorization');
    const hasToken = entraTokens.some((token) => authorization[0] === `Bearer ${token}`);
    if (authorization.length !== 1 || !hasToken) requireSignature(request, signing);
  };
}

function requireSignature(request: ReceivedRequest, { keys, host: signedHost, now }: Signing): void {
  const { signature, dateHeader } = claimedIn(request);
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
}

interface Claimed {
  readonly signature: string;
  /** The header that is named as the date. */
  readonly dateHeader: string;
}

function claimedIn(request: ReceivedRequest): Claimed {
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
  const [, dateHeader] = /^(x-ms-date|date);host;x-ms-content-sha256$/.exec(names) ?? [];
  if (dateHeader === undefined) {
    throw refused(
      'SignedHeaders does not name x-ms-date (or date), host and x-ms-content-sha256, in this order.',
    );
  }
  return { signature, dateHeader };
}
