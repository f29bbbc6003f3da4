import { constants, createHash, generateKeyPairSync, sign } from 'node:crypto';
import axios from 'axios';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cavage, createSigner, createVerifier, httpbis, type SigningKey } from 'http-message-signatures';
import { startEmulator } from '@axios-keyring/http-signatures/emulator';
import { type ReceivedRequest, sendRaw, startServer } from '@axios-keyring/testing';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';
import { httpSignatures, type HttpSignaturesOptions } from './index.js';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pairs = {
  ed25519: generateKeyPairSync('ed25519'),
  'ecdsa-p256-sha256': generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  'ecdsa-p384-sha384': generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  'rsa-pss-sha512': rsa,
  'rsa-v1_5-sha256': rsa,
};
const secret = 'what both sides have';
const keyId = 'a "key" of\\this test';
const asymmetric = [
  'ed25519',
  'ecdsa-p256-sha256',
  'ecdsa-p384-sha384',
  'rsa-pss-sha512',
  'rsa-v1_5-sha256',
] as const;
type Algorithm = (typeof asymmetric)[number] | 'hmac-sha256';

function pemOf(algorithm: (typeof asymmetric)[number]): string {
  return pairs[algorithm].privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function signerOf(algorithm: Algorithm): SigningKey {
  if (algorithm === 'hmac-sha256') return createSigner(secret, algorithm, 'k');
  const { privateKey: key } = pairs[algorithm];
  if (algorithm !== 'rsa-pss-sha512') return createSigner(key, algorithm, 'k');
  // The package's own has another salt than https://www.rfc-editor.org/rfc/rfc9421#section-3.3.1
  const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 64 };
  return {
    ...{ id: 'k', alg: algorithm },
    sign: (data) => Promise.resolve(sign('sha512', data, { key, ...padding })),
  };
}

const texts = fc.string({ unit: 'grapheme', maxLength: 8 });
const requests = fc.record({
  algorithm: fc.constantFrom<Algorithm>(...asymmetric, 'hmac-sha256'),
  adapter: fc.constantFrom('http' as const, 'fetch' as const),
  method: fc.constantFrom('GET', 'DELETE', 'POST', 'PUT', 'PATCH'),
  path: fc.array(fc.constantFrom('a', 'B c', '%20', 'é', 'x:y,z', '~_-.', "o'n"), { maxLength: 3 }),
  params: fc.dictionary(fc.constantFrom('a', 'b c', 'ü'), fc.oneof(texts, fc.constant("a:b,c$d+e 'f'"))),
  body: fc.option(fc.oneof(texts, fc.json()), { nil: undefined }),
  digest: fc.constantFrom('sha-256' as const, 'sha-512' as const),
  header: fc.string({ minLength: 1, maxLength: 8 }).filter((text) => text.trim() === text),
  components: fc.subarray(
    [
      '@target-uri',
      '@authority',
      '@scheme',
      '@request-target',
      '@path',
      '@query',
      'x-own',
      'content-type',
      'content-length',
    ],
    { minLength: 1 },
  ),
  parameters: fc.shuffledSubarray(['created', 'nonce', 'alg', 'keyid'] as const, { minLength: 1 }),
});
type Generated = typeof requests extends fc.Arbitrary<infer Value> ? Value : never;

function seen({ method, target, headers }: ReceivedRequest): {
  method: string;
  url: string;
  headers: Record<string, string>;
} {
  const texted = Object.entries(headers).map(([name, value]) => [name, String(value)]);
  return { method, url: `http://${headers.host}${target}`, headers: Object.fromEntries(texted) };
}

const runs = { numRuns: 150 };

