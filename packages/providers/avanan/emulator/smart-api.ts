import {
  type Check,
  checksFor,
  headerValues,
  onlyHeader,
  optionalHeader,
  pathOf,
  queryOf,
  type ReceivedRequest,
  refuseWith,
  requireRecent,
  type Tokens,
} from '@axios-keyring/testing';
import { explainMismatch, signatureOf } from './signature.js';

/** What the Avanan emulator accepts as the Smart API. */
export interface AvananCredentials {
  readonly applicationId: string;
  readonly secretKey: string;
}

interface SmartApi extends AvananCredentials {
  readonly rejectDateWithZone: boolean;
  readonly requestIdFormat: 'uuid' | 'any';
  readonly now: () => number;
}

/** The default bodies of the gateway in front of the vendor's API. */
const notFound = refuseWith(404, { message: 'Not Found' });
const unauthorized = refuseWith(401, { message: 'Unauthorized' });
const forbidden = refuseWith(403, { message: 'Forbidden' });
const internal = refuseWith(500, { message: 'Internal Server Error' });

/** The one call that is made without a token. */
export function isTokenCall({ method, target }: ReceivedRequest): boolean {
  return method === 'GET' && pathOf(target) === '/v1.0/auth';
}

/** Every request is signed, and all but one carry a token. */
export function smartApiChecks(
  { applicationId, secretKey, rejectDateWithZone, requestIdFormat, now }: SmartApi,
  tokens: Tokens,
): readonly Check[] {
  return [
    ...(rejectDateWithZone ? [requireDateWithoutZone] : []),
    requireVersion,
    requireHeaders,
    requireRecentDate(now),
    requireSignature(applicationId, secretKey),
    ...(requestIdFormat === 'uuid' ? [requireUuid] : []),
    requireFreshId(),
    requireFormEncoding,
    ...checksFor((request) => !isTokenCall(request), [requireToken(tokens)]),
  ];
}

/** Whether a text is a UUID of version 4, in either case. */
export function isUuid(text: string): boolean {
  return /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/i.test(text);
}

/** The documented date ends in Z, yet the live API fails on it, on every path. */
const requireDateWithoutZone: Check = (request) => {
  if (headerValues(request, 'x-av-date').some((date) => date.endsWith('Z'))) {
    throw internal('The date in x-av-date ends in Z.');
  }
};

const requireVersion: Check = ({ target }) => {
  if (!pathOf(target).startsWith('/v1.0/')) throw notFound('The path is not below /v1.0/.');
};

const requireHeaders: Check = (request) => {
  for (const name of ['x-av-req-id', 'x-av-app-id', 'x-av-date', 'x-av-sig']) {
    onlyHeader(request, name, unauthorized);
  }
  if (!isTokenCall(request)) {
    onlyHeader(request, 'x-av-token', unauthorized);
  } else if (optionalHeader(request, 'x-av-token', unauthorized)) {
    throw unauthorized('The header x-av-token is not empty on the call that fetches a token.');
  }
};

/** The date is taken as UTC, with any number of decimals, as the known clients send it. */
function requireRecentDate(now: () => number): Check {
  return (request) => {
    const date = onlyHeader(request, 'x-av-date', unauthorized);
    const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?$/.test(date)
      ? Date.parse(date.endsWith('Z') ? date : `${date}Z`)
      : NaN;
    if (Number.isNaN(time)) {
      throw forbidden('The date in x-av-date is not of the form YYYY-MM-DDTHH:mm:ss.sss.');
    }
    requireRecent('x-av-date', time, now(), forbidden);
  };
}

function requireSignature(applicationId: string, secretKey: string): Check {
  return (request) => {
    if (onlyHeader(request, 'x-av-app-id', unauthorized) !== applicationId) {
      throw forbidden('The application ID in x-av-app-id differs.');
    }
    const parts = {
      requestId: onlyHeader(request, 'x-av-req-id', unauthorized),
      applicationId,
      date: onlyHeader(request, 'x-av-date', unauthorized),
      requestString: isTokenCall(request) ? '' : request.target,
      secretKey,
    };
    const signature = onlyHeader(request, 'x-av-sig', unauthorized);
    if (signature !== signatureOf(parts)) {
      throw forbidden(explainMismatch(signature, parts, request.target));
    }
  };
}

const requireUuid: Check = (request) => {
  if (!isUuid(onlyHeader(request, 'x-av-req-id', unauthorized))) {
    throw forbidden('The request ID in x-av-req-id is not a UUID of version 4.');
  }
};

/** Counts only requests whose signature was right: others could use up an ID that is not theirs. */
function requireFreshId(): Check {
  const used = new Set<string>();
  return (request) => {
    const requestId = onlyHeader(request, 'x-av-req-id', unauthorized).toLowerCase();
    if (used.has(requestId)) throw forbidden('The request ID in x-av-req-id was used before.');
    used.add(requestId);
  };
}

/** A server that rebuilds the request string from parsed parameters sees what form encoding would have written. */
const requireFormEncoding: Check = ({ target }) => {
  const [character] = /[^\w*\-.~+%&=]/.exec(queryOf(target)) ?? [];
  if (character !== undefined) {
    throw forbidden(`The query holds ${JSON.stringify(character)} unescaped, which form encoding escapes.`);
  }
};

function requireToken(tokens: Tokens): Check {
  return (request) => {
    tokens.requireValid(onlyHeader(request, 'x-av-token', unauthorized), unauthorized);
  };
}
