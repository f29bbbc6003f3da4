import { constants, createPublicKey, generateKeyPairSync, type KeyObject, verify } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { hash } from '../platform/crypto.js';
import { type KeyType } from './key-forms.js';
import * as keys from './private-key.js';
import * as signatures from './signature.js';

interface Modules {
  readonly readPrivateKey: typeof keys.readPrivateKey;
  readonly sign: typeof signatures.sign;
  readonly publicKeyOf: typeof signatures.publicKeyOf;
}

/** The same modules where there is no node:crypto, as in a browser or a worker. */
async function withoutNode(): Promise<Modules> {
  const getBuiltinModule: unknown = Reflect.get(process, 'getBuiltinModule');
  Reflect.set(process, 'getBuiltinModule', undefined);
  let loaded: Modules | undefined;
  await jest.isolateModulesAsync(async () => {
    loaded = { ...(await import('./private-key.js')), ...(await import('./signature.js')) };
  });
  Reflect.set(process, 'getBuiltinModule', getBuiltinModule);
  if (!loaded) throw new Error('The modules did not load.');
  return loaded;
}

const pairs = {
  RSA: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  'P-256': generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  'P-384': generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  Ed25519: generateKeyPairSync('ed25519'),
};

const types = ['RSA', 'P-256', 'P-384', 'Ed25519'] as const;

function pem(key: KeyObject, type: 'pkcs1' | 'sec1' | 'pkcs8' = 'pkcs8'): string {
  return String(key.export({ type, format: 'pem' }));
}

