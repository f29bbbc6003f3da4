import type { ClientRequest, RequestOptions } from 'node:http';
import type { Socket } from 'node:net';
import { type Authorizer } from '../contract/authorizer.js';
import { type MaybePromise, type WireRequest } from '../contract/wire-request.js';
import {
  checkCertificate,
  type CheckedCertificate,
  validityProblem,
} from '../credentials/client-certificate.js';
import { builtin } from '../platform/builtin.js';
import { KeyringError } from '../platform/errors.js';
import { hasMethods, isObject, own, property, whenReady } from '../platform/values.js';
import { type Config, isBuiltIn, type ResolvedAdapter } from './adapter.js';
import { certificateOverFetch, fetchTakesCertificates } from './certificate-over-fetch.js';

/** A client certificate, and the only place where it is shown. */
export interface ShownCertificate {
  readonly certificate: CheckedCertificate;
  readonly url: URL;
  readonly provider: string;
  /** How it is shown by fetch, if that is how the request goes out. */
  readonly fetchOptions?: Readonly<Record<string, unknown>>;
  /** Why its request was ended, if that was our doing: axios makes another error of it. */
  refused?: KeyringError;
}

/** What an exchange needs to know of its route: whose certificate it shows, and where. */
export type CertificateSource = () => MaybePromise<CheckedCertificate | undefined>;

/**
 * The client certificate of a request, `undefined` if it needs none.
 *
 * @throws KeyringError `ERR_KEYRING_CLIENT_CERTIFICATE` for one that no server would take.
 */
export function certificateFor(
  request: WireRequest,
  { clientCertificate, provider }: Pick<Authorizer, 'clientCertificate' | 'provider'>,
): MaybePromise<CheckedCertificate | undefined> {
  if (!clientCertificate) return undefined;
  return whenReady(clientCertificate(request), (given) => {
    if (given === undefined) return undefined;
    const checked = checkCertificate(given);
    if ('problem' in checked) throw refusal(provider, checked.problem, checked.cause);
    const problem = validityProblem(checked.certificate);
    if (problem !== undefined) throw refusal(provider, problem);
    return checked.certificate;
  });
}

/**
 * Refuses a request on whose way a certificate would not be shown, or to somebody else.
 *
 * @throws KeyringError `ERR_KEYRING_CLIENT_CERTIFICATE`
 */
export function showOn(config: Config, inner: ResolvedAdapter, shown: ShownCertificate): ShownCertificate {
  const problem = wayProblem(config, inner, shown.url);
  if (problem !== undefined) throw refusal(shown.provider, problem);
  if (!isBuiltIn('fetch', inner, config)) return shown;
  const over = certificateOverFetch(config, shown.certificate);
  if ('problem' in over) throw refusal(shown.provider, over.problem);
  return { ...shown, ...over };
}

function wayProblem(config: Config, inner: ResolvedAdapter, { protocol, origin }: URL): string | undefined {
  if (protocol !== 'https:') return `needs https, and ${origin} is plain http`;
  if (own(config, 'transport'))
    return 'is shown by Node’s own https, and the request has a transport of its own: leave transport out';
  // A function of the user's passes on to whom it likes, with the transport that it is given.
  if (inner.custom) return undefined;
  if (isBuiltIn('fetch', inner, config)) return undefined;
  if (!isBuiltIn('http', inner, config))
    return 'cannot be shown from a page: call your server, and that the API';
  return Number(own(config, 'httpVersion')) === 2
    ? 'is not shown over HTTP/2, whose sessions axios shares: leave httpVersion out'
    : undefined;
}

const ownOfAgent = ['cert', 'key', 'pfx', 'secureContext'] as const;

/**
 * Adds a certificate to the options of one request of Node's https. Its agent, which may be the user's, makes the connection
 * with a context that is there already, so that no key is among its options or in the names of its pools. These have the
 * `sessionIdContext` too, which no client uses otherwise: connections and sessions with a certificate are for requests with
 * that one only. https://nodejs.org/docs/latest/api/tls.html#tlscreatesecurecontextoptions
 *
 * @throws KeyringError `ERR_KEYRING_CLIENT_CERTIFICATE` where the connection would be made by, or with, somebody else.
 */
