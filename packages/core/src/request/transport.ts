import type { Duplex, PassThrough } from 'node:stream';
import type { Agent, ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { type Route } from '../contract/authorizer.js';
import { axiosIsBefore } from '../platform/axios.js';
import { builtin } from '../platform/builtin.js';
import { KeyringError } from '../platform/errors.js';
import { isStream } from '../platform/stream.js';
import { bareCopy, own } from '../platform/values.js';
import { type Config, usesFetch } from './adapter.js';
import { addCertificate, insistOn, type ShownCertificate } from './client-certificate.js';

/** What axios' http adapter takes as `transport`. */
export interface Transport {
  request(options: RequestOptions, respond: (response: IncomingMessage) => void): ClientRequest;
}

/** How long a request may take to be answered. */
export interface TimeLimit {
  /** In milliseconds. */
  readonly timeout: number;
  /** Makes the error. */
  readonly expired: () => Error;
}

/** What the user's `beforeRedirect` set among the options of Node's request; it holds for all further hops. */
export interface RequestChanges extends Readonly<Record<string, unknown>> {
  /** By scheme: `http` and `https`. */
  readonly agents?: Readonly<Record<string, Agent | undefined>>;
  /** By protocol: `http:` and `https:`. */
  readonly nativeProtocols?: Readonly<Record<string, Transport | undefined>>;
}

/** What a transport takes care of. */
export interface TransportTask {
  readonly limit: TimeLimit | undefined;
  /** Whether an answer that redirects is followed, so that nobody wants its body. */
  readonly follows: boolean;
  readonly changes: RequestChanges | undefined;
  readonly shown?: ShownCertificate | undefined;
}

// Redirects are ours, so axios uses Node's plain http, and leaves to follow-redirects what that does beside redirecting.
// Before 1.16 it also counts no bytes of a stream then, and drops what goes wrong with the encoding of an answer.
const isOld = axiosIsBefore(16);

// Since 1.15 it counts them, and until 1.21 with another code than follow-redirects has.
const isCodeAnother = axiosIsBefore(21);

// To look a module up costs microseconds.
const natives: { 'http:'?: Transport; 'https:'?: Transport } = {};

/**
 * A transport that does for a request what follow-redirects does beside redirecting; `undefined` where Node has no such
 * thing as its own modules for the asking.
 */
export function transportFor(sealed: Config, task: TransportTask): Transport | undefined {
  const load = builtin;
  if (!load) return undefined;
  const { limit, follows, changes, shown } = task;
  const maxBodyLength = isOld && isStream(sealed.data) ? (own(sealed, 'maxBodyLength') ?? -1) : -1;
  return {
    request: (options, respond) => {
      const protocol = options.protocol === 'https:' ? 'https:' : 'http:';
      if (changes) Object.assign(options, changes);
      if (changes?.agents) options.agent = changes.agents[protocol.slice(0, -1)];
      if (shown) addCertificate(options, shown);
      const native = (natives[protocol] ??= load(protocol === 'https:' ? 'node:https' : 'node:http'));
      const transport = (shown ? undefined : changes?.nativeProtocols?.[protocol]) ?? native;
      const request = transport.request(options, (response) => {
        if (!follows || !isRedirect(response.statusCode, response.headers.location)) respond(response);
        else respondWithoutBody(response, respond, load('node:stream').PassThrough);
      });
      request.on('upgrade', refuseUpgrade);
      if (shown) insistOn(shown, request);
      if (limit) endInTime(request, limit);
      if (follows && isCodeAnother) request.on('error', nameTooLong);
      if (maxBodyLength >= 0) endAtLength(request, maxBodyLength);
      return isOld ? openToErrors(request) : request;
    },
  };
}

/** Whether the user wants redirects to be followed at all. */
export function followsRedirects(config: Config, changes: RequestChanges | undefined): boolean {
  if (changes?.followRedirects === false) return false;
  return own(config, 'maxRedirects') !== 0 && own(config, 'fetchOptions')?.redirect !== 'manual';
}

/** Whether an answer leads elsewhere. Axios' http adapter takes every status of 3xx that says where to. */
export function isRedirect(status: number | undefined, location: string | undefined): boolean {
  return status !== undefined && status >= 300 && status < 400 && location !== undefined && location !== '';
}

// Nobody wants the body of a redirect, which may be corrupt, or have no end. A connection is kept if all of it is there.
function respondWithoutBody(
  response: IncomingMessage,
  respond: (response: IncomingMessage) => void,
  Empty: typeof PassThrough,
): void {
  const { statusCode, statusMessage, headers } = response;
  const req: unknown = Reflect.get(response, 'req');
  const empty = Object.assign(new Empty().end(), { statusCode, statusMessage, headers, req });
  Reflect.apply(respond, undefined, [empty]);
  response.resume();
  setImmediate(() => {
    if (!response.complete) response.destroy();
  });
}

// Without a listener Node ends the connection and says nothing, so that no answer and no error ever comes.
function refuseUpgrade(this: ClientRequest, _response: IncomingMessage, socket: Duplex): void {
  socket.destroy();
  const error = new Error(
    'The server answered 101 and switched to another protocol, which nobody asked for.',
  );
  this.emit('error', Object.assign(error, { code: 'ECONNABORTED' }));
}

function endInTime(request: ClientRequest, { timeout, expired }: TimeLimit): void {
  const timer = setTimeout(() => {
    const error = expired();
    request.destroy(error);
    // Node itself says nothing while the request waits in its agent's queue.
    if (!request.socket) request.emit('error', error);
  }, timeout);
  const stop = (): void => {
    clearTimeout(timer);
  };
  request.once('response', stop).once('close', stop);
}

function endAtLength(request: ClientRequest, maxBodyLength: number): void {
  const write: unknown = Reflect.get(request, 'write');
  if (typeof write !== 'function') return;
  let length = 0;
  Reflect.set(request, 'write', (chunk: string | Uint8Array, ...others: unknown[]): unknown => {
    length += chunk.length;
    const isWithin = length <= maxBodyLength;
    const result: unknown = isWithin && Reflect.apply(write, request, [chunk, ...others]);
    if (!isWithin) request.destroy(nameTooLong(new Error(tooLong)));
    return result;
  });
}

const tooLong = 'Request body larger than maxBodyLength limit';

// As follow-redirects says it.
function nameTooLong(error: Error): Error {
  if (error.message !== tooLong) return error;
  return Object.assign(error, { code: 'ERR_FR_MAX_BODY_LENGTH_EXCEEDED' });
}

/**
 * Before 1.16 axios ignores errors of an answer once its request is destroyed, which Node's is as soon as the answer has
 * arrived; what can still go wrong is its encoding, and then nothing would ever settle.
 */
function openToErrors(request: ClientRequest): ClientRequest {
  return new Proxy(request, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key, target);
      if (key === 'destroyed') return value === true && !isAnswered(target);
      if (typeof value !== 'function') return value;
      const bound: unknown = value.bind(target);
      return bound;
    },
  });
}

