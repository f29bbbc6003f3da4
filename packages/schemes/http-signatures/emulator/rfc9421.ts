import {
  type Check,
  onlyHeader,
  pathOf,
  queryOf,
  type ReceivedRequest,
  requireRecent,
} from '@axios-keyring/testing';
import {
  algorithmOf,
  headerOf,
  publicKeyOf,
  refuse,
  requireCovered,
  requireDigest,
  requireVerified,
  type Trust,
} from './keys.js';

/** Verifies as https://www.rfc-editor.org/rfc/rfc9421#section-3.2 says. */
export function requireSignature(trust: Trust): Check {
  const nonces = new Set<string>();
  return (request) => {
    const [, label = '', input = '', items = '', rest = ''] =
      /^([a-z*][\w.*-]*)=((?:\(((?:[^"()]|"[^"]*")*)\))((?:[^,"]|"(?:\\.|[^"\\])*")*))$/.exec(
        onlyHeader(request, 'signature-input', refuse),
      ) ?? [];
    if (label === '') throw refuse('The header signature-input does not hold one signature.');
    const [, of, signature = ''] =
      /^([a-z*][\w.*-]*)=:([\w+/=]+):$/.exec(onlyHeader(request, 'signature', refuse)) ?? [];
    if (of !== label)
      throw refuse('The header signature does not hold the signature that signature-input names.');
    requireParameters(parametersIn(rest), trust, nonces);
    const components = [...items.matchAll(/"([^"]+)"(?:;name="([^"]*)")?/g)];
    requireCovered(
      request,
      components.map(([, name = '']) => name),
      trust.required,
      'content-digest',
    );
    // Something in front may have taken TLS away.
    const texts = ['http', 'https'].map((scheme) => {
      const lines = components.map(
        ([id, name = '', parameter]) => `${id}: ${valueOf(request, scheme, name, parameter)}`,
      );
      return [...lines, `"@signature-params": ${input}`].join('\n');
    });
    requireVerified(trust, texts, signature);
    if (request.body.length > 0)
      requireDigest(
        onlyHeader(request, 'content-digest', refuse),
        /^(sha-256|sha-512)=:([\w+/=]+):$/,
        request.body,
      );
  };
}

function parametersIn(text: string): ReadonlyMap<string, string> {
  const found = text.matchAll(/;\s*([a-z*][\w.*-]*)=("(?:\\.|[^"\\])*"|[^;]*)/g);
  return new Map(
    [...found].map(([, name = '', value = '']) => [
      name,
      value.replace(/^"(.*)"$/, '$1').replace(/\\(.)/g, '$1'),
    ]),
  );
}

function requireParameters(parameters: ReadonlyMap<string, string>, trust: Trust, nonces: Set<string>): void {
  const now = trust.now();
  const [created, expires] = [parameters.get('created'), parameters.get('expires')];
  if (created === undefined) throw refuse('The signature does not say when it was created.');
  requireRecent('signature-input', Number(created) * 1000, now, refuse);
  if (expires !== undefined && Number(expires) * 1000 < now) throw refuse('The signature has expired.');
  if (parameters.get('keyid') !== trust.keyId) throw refuse('The key is not known.');
  const algorithm = parameters.get('alg');
  if (algorithm !== undefined && algorithm !== algorithmOf(trust, publicKeyOf(trust)))
    throw refuse('The algorithm is not the one of the key.');
  const nonce = parameters.get('nonce');
  if (nonce === undefined) return;
  if (nonces.has(nonce)) throw refuse('The nonce was used before.');
  nonces.add(nonce);
}

// https://www.rfc-editor.org/rfc/rfc9421#section-2.2
function valueOf(
  request: ReceivedRequest,
  scheme: string,
  name: string,
  parameter: string | undefined,
): string {
  const { method, target } = request;
  const authority = (request.headers.host ?? '').toLowerCase().replace(/:(?:80|443)$/, '');
  if (name === '@query-param') return queryParameter(queryOf(target), parameter ?? '');
  const derived: Readonly<Record<string, string>> = {
    '@method': method,
    '@target-uri': `${scheme}://${authority}${target}`,
    '@authority': authority,
    '@scheme': scheme,
    '@request-target': target,
    '@path': pathOf(target),
    '@query': `?${queryOf(target)}`,
  };
  const value = derived[name];
  if (value === undefined && name.startsWith('@')) throw refuse(`${name} is no component of a request.`);
  return value ?? headerOf(request, name);
}

function queryParameter(query: string, parameter: string): string {
  const found = [...new URLSearchParams(query)].filter(([name]) => encoded(name) === parameter);
  const [first] = found;
  if (!first || found.length > 1)
    throw refuse('A query parameter is said to be signed that is not there once.');
  return encoded(first[1]);
}

function encoded(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1).replaceAll('+', '%20');
}