export function addCertificate(
  options: RequestOptions,
  { certificate, url, provider }: ShownCertificate,
): void {
  if (fetchTakesCertificates()) throw refusal(provider, 'cannot be shown by http here: set adapter: "fetch"');
  const { hostname, port, protocol } = url;
  const host = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  const isDirect =
    options.protocol === protocol && options.hostname === host && Number(options.port) === Number(port);
  if (!isDirect) {
    const problem =
      'would be shown to a proxy at which TLS ends: use axios 1.16.1 or newer, or an agent that tunnels';
    throw refusal(provider, problem);
  }
  const agent: unknown = options.agent ?? builtin?.('node:https').globalAgent;
  const settings: unknown = isObject(agent) ? Reflect.get(agent, 'options') : undefined;
  const given = isObject(settings) ? settings : noSettings;
  if ([options, given].some((source) => ownOfAgent.some((name) => property(source, name) !== undefined))) {
    throw refusal(
      provider,
      'is one of two: the agent on the request has a certificate too. Take one of them away',
    );
  }
  const added = { secureContext: certificate.contextFor(given), sessionIdContext: certificate.label };
  Object.assign(options, added);
  // One without pools of Node's keeps no connection at all, which is looked at once there is a request.
  const getName: unknown = isObject(agent) ? Reflect.get(agent, 'getName') : undefined;
  if (typeof getName !== 'function') return;
  const name: unknown = Reflect.apply(getName, agent, [{ ...options, ...given }]);
  if (typeof name !== 'string' || !name.includes(certificate.label)) throw refusal(provider, notApart);
}

const notApart =
  'cannot be kept apart by the agent on the request, which might use its connection for others: take an https.Agent, or ' +
  'one that extends it, as agentkeepalive, hpagent and https-proxy-agent do';

const noSettings = {};

// Which connections were seen to show which certificate; they may serve many requests.
const seen = new WeakMap<Socket, string>();

/** Ends a request, before anything of it is sent, on a connection that does not show its certificate. */
export function insistOn(shown: ShownCertificate, request: ClientRequest): void {
  const { certificate, provider } = shown;
  const end = (problem: string): void => {
    shown.refused = refusal(provider, problem);
    request.destroy(new Error(shown.refused.message));
  };
  const agent: unknown = Reflect.get(request, 'agent');
  if (!hasMethods(agent, 'getName') && request.shouldKeepAlive) end(notApart);
  request.once('socket', (socket) => {
    // What a proxy answered in place of a tunnel is read from a socket on which nothing can be sent.
    if (!socket.writable || seen.get(socket) === certificate.label) return;
    if (shows(socket, certificate)) seen.set(socket, certificate.label);
    else end('would not be shown: the agent on the request connects without it');
  });
}

function shows(socket: Socket, { bytes }: CheckedCertificate): boolean {
  const getCertificate: unknown = Reflect.get(socket, 'getCertificate');
  // A mock of Node's http has no such method, but says that it is encrypted.
  if (typeof getCertificate !== 'function') return Reflect.get(socket, 'encrypted') === true;
  const raw = property(Reflect.apply(getCertificate, socket, []), 'raw');
  return (
    raw instanceof Uint8Array && raw.length === bytes.length && raw.every((byte, at) => byte === bytes[at])
  );
}

// https://www.rfc-editor.org/rfc/rfc8446#section-6.2
const alerts: Readonly<Record<string, string>> = {
  'certificate required': 'it wants one',
  'bad certificate': 'it cannot read it, or does not believe it',
  'unsupported certificate': 'it is of a kind that it does not take',
  'certificate revoked': 'its issuer has revoked it',
  'certificate expired': 'it has expired by the server’s clock',
  'certificate unknown': 'it has another objection to it',
  'unknown ca':
    'it does not know who issued it. Those between it and an issuer that it knows belong behind it',
  'access denied': 'nobody with it is let in',
  'handshake failure': 'it may want another one, or one at all',
};

/**
 * What a server has against a client certificate, as the hint of an error; `undefined` for every error of another cause.
 *
 * @param certificate - The one that it was shown.
 */
export function alertHint(error: unknown, certificate: CheckedCertificate | undefined): string | undefined {
  const code = property(error, 'code');
  const said = [code, property(error, 'message')].join(' ').replaceAll('_', ' ').toLowerCase();
  const found = /alert ([a-z ]+)/.exec(said)?.[1] ?? '';
  const [alert, reason] = Object.entries(alerts).find(([name]) => found.startsWith(name)) ?? [];
  if (alert !== undefined && reason !== undefined) {
    return certificate
      ? `The server refused the client certificate of ${certificate.subject} ("${alert}"): ${reason}.`
      : `The server refused a connection without a client certificate ("${alert}"): ${reason}. Set the option clientCertificate.`;
  }
  // Node's own servers, and some others, say nothing.
  return certificate && code === 'ECONNRESET'
    ? `The server closed the connection. It was shown the client certificate of ${certificate.subject}, and may not take it.`
    : undefined;
}

function refusal(provider: string, problem: string, cause?: unknown): KeyringError {
  const message = `clientCertificate ${problem}. The request was not sent.`;
  const option = 'clientCertificate';
  return new KeyringError({ code: 'ERR_KEYRING_CLIENT_CERTIFICATE', provider, option, message, cause });
}