describe.each(['rfc9421', 'cavage'] as const)('the npm package http-message-signatures, %s,', (profile) => {
  const generated = requests.filter(({ algorithm }) => profile === 'rfc9421' || !/ecdsa|pss/.test(algorithm));

  function optionsOf({ algorithm, components, digest, parameters }: Generated): HttpSignaturesOptions {
    const ofHeaders = components.filter((name) => !name.startsWith('@'));
    const named = parameters.includes('keyid') ? { keyId } : {};
    const options = {
      ...{ profile, digest },
      ...(profile === 'rfc9421'
        ? { parameters, components: [...components, '@method', 'content-digest'], ...named }
        : {
            keyId,
            header: 'Signature' as const,
            components: [...ofHeaders, '(request-target)', 'host', 'digest'],
          }),
    };
    return algorithm === 'hmac-sha256'
      ? { ...options, secret }
      : { ...options, privateKey: pemOf(algorithm), algorithm };
  }

  it('verifies what is sent', async () => {
    let algorithm: Algorithm = 'ed25519';
    const api = await closedAfterTest(
      startServer(async (request, response) => {
        const key = algorithm === 'hmac-sha256' ? secret : pairs[algorithm].publicKey;
        const verify = createVerifier(key, algorithm);
        const config = { keyLookup: () => Promise.resolve({ verify }), tolerance: 5 };
        const { verifyMessage } = profile === 'rfc9421' ? httpbis : cavage;
        response.statusCode = (await verifyMessage(config, seen(request))) === true ? 200 : 401;
        response.end();
      }),
    );
    const sendOne = async (one: Generated): Promise<number> => {
      algorithm = one.algorithm;
      const client = axios.create({ adapter: one.adapter, baseURL: api.url, proxy: false });
      client.interceptors.request.use(httpSignatures({ ...optionsOf(one), baseURL: api.url }));
      const { method, path, params } = one;
      // fetch sends none.
      const data = method === 'GET' ? undefined : one.body;
      const headers = { 'X-Own': one.header };
      const { status } = await client.request({ method, url: `/${path.join('/')}`, params, data, headers });
      return status;
    };

    await fc.assert(
      fc.asyncProperty(generated, async (one) => {
        await expect(sendOne(one)).resolves.toBe(200);
      }),
      runs,
    );
  });

  it('signs what the emulator accepts', async () => {
    const algorithms = [...asymmetric, 'hmac-sha256'] as const;
    const emulators = new Map(
      await Promise.all(
        algorithms.map(async (algorithm) => {
          const key = algorithm === 'hmac-sha256' ? { secret } : { privateKey: pemOf(algorithm) };
          const options = { ...key, algorithm, profile, keyId: 'k' };
          return [algorithm, await closedAfterTest(startEmulator(options))] as const;
        }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(
        generated,
        async ({ algorithm, body = '', components, digest, header, method, params }) => {
          const url = emulators.get(algorithm)?.url ?? '';
          const { pathname, search } = new URL(`/a%20b?${new URLSearchParams(params).toString()}`, url);
          const target = pathname + search;
          const hash = createHash(digest.replace('-', '')).update(body).digest('base64');
          const isStandard = profile === 'rfc9421';
          const headers = {
            ...{ 'X-Own': header, 'Content-Type': 'text/plain', Date: new Date().toUTCString() },
            ...{ Host: new URL(url).host, 'Content-Length': String(Buffer.byteLength(body)) },
            ...(isStandard
              ? { 'Content-Digest': `${digest}=:${hash}:` }
              : { Digest: `${digest.toUpperCase()}=${hash}` }),
          };
          const own = components.filter((name) => isStandard || !name.startsWith('@'));
          const config = {
            key: signerOf(algorithm),
            fields: [
              ...own,
              ...(isStandard ? ['@method', 'content-digest'] : ['@request-target', 'host', 'date', 'digest']),
            ],
            params: isStandard ? ['created', 'expires', 'keyid', 'alg'] : ['keyid', 'alg'],
          };
          const message = { method, url: url + target, headers };
          const signed = await (isStandard
            ? httpbis.signMessage(config, message)
            : cavage.signMessage(config, message));

          const sent = Object.entries(signed.headers).filter(([name]) => name !== 'Content-Length');
          const answer = await sendRaw(url, { method, target, body, headers: sent });

          expect(answer.refusal ?? answer.status).toBe(200);
        },
      ),
      runs,
    );
  });
});