const encrypted = (key: KeyObject, type: 'pkcs1' | 'sec1' | 'pkcs8' = 'pkcs8'): string =>
  String(key.export({ type, format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open sesame' }));

const passphrase = 'open sesame';

/** How one and the same key is kept. */
const spellings: Readonly<Record<string, (text: string) => string>> = {
  'as it was made': (text) => text,
  'without a line break at its end': (text) => text.trim(),
  'in one line with \\n': (text) => text.replaceAll('\n', '\\n'),
  'in quotation marks': (text) => `"${text.replaceAll('\n', '\\n')}"`,
  'with CRLF': (text) => text.replaceAll('\n', '\r\n'),
  'in one line with spaces': (text) => text.replaceAll('\n', ' '),
  indented: (text) => text.replaceAll('\n', '\n    '),
  'in base64 once more': (text) => Buffer.from(text).toString('base64'),
  'without its first and its last line': (text) => text.replaceAll(/-----.*-----/g, ''),
  'as OpenSSL takes it out of an archive': (text) => `Bag Attributes\n    friendlyName: a key\n${text}`,
  'behind the certificate of it': (text) =>
    `-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n${text}`,
  'before a line that a vendor adds': (text) => `${text}OCI_API_KEY\n`,
};

describe.each([
  ['node:crypto', () => Promise.resolve({ ...keys, ...signatures })],
  ['WebCrypto', withoutNode],
] as const)('on %s', (name, load) => {
  let modules: Modules;

  beforeAll(async () => {
    modules = await load();
  });

  function read(text: string, wanted: readonly KeyType[] = types, phrase?: string): keys.PrivateKey {
    const result = modules.readPrivateKey(text, wanted, phrase);
    if ('problem' in result) throw new Error(result.problem);
    return result.key;
  }

  const problemOf = (text: string, wanted: readonly KeyType[] = types, phrase?: string): string => {
    const result = modules.readPrivateKey(text, wanted, phrase);
    return 'problem' in result ? result.problem : 'none';
  };

  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  const ecdsa = { dsaEncoding: 'ieee-p1363' } as const;

  const algorithms = [
    ['RS1', 'RSA', 'sha1', {}],
    ['RS256', 'RSA', 'sha256', {}],
    ['RS384', 'RSA', 'sha384', {}],
    ['RS512', 'RSA', 'sha512', {}],
    ['PS256', 'RSA', 'sha256', pss],
    ['PS384', 'RSA', 'sha384', pss],
    ['PS512', 'RSA', 'sha512', pss],
    ['ES256', 'P-256', 'sha256', ecdsa],
    ['ES384', 'P-384', 'sha384', ecdsa],
    ['EdDSA', 'Ed25519', null, {}],
  ] as const;

  it.each(algorithms)('%s is a signature that node:crypto verifies', async (algorithm, type, hash, how) => {
    const { privateKey, publicKey } = pairs[type];
    const key = read(pem(privateKey));

    for (const data of ['täxt', new Uint8Array([0, 255])]) {
      const signature = await modules.sign(algorithm, key, data, 'base64url');
      const bytes = await modules.sign(algorithm, key, data, 'bytes');
      for (const made of [Buffer.from(signature, 'base64url'), bytes])
        expect(verify(hash, Buffer.from(data), { key: publicKey, ...how }, made)).toBe(true);
    }
  });

  // The signature of Ed25519 and that of PKCS #1 are always the same.
  it('known answers come out', async () => {
    // https://www.rfc-editor.org/rfc/rfc8037#appendix-A
    const jwk = {
      ...{ kty: 'OKP', crv: 'Ed25519', d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A' },
      x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
    };
    const signed = 'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc';
    expect(await modules.sign('EdDSA', read(JSON.stringify(jwk)), signed, 'base64url')).toBe(
      'hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg',
    );
    // https://www.rfc-editor.org/rfc/rfc8032#section-7.1, the second test
    const seed = Buffer.from('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb', 'hex');
    const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
    const key = read(`-----BEGIN PRIVATE KEY-----\n${der.toString('base64')}\n-----END PRIVATE KEY-----`);
    expect(await modules.sign('EdDSA', key, new Uint8Array([0x72]), 'hex')).toBe(
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da' +
        '085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    );
  });

  it.each(types.flatMap((type) => Object.keys(spellings).map((spelling) => [type, spelling] as const)))(
    'a key of the type %s is read %s',
    (type, spelling) => {
      const written = spellings[spelling]?.(pem(pairs[type].privateKey)) ?? '';
      expect(read(written, [type]).type).toBe(type);
    },
  );

  it.each([
    ['PKCS #1', 'RSA', 'pkcs1', 'RS256', 'sha256', {}],
    ['SEC 1', 'P-256', 'sec1', 'ES256', 'sha256', ecdsa],
    ['SEC 1', 'P-384', 'sec1', 'ES384', 'sha384', ecdsa],
  ] as const)('the older form %s of %s signs too', async (_, type, form, algorithm, hash, how) => {
    const { privateKey, publicKey } = pairs[type];
    const text = pem(privateKey, form);
    for (const written of [text, text.replaceAll(/-----.*-----/g, '')]) {
      const signature = await modules.sign(algorithm, read(written), 'text', 'bytes');
      expect(verify(hash, Buffer.from('text'), { key: publicKey, ...how }, signature)).toBe(true);
    }
  });

  // As eBay, Coinbase and Robinhood hand them out.
  it('the bytes that an Ed25519 key is, with or without those of the public key, sign', async () => {
    const { d = '', x = '' } = pairs.Ed25519.privateKey.export({ format: 'jwk' });
    const [seed, publicBytes] = [Buffer.from(d, 'base64url'), Buffer.from(x, 'base64url')];
    for (const bytes of [seed, Buffer.concat([seed, publicBytes])]) {
      const signature = await modules.sign('EdDSA', read(bytes.toString('base64')), 'text', 'bytes');
      expect(verify(null, Buffer.from('text'), pairs.Ed25519.publicKey, signature)).toBe(true);
    }
    expect(problemOf(seed.toString('base64'), ['RSA'])).toContain('is no private key in PEM');
  });

  it.each([
    ['of any hash', {}],
    ['of one hash', { hashAlgorithm: 'sha512', mgf1HashAlgorithm: 'sha512' }],
  ])('a key of RSA for PSS %s is one of RSA', async (_, parameters) => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa-pss', { modulusLength: 2048, ...parameters });
    const key = read(pem(privateKey));
    const signature = await modules.sign('PS512', key, 'text', 'bytes');
    expect(verify('sha512', Buffer.from('text'), { key: publicKey, ...pss }, signature)).toBe(true);
    const { spki } = await modules.publicKeyOf(key);
    const plain = createPublicKey({ key: Buffer.from(spki), type: 'spki', format: 'der' });
    const older = await modules.sign('RS256', key, 'text', 'bytes');
    expect(verify('sha256', Buffer.from('text'), plain, older)).toBe(true);
  });

  it.each(types)('a JSON Web Key of the type %s signs, whatever it says it is for', async (type) => {
    const { privateKey, publicKey } = pairs[type];
    const jwk = { ...privateKey.export({ format: 'jwk' }), use: 'enc', alg: 'other', key_ops: ['verify'] };
    const key = read(JSON.stringify(jwk));
    const [algorithm, , hash, how] = algorithms.find(([, other]) => other === type) ?? algorithms[0];
    const signature = await modules.sign(algorithm, key, 'text', 'bytes');
    expect(verify(hash, Buffer.from('text'), { key: publicKey, ...how }, signature)).toBe(true);
  });

  it.each(types)('the public key of one of the type %s is that of node:crypto', async (type) => {
    const { privateKey, publicKey } = pairs[type];
    const { spki, jwk } = await modules.publicKeyOf(read(pem(privateKey)));
    expect(Buffer.from(spki).equals(publicKey.export({ type: 'spki', format: 'der' }))).toBe(true);
    expect(jwk).toEqual(publicKey.export({ format: 'jwk' }));
    const thumbprint = await hash('sha256', JSON.stringify(jwk), 'base64url');
    expect(thumbprint).toBe(await calculateJwkThumbprint(publicKey.export({ format: 'jwk' })));
    const fromJWK = await modules.publicKeyOf(read(JSON.stringify(privateKey.export({ format: 'jwk' }))));
    expect(fromJWK).toEqual({ spki, jwk });
  });

  it('a key of another type than the algorithm is refused', () => {
    const key = read(pem(pairs['P-256'].privateKey));
    expect(() => modules.sign('RS256', key, 'text', 'hex')).toThrow(
      'RS256 needs a private key of the type RSA, and this one is of the type P-256.',
    );
  });

  it('a key shows nothing of itself', () => {
    const key = read(pem(pairs.RSA.privateKey));
    expect(JSON.stringify(key)).toBe('{"type":"RSA"}');
    expect(Object.keys(key)).toEqual(['type']);
  });

  const rsa = pem(pairs.RSA.privateKey);

  it.each([
    ['nothing of a key', 'hello', 'is no private key in PEM, which begins with -----BEGIN'],
    [
      'a public key',
      String(createPublicKey(pairs.RSA.privateKey).export({ type: 'spki', format: 'pem' })),
      'is a public key',
    ],
    [
      'a public key without its first and its last line',
      pairs['P-256'].publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
      'is a public key',
    ],
    ['a certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', 'is a certificate'],
    [
      'the format of OpenSSH',
      '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----',
      'ssh-keygen',
    ],
    ['an archive', Buffer.from('3004020103300030', 'hex').toString('base64'), 'an archive of PKCS #12'],
    [
      'parameters of a curve alone',
      '-----BEGIN EC PARAMETERS-----\nAAAA\n-----END EC PARAMETERS-----',
      'is in PEM, and there is no private key in it',
    ],
    ['a key that is cut off', rsa.slice(0, 300), 'is cut off: its last line, -----END …, is missing'],
    ['a key with something else in it', rsa.replace('\n', '\n****'), 'is damaged'],
    ['an encrypted key', encrypted(pairs.RSA.privateKey), 'is encrypted, and there is no passphrase'],
    [
      'an encrypted key of before',
      encrypted(pairs.RSA.privateKey, 'pkcs1'),
      'is encrypted, and there is no passphrase',
    ],
    ['JSON that is no key', '{"type":"service_account"}', 'no JSON Web Key with its private part'],
    [
      'a public JSON Web Key',
      JSON.stringify(pairs.RSA.publicKey.export({ format: 'jwk' })),
      'no JSON Web Key with its private part',
    ],
  ])('%s is refused, and nothing of it shown', (_, text, problem) => {
    expect(problemOf(text)).toContain(problem);
    expect(problemOf(text)).not.toMatch(/[A-Za-z0-9+/]{24,}/);
  });

  it('a key of another type says which it is, and which is wanted', () => {
    expect(problemOf(pem(pairs['P-256'].privateKey), ['RSA'])).toBe(
      'is a key of the type P-256, and RSA is wanted',
    );
    expect(problemOf(rsa, ['P-256', 'Ed25519'])).toBe(
      'is a key of the type RSA, and P-256 or Ed25519 is wanted',
    );
  });

  if (name === 'WebCrypto') {
    it('an encrypted key needs Node, and says so', () => {
      expect(problemOf(encrypted(pairs.RSA.privateKey), types, passphrase)).toBe(
        'is encrypted, which is read on Node only',
      );
    });

    it('a damaged key is refused when it signs', async () => {
      const key = read(rsa.split('\n').toSpliced(9, 1).join('\n'));
      await expect(modules.sign('RS256', key, 'text', 'hex')).rejects.toMatchObject({
        code: 'ERR_KEYRING_CREDENTIAL',
        message: expect.stringContaining('The private key of the type RSA is damaged'),
      });
    });

    it('an algorithm that WebCrypto lacks is named', async () => {
      const lacking = jest
        .spyOn(crypto.subtle, 'importKey')
        .mockRejectedValueOnce(new DOMException('Unrecognized name.', 'NotSupportedError'));
      await expect(
        modules.sign('EdDSA', read(pem(pairs.Ed25519.privateKey)), 'text', 'hex'),
      ).rejects.toMatchObject({
        code: 'ERR_KEYRING_SURROUNDINGS',
        message: expect.stringContaining('WebCrypto here has no Ed25519'),
      });
      lacking.mockRestore();
    });
  } else {
    it.each([
      ['PKCS #8', encrypted(pairs.RSA.privateKey), 'RSA'],
      ['PKCS #1', encrypted(pairs.RSA.privateKey, 'pkcs1'), 'RSA'],
      ['SEC 1', encrypted(pairs['P-256'].privateKey, 'sec1'), 'P-256'],
      [
        'PKCS #8, for PSS',
        encrypted(generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).privateKey),
        'RSA',
      ],
    ] as const)('an encrypted key in %s is read with its passphrase', (_, text, type) => {
      expect(read(text, types, passphrase).type).toBe(type);
      expect(read(text.replaceAll('\n', '\\n'), types, passphrase).type).toBe(type);
      expect(problemOf(text, types, 'another')).toBe('cannot be decrypted: its passphrase is another one');
    });

    it('a damaged key is refused', () => {
      const middle = rsa.length / 2;
      expect(problemOf(rsa.slice(0, middle) + rsa.slice(middle + 4))).toBe(
        'is damaged, or of a kind that this Node does not know',
      );
    });

    it('a key of a type that nothing here signs with is refused', () => {
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });
      expect(problemOf(pem(privateKey))).toContain('of a type that is not known here');
    });
  }
});
