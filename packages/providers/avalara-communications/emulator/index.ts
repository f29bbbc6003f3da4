/**
 * AvaTax for Communications on this machine, for tests.
 *
 * @module @axios-keyring/avalara-communications/emulator
 */
import {
  answerTo,
  authorizationOf,
  type Check,
  clockOf,
  type Emulator,
  type EmulatorOptions,
  headerValues,
  json,
  mediaTypeOf,
  onlyHeader,
  optionalHeader,
  type ReceivedRequest,
  type Refuse,
  refuseWith,
  runEmulator,
  type Step,
} from '@axios-keyring/testing';

/** Options of the Avalara Communications emulator. */
export interface AvalaraCommunicationsEmulatorOptions extends EmulatorOptions {
  /** Compared without regard to case, as the vendor does. Default: the sample of the vendor's guide. */
  readonly username?: string | undefined;
  /** Compared exactly. Default: the sample of the vendor's guide. */
  readonly password?: string | undefined;
  /** The `client_id` that every request must carry. Default: none is required, and any is accepted. */
  readonly clientId?: number | string | undefined;
  /** The values of `client_profile_id` that are accepted beside 0, the system default. Default: any integer. */
  readonly clientProfileIds?: readonly number[] | undefined;
}

/** What the Avalara Communications emulator accepts. */
export interface AvalaraCommunicationsCredentials {
  readonly username: string;
  readonly password: string;
  /** `undefined` when no `client_id` is required. */
  readonly clientId: number | string | undefined;
}

/** A running emulator of AvaTax for Communications. */
export type AvalaraCommunicationsEmulator = Emulator<AvalaraCommunicationsCredentials>;

/**
 * Starts AvaTax for Communications, REST v2: Basic or the older `api_key`, and the two headers that choose a client.
 */
export function startEmulator(
  options: AvalaraCommunicationsEmulatorOptions = {},
): Promise<AvalaraCommunicationsEmulator> {
  const { username = 'first.last@avalara.com', password = 'secretpassword!', clientId } = options;
  return runEmulator(options, {
    provider: 'avalara-communications',
    credentials: { username, password, clientId },
    credentialHeaders: ['authorization', 'api_key'],
    checks: [
      requireLogin(username, password),
      requireClient(clientId),
      requireProfile(options.clientProfileIds),
      requireContentType,
    ],
    answers: answersAt(clockOf(options)),
  });
}

/** The vendor documents no body for refused credentials, so there is none. */
const unauthorized = refuseWith(401);
const forbidden = refuseWith(403);

/** Other errors have the vendor's list of codes and messages. */
function functional(status: number): Refuse {
  return (sentence) => refuseWith(status, { err: [{ code: -1000, msg: sentence }] })(sentence);
}

/** The base64 text, from `Authorization: Basic` or from the older `api_key`. */
function encodedCredentials(request: ReceivedRequest): string {
  const hasApiKey = headerValues(request, 'api_key').length > 0;
  if (!hasApiKey) return authorizationOf(request, 'Basic', unauthorized);
  if (headerValues(request, 'authorization').length > 0) {
    throw functional(400)('Both Authorization and api_key were sent: which one counts is ambiguous.');
  }
  // An api_key whose "=" was sent as "%3D" is documented to work.
  return onlyHeader(request, 'api_key', unauthorized).replace(/%3D/gi, '=');
}

function decodeUtf8(encoded: string): string {
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.toString('base64') !== encoded) {
    throw unauthorized('The credentials are not standard base64 with padding.');
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw unauthorized('The decoded credentials are not UTF-8.');
  }
}

function requireLogin(username: string, password: string): Check {
  return (request) => {
    const decoded = decodeUtf8(encodedCredentials(request));
    const colon = decoded.indexOf(':');
    if (colon === -1) {
      throw unauthorized('The decoded credentials have no colon between username and password.');
    }
    if (decoded.slice(0, colon).toLowerCase() !== username.toLowerCase()) {
      throw unauthorized('The username differs.');
    }
    if (decoded.slice(colon + 1) !== password) throw unauthorized('The password differs.');
  };
}

function requireClient(clientId: number | string | undefined): Check {
  return (request) => {
    if (clientId !== undefined && onlyHeader(request, 'client_id', forbidden) !== String(clientId)) {
      throw forbidden('The client_id differs.');
    }
  };
}

function requireProfile(allowed: readonly number[] | undefined): Check {
  return (request) => {
    const profile = optionalHeader(request, 'client_profile_id', functional(400));
    // The vendor then uses the system default.
    if (profile === undefined || profile === '') return;
    if (!/^\d+$/.test(profile)) {
      throw functional(400)('The client_profile_id is not a decimal integer.');
    }
    if (allowed && Number(profile) !== 0 && !allowed.includes(Number(profile))) {
      throw forbidden('The client_profile_id is not one of those that are allowed.');
    }
  };
}

const requireContentType: Check = (request) => {
  const type = mediaTypeOf(request);
  const isBare = type === undefined && request.body.length === 0;
  if (request.method === 'POST' && !isBare && type !== 'application/json' && type !== 'multipart/form-data') {
    throw functional(415)('The Content-Type is neither application/json nor multipart/form-data.');
  }
};

/** Documentation and client libraries disagree about the case of paths; the vendor takes any. */
function answersAt(now: () => number): readonly Step[] {
  const serverTime = (): string => new Date(now()).toISOString();
  return [
    answerTo('GET', /^\/api\/v2\/HealthCheck$/i, () => json(200, { Status: 'OK', ServerTime: serverTime() })),
    answerTo('GET', /^\/api\/v2\/afc\/serviceinfo$/i, () =>
      json(200, {
        ServerTime: serverTime(),
        Versions: { AfcEngineVersion: '20.1809.1', BuildVersion: '5.23.0-310' },
      }),
    ),
    answerTo('GET', /^\/api\/v2\/afc\/tspairs$/i, () =>
      json(200, [{ AvalaraTransactionType: 19, AvalaraServiceType: 6, MarketType: 'Retail' }]),
    ),
    answerTo('POST', /^\/api\/v2\/afc\/calctaxes$/i, () =>
      json(200, {
        inv: [
          { itms: [{ txs: [{ name: 'Sales Tax', cat: 'SALES TAXES', rate: 0.06, tax: 6, bill: true }] }] },
        ],
      }),
    ),
  ];
}
