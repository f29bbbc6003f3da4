import { json, type Answer } from '../answer.js';
import { route, type Step } from '../emulator.js';
import { Refusal } from '../refusal.js';
import { pathOf, queryOf } from '../request.js';
import type { ReceivedRequest } from '../server.js';

/** What a key may see. */
export interface Access {
  /** The scopes of the key, as `farm:customer`. */
  readonly scopes: readonly string[];
  /** Whether the key is one of a managed service provider. */
  readonly isMsp: boolean;
}

/** The endpoints that the API answers alike on both platforms; paths begin with `/v1.0`, whatever is before it. */
export function routesFor({ scopes, isMsp }: Access): readonly Step[] {
  return [
    route('GET', /\/v1\.0\/scopes$/, (request) => enveloped(request, scopes)),
    route('POST', /\/v1\.0\/event\/query$/, (request) =>
      enveloped(request, [
        { eventId: 'b0f1c3a2', customerId: 'acme', saas: 'office365_emails', type: 'phishing', state: 'new' },
      ]),
    ),
    (request) => {
      if (!isMsp && pathOf(request.target).includes('/v1.0/msp/')) {
        const sentence = 'The key is not that of a managed service provider.';
        throw new Refusal(403, { message: 'MSP endpoint, access denied' }, sentence);
      }
      return undefined;
    },
    // The list is asked for page by page with a JSON body, although the method is GET.
    route('GET', /\/v1\.0\/msp\/tenants$/, (request) =>
      enveloped(request, [{ tenantId: 1, name: 'acme', after: scrollIdOf(request) }]),
    ),
    (request) => {
      if (scopes.length > 1) requireScope(request, scopes);
      return undefined;
    },
  ];
}

// Actions name it in the body, the others in the query.
function requireScope(request: ReceivedRequest, scopes: readonly string[]): void {
  const path = pathOf(request.target);
  const [, endpoint] = /\/v1\.0\/(action|task|exceptions|sectool-exceptions)\//.exec(path) ?? [];
  if (endpoint === undefined) return;
  const scope =
    endpoint === 'action'
      ? scopeIn(requestDataOf(request))
      : new URLSearchParams(queryOf(request.target)).get('scope');
  if (typeof scope === 'string' && scopes.includes(scope)) return;
  const place = endpoint === 'action' ? 'requestData' : 'the query';
  const { body } = enveloped(request, [], 400, 'scope is required');
  const refusal = `The key has several scopes, and ${place} names none of them.`;
  throw new Refusal(400, JSON.parse(body.toString()), refusal);
}

function scopeIn(data: unknown): unknown {
  return typeof data === 'object' && data !== null && 'scope' in data ? data.scope : undefined;
}

function scrollIdOf(request: ReceivedRequest): unknown {
  const data = requestDataOf(request);
  return typeof data === 'object' && data !== null && 'scrollId' in data ? data.scrollId : null;
}

/** What a JSON body asks for. */
function requestDataOf({ body }: ReceivedRequest): unknown {
  if (body.length === 0) return undefined;
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null && 'requestData' in value
      ? value.requestData
      : undefined;
  } catch {
    return undefined;
  }
}

function enveloped(
  request: ReceivedRequest,
  responseData: readonly unknown[],
  status = 200,
  responseText = '',
): Answer {
  return json(status, {
    responseEnvelope: {
      requestId: request.headers['x-av-req-id'],
      responseCode: status,
      responseText,
      additionalText: '',
      recordsNumber: responseData.length,
    },
    responseData,
  });
}
