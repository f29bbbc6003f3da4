import {
  authorizationOf,
  type Check,
  checksFor,
  fieldsOf,
  mediaTypeOf,
  onlyHeader,
  pathOf,
  type ReceivedRequest,
  refuseWith,
  type Tokens,
} from '@axios-keyring/testing';
import { isUuid } from './smart-api.js';

/** What the Avanan emulator accepts as the Infinity Portal. */
export interface AvananPortalCredentials {
  readonly clientId: string;
  readonly accessKey: string;
}

const unauthorized = refuseWith(401, {
  success: false,
  message: 'Authentication required',
  forceLogout: true,
});
const badRequest = refuseWith(400, { success: false, message: 'Bad Request' });
const notFound = refuseWith(404, { success: false, message: 'Not Found' });

/** Whether a request is one to the Infinity Portal and not to the Smart API. */
export function isPortalCall({ target }: ReceivedRequest): boolean {
  const path = pathOf(target);
  return path === '/auth/external' || path.startsWith('/app/');
}

/** The one call that carries the key. */
export function isPortalTokenCall({ method, target }: ReceivedRequest): boolean {
  return method === 'POST' && pathOf(target) === '/auth/external';
}

/** The key is for the call that fetches a token, and the token for every other. */
export function portalChecks(credentials: AvananPortalCredentials, tokens: Tokens): readonly Check[] {
  return [
    ...checksFor(isPortalTokenCall, [requireKey(credentials)]),
    ...checksFor(
      (request) => !isPortalTokenCall(request),
      [requirePath, requireToken(tokens), requireRequestId],
    ),
  ];
}

const requirePath: Check = ({ target }) => {
  if (!pathOf(target).startsWith('/app/hec-api/v1.0/')) {
    throw notFound('The path is not below /app/hec-api/v1.0/.');
  }
};

function requireKey({ clientId, accessKey }: AvananPortalCredentials): Check {
  return (request) => {
    if (mediaTypeOf(request) !== 'application/json') {
      throw badRequest('The Content-Type is not application/json.');
    }
    const given = fieldsOf(request);
    if (!('clientId' in given) || !('accessKey' in given)) {
      throw badRequest('The body is not JSON with clientId and accessKey.');
    }
    if (given.clientId !== clientId) throw unauthorized('The clientId differs.');
    if (given.accessKey !== accessKey) throw unauthorized('The accessKey differs.');
  };
}

function requireToken(tokens: Tokens): Check {
  return (request) => {
    tokens.requireValid(authorizationOf(request, 'Bearer', unauthorized), unauthorized);
  };
}

const requireRequestId: Check = (request) => {
  if (!isUuid(onlyHeader(request, 'x-av-req-id', badRequest))) {
    throw badRequest('The request ID in x-av-req-id is not a UUID of version 4.');
  }
};
