import {
  type ExplanationPart,
  hash,
  KeyringError,
  type MaybePromise,
  type MintedToken,
  parseJSON,
  property,
  randomId,
  type Secret,
  serverTime,
  toBase64,
  whenReady,
  type WireRequest,
} from '@axios-keyring/core';
import { exchangeRefused, type Platform } from './authorizer.js';
import { zoneRefused } from './refusal.js';

/**
 * The Smart API's base URLs by region. Regions are isolated: each needs an API key of its own.
 *
 * Source: the "URLs and URL Base" page of the Smart API guide; the United Arab Emirates as public clients have it.
 */
export const smartApiURLs = {
  us: 'https://smart-api-production-1-us.avanan.net/v1.0',
  eu: 'https://smart-api-production-1-eu.avanan.net/v1.0',
  ca: 'https://smart-api-production-1-ca.avanan.net/v1.0',
  au: 'https://smart-api-production-5-ap.avanan.net/v1.0',
  uk: 'https://smart-api-production-1-euw2.avanan.net/v1.0',
  in: 'https://smart-api-production-1-aps1.avanan.net/v1.0',
  uae: 'https://smart-api-production-1-mec1.avanan.net/v1.0',
} as const;

/**
 * The base URL of a region.
 *
 * @throws KeyringError `ERR_KEYRING_OPTION` for a region that only the Infinity Portal has.
 */
export function smartApiURLOf(region: keyof typeof smartApiURLs | 'sg'): string {
  if (region !== 'sg') return smartApiURLs[region];
  const regions = Object.keys(smartApiURLs).join(', ');
  const message =
    `region has to be one of ${regions}, because ${region} is a region of the Infinity Portal only. Set it in ` +
    'avanan({ region }) or in AVANAN_REGION.';
  throw new KeyringError({ code: 'ERR_KEYRING_OPTION', provider: 'avanan', option: 'region', message });
}

/** How `x-av-date` is written. */
export type DateFormat = 'utc' | 'utc-z';

/** What the Smart API needs of the provider's options. */
interface SmartApiKey {
  readonly applicationId: string;
  readonly secretKey: Secret;
  readonly dateFormat: DateFormat;
}

/** The Smart API on the Avanan hosts: every request is signed, and carries a token. */
export function smartApi(key: SmartApiKey): Platform {
  return {
    account: key.applicationId,
    secret: key.secretKey,
    // By the vendor's guide.
    documentedLife: 3_600_000,
    mint: (request, secret) => mint(key, request, secret),
    credentialOf: (request, secretKey, token) =>
      whenReady(
        sign(key, request, { requestString: requestStringOf(request), secretKey, token }),
        (headers) => ({ headers }),
      ),
  };
}

/** What is signed, in its order. */
export function explain(
  { applicationId, dateFormat }: SmartApiKey,
  request: WireRequest,
): readonly ExplanationPart[] {
  return [
    { name: 'request id', value: randomId() },
    { name: 'application id', value: applicationId },
    { name: 'date', value: formatDate(request.now(), dateFormat) },
    { name: 'request string', value: requestStringOf(request) },
    { name: 'secret key', value: 'there' },
  ];
}

function requestStringOf({ url }: WireRequest): string {
  return url.pathname + url.search;
}

function sign(
  { applicationId, dateFormat }: SmartApiKey,
  request: WireRequest,
  { token, ...parts }: Record<'requestString' | 'secretKey' | 'token', string>,
): MaybePromise<Record<string, string>> {
  const requestId = randomId();
  const date = formatDate(request.now(), dateFormat);
  return whenReady(signature({ requestId, applicationId, date, ...parts }), (signed) => ({
    'x-av-req-id': requestId,
    'x-av-app-id': applicationId,
    'x-av-date': date,
    'x-av-sig': signed,
    'x-av-token': token,
  }));
}

/**
 * The value of `x-av-sig`: not an HMAC, but SHA-256 in lower-case hex over the base64 text of the parts. The request
 * string is path and query exactly as sent, which the vendor's guide leaves out; the token exchange has none.
 *
 * Source: "Calculating x-av-sig" in the Smart API guide; the request string as in the vendor's own client.
 */
export function signature(
  parts: Record<'requestId' | 'applicationId' | 'date' | 'requestString' | 'secretKey', string>,
): MaybePromise<string> {
  const { requestId, applicationId, date, requestString, secretKey } = parts;
  return hash('sha256', toBase64(requestId + applicationId + date + requestString + secretKey), 'hex');
}

/**
 * The time as the Smart API takes it: UTC in ISO 8601, without a zone. The guide shows a trailing `Z`, but the
 * live API answers such a date with 500 on every path, so that form is only sent if it is asked for.
 */
export function formatDate(time: number, format: DateFormat): string {
  const date = new Date(time).toISOString();
  return format === 'utc-z' ? date : date.slice(0, -1);
}

async function mint(
  key: SmartApiKey,
  request: WireRequest,
  secretKey: string,
  again = false,
): Promise<MintedToken> {
  // The guide: the token is sent empty on this request only.
  const headers = {
    ...(await sign(key, request, { requestString: '', secretKey, token: '' })),
    Accept: 'application/json',
  };
  const exchange = { method: 'GET', url: new URL('/v1.0/auth', request.baseURL).href, headers } as const;
  const response = await request.exchange(exchange);
  const { status } = response;
  const value = status === 200 ? readToken(response.body) : undefined;
  if (value !== undefined) return { value, serverTime: serverTime(response.header('date')) };
  const isOfSignature = status === 401 || status === 403;
  if (isOfSignature && !again && request.correctClock(response.header('date'))) {
    return mint(key, request, secretKey, true);
  }
  const isOfZone = status === 500 && key.dateFormat === 'utc-z';
  const reason = reasons[status] ?? 'See whether the Smart API of this region is up.';
  throw exchangeRefused(exchange, response, isOfZone ? zoneRefused : reason);
}

const wrongKey =
  'Check applicationId and secretKey, that they belong to this region, and that this machine’s clock is right.';

const reasons: Readonly<Record<number, string>> = {
  200: 'The answer is not a token: check that baseURL is the Smart API.',
  401: wrongKey,
  403: wrongKey,
  404: 'Check the base URL.',
  429: 'Tokens were fetched too often.',
};

/**
 * Reads the token out of the answer of `/v1.0/auth`. The body is the bare JWT as text; JSON around it is
 * understood too, because the guide does not say which it is.
 *
 * @returns The token, or `undefined` if there is none.
 */
export function readToken(body: string): string | undefined {
  const text = body.trim();
  const token = /^[["{]/.test(text) ? tokenInside(parseJSON(text)) : text;
  return token !== undefined && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token) ? token : undefined;
}

// Nothing known is nested deeper than four levels; an answer that is must not exhaust the stack.
function tokenInside(value: unknown, levels = 4): string | undefined {
  if (typeof value === 'string') return value;
  if (levels === 0) return undefined;
  for (const key of ['token', 'data', 'responseData']) {
    const inner = property(value, key);
    if (inner !== undefined) return tokenInside(inner, levels - 1);
  }
  return Array.isArray(value) && value.length > 0 ? tokenInside(value[0], levels - 1) : undefined;
}
