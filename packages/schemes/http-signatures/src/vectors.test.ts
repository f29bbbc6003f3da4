import { createPrivateKey, createPublicKey, verify } from 'node:crypto';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import vectors from '../vectors.json' with { type: 'json' };
import { httpSignatures, type HttpSignaturesOptions } from './index.js';

afterEach(() => {
  jest.restoreAllMocks();
});

const keys: Readonly<Record<string, { readonly privatePem?: string; readonly base64?: string }>> =
  vectors.keys;

type Key = { readonly privateKey: string } | { readonly secret: string; readonly secretEncoding: 'base64' };

function keyOf(name: string): Key {
  const { privatePem, base64 = '' } = keys[name] ?? {};
  return privatePem === undefined ? { secret: base64, secretEncoding: 'base64' } : { privateKey: privatePem };
}

/** The options that lead to a Signature-Input header. */
function optionsOf(
  input: string,
): Pick<HttpSignaturesOptions, 'label' | 'keyId' | 'tag' | 'parameters' | 'components'> {
  const [, label, items = '', rest = ''] = /^([^=]+)=\(([^)]*)\)(.*)$/.exec(input) ?? [];
  const parameters = [...rest.matchAll(/;(\w+)=("?)([^;"]*)/g)].map(([, name, , value]) => [name, value]);
  const { keyid: keyId, tag }: { keyid?: string; tag?: string } = Object.fromEntries(parameters);
  const named = (['created', 'keyid', 'alg', 'tag'] as const).filter((name) =>
    parameters.some(([parameter]) => parameter === name),
  );
  return {
    ...{ label, keyId, tag },
    parameters: named.toSorted((a, b) => rest.indexOf(a) - rest.indexOf(b)),
    components: items.split(' ').map((item) => item.replace(/^"([^"]*)"/, '$1')),
  };
}

describe.each(vectors.signatures)('$name ($source)', (vector) => {
  const { algorithm, body, deterministic, key, method, signature, signatureBase, signatureInput, url } =
    vector;

  it('is what is sent', async () => {
    jest.spyOn(Date, 'now').mockReturnValue(Number(/created=(\d+)/.exec(signatureInput)?.[1]) * 1000);
    const { origin } = new URL(url);
    const digest = signatureBase.includes('sha-512') ? 'sha-512' : 'sha-256';
    const rsa = algorithm === 'rsa-v1_5-sha256' ? ({ algorithm } as const) : {};
    const given = { ...optionsOf(signatureInput), ...keyOf(key), ...rsa };
    const headers: Record<string, string> = { ...vector.headers };

    const request = await httpSignatures({ ...given, digest, baseURL: origin }).authorize({
      ...{ method, url, headers, body },
    });

    expect(request.headers['Signature-Input']).toBe(signatureInput);
    const sent = request.headers.Signature ?? '';
    if (deterministic) expect(sent).toBe(signature);
    else expect(verifies(key, signatureBase, sent)).toBe(true);
  });
});

function verifies(key: string, text: string, header: string): boolean {
  const privateKey = createPrivateKey(keys[key]?.privatePem ?? '');
  const bytes = Buffer.from(header.split(':')[1] ?? '', 'base64');
  return verify('sha512', Buffer.from(text), { key: createPublicKey(privateKey), saltLength: 64 }, bytes);
}

/** What each component says, as explain() shows it. */
async function explained(url: string, components: readonly string[], method = 'GET'): Promise<object> {
  const given = { secret: 's', components, baseURL: new URL(url).origin };
  const { parts } = await httpSignatures(given).explain({ method, url });
  return Object.fromEntries(
    parts.slice(0, components.length).map(({ name, value }) => [name.replace(/^"(.*?)"/, '$1'), value]),
  );
}

it.each(vectors.components)('$name ($source)', async ({ components, method, url }) => {
  await expect(explained(url, Object.keys(components), method)).resolves.toEqual(components);
});

it.each(vectors.parameters)('$name ($source)', async ({ query, values }) => {
  const names = Object.keys(values);
  const expected = Object.entries(values).map(([name, value]) => [`@query-param;name="${name}"`, value]);
  const components = names.map((name) => `@query-param;name="${name}"`);

  const found = await explained(`https://api.example/${query}`, components);

  expect(found).toEqual(Object.fromEntries(expected));
});

it.each(vectors.cavage)('$name ($source)', async ({ authorization, headers, key }) => {
  const url = 'https://example.com/foo?param=value&pet=dog';
  const components = headers?.split(' ') ?? ['date'];
  const given = {
    ...keyOf(key),
    profile: 'cavage' as const,
    keyId: 'Test',
    components,
    baseURL: 'https://example.com',
  };
  const request = {
    ...{ method: 'POST', url, body: '{"hello": "world"}' },
    headers: { Date: 'Sun, 05 Jan 2014 21:31:40 GMT', 'Content-Type': 'application/json' },
  };

  const signed = await httpSignatures({ ...given, baseURL: 'https://example.com' }).authorize(request);

  const named = authorization.replace(
    /",signature/,
    `"${headers === null ? ',headers="date"' : ''},signature`,
  );
  expect(signed.headers.Authorization).toBe(named);
});
