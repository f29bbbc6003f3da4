import { type WireRequest } from '@axios-keyring/core';

/**
 * The same request as an object of its own. What it is authorized with is recorded beside the request itself, so that a
 * refusal of the one credential does not renew the other.
 */
export function requestApart(request: WireRequest): WireRequest {
  const { method, url, baseURL, body, options } = request;
  return {
    ...{ method, url, baseURL, body, options },
    // Worked out only if somebody asks.
    get host() {
      return request.host;
    },
    get contentType() {
      return request.contentType;
    },
    get exchange() {
      return request.exchange;
    },
    header: (name) => request.header(name),
    now: () => request.now(),
    correctClock: (date) => request.correctClock(date),
    report: (type, details) => {
      request.report(type, details);
    },
  };
}
