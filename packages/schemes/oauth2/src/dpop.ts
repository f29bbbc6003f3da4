import {
  hash,
  type MaybePromise,
  parseJSON,
  type PrivateKeySource,
  property,
  randomId,
  type Refusal,
  whenReady,
  type WireRequest,
} from '@axios-keyring/core';
import { parseChallenges } from '@axios-keyring/core/engine';
import { knownKey, signedByKey } from './keys.js';
import { dpopKey, type Given } from './options.js';

/** Proves that the key of a token is here, with the nonces that servers gave. */
export interface Prover {
  /** Tells keys apart. */
  readonly id: (request: WireRequest) => MaybePromise<string>;
  /** A proof for one sending, by RFC 9449, section 4.2. */
  readonly prove: (request: WireRequest, target: ProofTarget) => MaybePromise<string>;
  /** Notes the nonce of an answer; says whether it was missing. */
  readonly learn: (origin: string, answer: Refusal) => boolean;
}

/** What a proof is for. */
export interface ProofTarget {
  readonly method: string;
  readonly url: URL;
  readonly token?: string;
}

// One for all functions that are made of the same options.
const provers = new WeakMap<Given, Prover>();

/** The prover of an interceptor; `undefined` for one whose tokens are not bound. */
export function proverOf(options: Given): Prover | undefined {
  if (!options.dpop) return undefined;
  const prover = provers.get(options) ?? createProver(options.dpopKey ?? keyOfProcess);
  provers.set(options, prover);
  return prover;
}

/** Servers are those of the options, or below a wildcard. */
const mostOrigins = 1_000;

function createProver(keyOf: PrivateKeySource): Prover {
  const nonces = new Map<string, string>();
  return {
    id: (request) =>
      whenReady(keyOf(request), (key) => whenReady(knownKey(key), ({ thumbprint }) => thumbprint)),
    prove: (request, { method, url, token }) =>
      whenReady(keyOf(request), (key) =>
        whenReady(knownKey(key), ({ jwk }) =>
          whenReady(token === undefined ? undefined : hash('sha256', token, 'base64url'), (ath) => {
            const claims = {
              ...{ jti: randomId(), htm: method, htu: url.origin + url.pathname },
              ...{ iat: Math.floor(request.now() / 1000), ath, nonce: nonces.get(url.origin) },
            };
            return signedByKey(key, { typ: 'dpop+jwt', jwk }, claims);
          }),
        ),
      ),
    learn: (origin, answer) => {
      const nonce = answer.header('dpop-nonce');
      if (nonce === undefined || nonce === '' || nonces.get(origin) === nonce) return false;
      if (nonces.size >= mostOrigins) nonces.clear();
      nonces.set(origin, nonce);
      return asksForNonce(answer);
    },
  };
}

// https://www.rfc-editor.org/rfc/rfc9449#section-8
function asksForNonce(answer: Refusal): boolean {
  const challenges = parseChallenges(answer.header('www-authenticate'));
  const errors = challenges.map(({ parameters }) => parameters.get('error'));
  return [...errors, property(parseJSON(answer.body), 'error')].includes('use_dpop_nonce');
}

let made: Promise<PrivateKeySource> | undefined;

/** A key of this process, made when it is first needed. */
async function keyOfProcess(request: WireRequest): Promise<Awaited<ReturnType<PrivateKeySource>>> {
  made ??= makeKey();
  return (await made)(request);
}

async function makeKey(): Promise<PrivateKeySource> {
  const { subtle } = globalThis.crypto;
  const pair = await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const text = JSON.stringify(await subtle.exportKey('jwk', pair.privateKey));
  const read = dpopKey.check(text, { provider: 'oauth2', option: 'dpopKey' });
  if ('output' in read && read.output) return read.output;
  throw new TypeError('A key that was made cannot be read.');
}