function isAnswered(request: ClientRequest): boolean {
  const response: unknown = Reflect.get(request, 'res');
  return typeof response === 'object' && response !== null && Reflect.get(response, 'complete') === true;
}

/**
 * Keeps plain http on this machine, which is what it is allowed for: a proxy of the environment is not used.
 *
 * @throws KeyringError `ERR_KEYRING_BASE_URL` for a proxy of the config: where that leads to cannot be known.
 */
export function keepOnThisMachine(sealed: Config, route: Route): void {
  if (!route.baseURL.staysHere) return;
  if (own(sealed, 'proxy') && !usesFetch(sealed)) throw leadsAway(route);
  sealed.proxy = false;
}

/** The config of a request, for a token exchange that stays on this machine: past the proxies of the environment as well. */
export function withoutProxy(config: Config, staysHere: boolean): Config {
  return staysHere ? Object.assign(bareCopy(config), { proxy: false as const }) : config;
}

function leadsAway({ baseURL: { origin }, authorizer: { provider } }: Route): KeyringError {
  const message =
    `The request to ${origin} is plain http, which is allowed because it does not leave this machine, but the proxy ` +
    'on its config may lead elsewhere. Set proxy: false on the request or the client, or, if the network in between ' +
    'is trusted, the option dangerouslyAllowPlainHttp. The request was not sent.';
  return new KeyringError({ code: 'ERR_KEYRING_BASE_URL', provider, option: 'proxy', message });
}
