import { type WireRequest } from '../contract/wire-request.js';

/**
 * A request as an object of its own. What a request is authorized with is recorded beside it, so that a provider with
 * two credentials can read one of them for a copy: a refusal of the request then renews the other only.
 *
 * @param changes - What the copy has in place of the request's own.
 */
export function copyRequest(request: WireRequest, changes: Partial<WireRequest> = {}): WireRequest {
  const { method, host, baseURL, body, contentType, options, exchange } = request;
  return {
    get url() {
      return request.url;
    },
    get mock() {
      return request.mock;
    },
    ...{ method, host, baseURL, body, contentType, options, exchange },
    header: (name) => request.header(name),
    now: () => request.now(),
    correctClock: (date) => request.correctClock(date),
    report: (type, details) => {
      request.report(type, details);
    },
    ...changes,
  };
}
