import {
  defineProvider,
  type ExplanationPart,
  type MaybePromise,
  type Provider,
  whenReady,
  type WireRequest,
} from '@axios-keyring/core';
import { anyAPI, challengeHint, verifyByPath } from '@axios-keyring/core/engine';
import { checkedComponents } from './checks.js';
import { hasBody, type Message, valuesOf } from './components.js';
import { type Given, type HttpSignaturesOptions, oneOf, options } from './options.js';
import { type Draft, profiles } from './profiles.js';
import { type Signer, signerOf } from './signer.js';

/**
 * Signs requests with a private key or a shared secret.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc9421
 */
export const httpSignatures: Provider<HttpSignaturesOptions> = defineProvider({
  name: 'http-signatures',
  ...anyAPI,
  options,
  oneOf,
  serverOnly: {
    secret: 'the key',
    instead: 'Call the API from your server, or through a proxy that signs.',
  },
  body: (given, request) =>
    hasBody(request) && hashesBody(given)
      ? { access: 'read', streamLimit: given.bufferStreams ?? 0 }
      : undefined,
  authorize: (given) => {
    const prepare = preparation(given);
    return (request) =>
      whenReady(prepare(request), ({ added, draft, signer }) =>
        whenReady(signer.sign(textOf(draft)), (signature) => ({
          headers: { ...added, ...draft.headers(signature) },
        })),
      );
  },
  explain: (given) => {
    const prepare = preparation(given);
    return (request) => whenReady(prepare(request), partsOf);
  },
  explainRefusal: (given) => ({
    401: (facts) =>
      challengeHint(facts, 'Signature') ??
      refusedHint(given, facts.request, facts.header('accept-signature')),
    403: 'The API knows the key, but does not let it do this, or wants more of the request signed: see components.',
  }),
  verify: verifyByPath,
});

/** All that goes into a request but the signature. */
interface Prepared {
  readonly signer: Signer;
  readonly draft: Draft;
  /** Headers that are signed and that the request did not have. */
  readonly added: Readonly<Record<string, string>>;
}

function preparation(given: Given): (request: WireRequest) => MaybePromise<Prepared> {
  const components = checkedComponents(given);
  const { derived, digestHeader, digestOf, draft } = profiles[given.profile];
  const readSigner = signerOf(given);
  const isDated = components.some(({ name }) => name === 'date');
  return (request) =>
    whenReady(
      hasBody(request) && hashesBody(given) ? digestOf(request.body, given.digest) : undefined,
      (digest) =>
        whenReady(readSigner(request), (signer) => {
          const now = request.now();
          const added = {
            ...(isDated && request.headers.date === undefined && { Date: new Date(now).toUTCString() }),
            ...(digest !== undefined && { [digestHeader]: digest }),
          };
          const message = messageOf(request, added, given, now);
          const values = valuesOf(components, derived, message);
          return { added, signer, draft: draft(values, message, signer.algorithm, given) };
        }),
    );
}

function messageOf(
  request: WireRequest,
  added: Readonly<Record<string, string>>,
  { expiresIn }: Given,
  now: number,
): Message {
  const created = Math.floor(now / 1000);
  const { bodyLength } = request;
  const own = Object.entries(added).map(([name, value]) => [name.toLowerCase(), value] as const);
  const length = hasBody(request) ? bodyLength?.toString() : undefined;
  return {
    ...{ request, url: request.url, created },
    expires: expiresIn === undefined ? undefined : created + expiresIn,
    headers: { ...request.headers, 'content-length': length, host: request.host, ...Object.fromEntries(own) },
  };
}

function componentsOf({ components, profile }: Given): readonly string[] {
  return components ?? profiles[profile].components;
}

function hashesBody(given: Given): boolean {
  const name = profiles[given.profile].digestHeader.toLowerCase();
  return componentsOf(given).some((component) => component.toLowerCase() === name);
}

function textOf({ lines }: Draft): string {
  return lines.map(([name, value]) => `${name}: ${value}`).join('\n');
}

/** Components whose values are no secret of the user's. */
const open = /^"?(?:[@(]|host\b|date\b|digest\b|content-)/;

function partsOf({ draft, signer }: Prepared): readonly ExplanationPart[] {
  const lines = draft.lines.map(([name, value]) => ({ name, value: open.test(name) ? value : '(as sent)' }));
  return [...lines, { name: signer.algorithm, value: '(signature of these lines)' }];
}

function refusedHint(given: Given, request: WireRequest, wanted: string | undefined): string {
  const ofKey = given.keyId === undefined ? '' : ` of the key ${given.keyId}`;
  const signed = componentsOf(given).filter(
    (name) => hasBody(request) || !/^(?:content-|digest$)/i.test(name),
  );
  // https://www.rfc-editor.org/rfc/rfc9421#section-5.1
  const asked = wanted === undefined ? '' : ` It asks for ${wanted}.`;
  return (
    `The API does not accept the signature${ofKey} over ${signed.join(', ')}.${asked} See whether it has the key that belongs to ` +
    'this one, whether it wants other components or parameters, and whether a proxy rewrites the host, the path or the body. ' +
    'explain() shows each line that was signed.'
  );
}
