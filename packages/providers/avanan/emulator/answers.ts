import {
  type Answer,
  answerTo,
  type Check,
  fieldsOf,
  json,
  pathOf,
  queryOf,
  type ReceivedRequest,
  refuseWith,
  type Step,
} from '@axios-keyring/testing';

/**
 * The endpoints that the API answers alike on both platforms; paths begin with `/v1.0`, whatever is before it.
 *
 * @param scopes - of the key, as `farm:customer`
 * @param isMsp - whether the key is one of a managed service provider
 */
export function answersFor(scopes: readonly string[] = ['mt-prod-3:acme'], isMsp = true): readonly Step[] {
  return [
    answerTo('GET', /\/v1\.0\/scopes$/, (request) => enveloped(request, scopes)),
    answerTo('POST', /\/v1\.0\/event\/query$/, (request) =>
      enveloped(request, [
        { eventId: 'b0f1c3a2', customerId: 'acme', saas: 'office365_emails', type: 'phishing', state: 'new' },
      ]),
    ),
    ...(isMsp ? [] : [refuseTenant]),
    // The list is asked for page by page with a JSON body, although the method is GET.
    answerTo('GET', /\/v1\.0\/msp\/tenants$/, (request) =>
      enveloped(request, [{ tenantId: 1, name: 'acme', after: requestDataOf(request).scrollId ?? null }]),
    ),
    ...(scopes.length > 1 ? [requireScope(scopes)] : []),
  ];
}

const refuseTenant: Check = ({ target }) => {
  if (!pathOf(target).includes('/v1.0/msp/')) return;
  const refuse = refuseWith(403, { message: 'MSP endpoint, access denied' });
  throw refuse('The key is not that of a managed service provider.');
};

// Actions name it in the body, the others in the query.
function requireScope(scopes: readonly string[]): Check {
  return (request) => {
    const [, endpoint] =
      /\/v1\.0\/(action|task|exceptions|sectool-exceptions)\//.exec(pathOf(request.target)) ?? [];
    if (endpoint === undefined) return;
    const isAction = endpoint === 'action';
    const scope = isAction
      ? requestDataOf(request).scope
      : new URLSearchParams(queryOf(request.target)).get('scope');
    if (typeof scope === 'string' && scopes.includes(scope)) return;
    const place = isAction ? 'requestData' : 'the query';
    const refuse = refuseWith(400, envelope(request, [], 400, 'scope is required'));
    throw refuse(`The key has several scopes, and ${place} names none of them.`);
  };
}

/** What a JSON body asks for. */
function requestDataOf(request: ReceivedRequest): Readonly<Record<string, unknown>> {
  const { requestData } = fieldsOf(request);
  return typeof requestData === 'object' && requestData !== null ? { ...requestData } : {};
}

function enveloped(request: ReceivedRequest, responseData: readonly unknown[]): Answer {
  return json(200, envelope(request, responseData, 200, ''));
}

function envelope(
  { headers }: ReceivedRequest,
  responseData: readonly unknown[],
  responseCode: number,
  responseText: string,
): object {
  const requestId = headers['x-av-req-id'];
  const recordsNumber = responseData.length;
  return {
    responseEnvelope: { requestId, responseCode, responseText, additionalText: '', recordsNumber },
    responseData,
  };
}
