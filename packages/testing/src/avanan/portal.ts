import { json, type Answer } from '../answer.js';
import type { Check } from '../emulator.js';
import { Refusal, type Refuse } from '../refusal.js';
import { mediaTypeOf, onlyHeader, pathOf } from '../request.js';
import type { ReceivedRequest } from '../server.js';
import { isUuid } from './checks.js';
import type { Tokens } from './tokens.js';

/** What the emulator accepts as the Infinity Portal. */
export interface PortalCredentials {
  readonly clientId: string;
  readonly accessKey: string;
}

const unauthorized: Refuse = (sentence) =>
  new Refusal(401, { success: false, message: 'Authentication required', forceLogout: true }, sentence);
const badRequest: Refuse = (sentence) =>
  new Refusal(400, { success: false, message: 'Bad Request' }, sentence);

/** Whether a request is one to the Infinity Portal and not to the Smart API. */
export function isPortalCall({ target }: ReceivedRequest): boolean {
  const path = pathOf(target);
  return path === '/auth/external' || path.startsWith('/app/');
}

/** The one call that carries the key. */
export function isPortalTokenCall({ method, target }: ReceivedRequest): boolean {
  return method === 'POST' && pathOf(target) === '/auth/external';
}

export const requirePortalPath: Check = (request) => {
  if (!isPortalTokenCall(request) && !pathOf(request.target).startsWith('/app/hec-api/v1.0/')) {
    throw new Refusal(
      404,
      { success: false, message: 'Not Found' },
      'The path is not below /app/hec-api/v1.0/.',
    );
  }
};

export function requireKey({ clientId, accessKey }: PortalCredentials): Check {
  return (request) => {
    if (!isPortalTokenCall(request)) return;
    if (mediaTypeOf(request) !== 'application/json') {
      throw badRequest('The Content-Type is not application/json.');
    }
    const given = jsonOf(request);
    if (typeof given !== 'object' || given === null || !('clientId' in given) || !('accessKey' in given)) {
      throw badRequest('The body is not JSON with clientId and accessKey.');
    }
    if (given.clientId !== clientId) throw unauthorized('The clientId differs.');
    if (given.accessKey !== accessKey) throw unauthorized('The accessKey differs.');
  };
}

export function requireBearer(tokens: Tokens): Check {
  return (request) => {
    if (isPortalTokenCall(request)) return;
    const authorization = onlyHeader(request, 'authorization', unauthorized);
    if (!authorization.startsWith('Bearer ')) throw unauthorized('The Authorization scheme is not Bearer.');
    tokens.requireValid(authorization.slice('Bearer '.length), unauthorized);
  };
}

export const requireRequestId: Check = (request) => {
  if (isPortalTokenCall(request)) return;
  if (!isUuid(onlyHeader(request, 'x-av-req-id', badRequest))) {
    throw badRequest('The request ID in x-av-req-id is not a UUID of version 4.');
  }
};

/** The answer to the right key. */
export function portalToken(tokens: Tokens): Answer {
  return json(200, { success: true, data: { token: tokens.issue(), expiresIn: tokens.lifetime / 1000 } });
}

function jsonOf({ body }: ReceivedRequest): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}
