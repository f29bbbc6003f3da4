import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { setVariable } from '../fixtures/environment.js';
import { sign } from '../credentials/signature.js';
import { type KeyringInterceptor } from '../interceptor.js';
import { type OptionsOf, defineProvider } from '../provider.js';
import { privateKey } from './private-key.js';
import { secret } from './secrets.js';

const signing = defineProvider({
  name: 'signing',
  environmentPrefix: 'SIGNING',
  options: {
    key: privateKey({
      env: 'SIGNING_KEY',
      description: 'The private key.',
      types: ['Ed25519'],
      passphrase: 'passphrase',
    }),
    passphrase: secret({
      env: 'SIGNING_PASSPHRASE',
      sentAs: 'encoded',
      optional: true,
      description: 'That of the key.',
    }),
  },
  baseURLs: () => ['https://api.example'],
  authorize:
    ({ key }) =>
    async (request) => {
      const signature = await sign('EdDSA', await key(request), 'text', 'base64');
      return { headers: { 'X-Signature': signature } };
    },
});

const pair = (): string[] => {
  const { privateKey: key } = generateKeyPairSync('ed25519');
  return [
    String(key.export({ type: 'pkcs8', format: 'pem' })),
    String(key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'sesame' })),
  ];
};

const [plain = '', encrypted = ''] = pair();
const [other = ''] = pair();
const rsa = String(
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
);

async function signatureOf(interceptor: KeyringInterceptor): Promise<string | undefined> {
  return (await interceptor.authorize({ url: 'https://api.example/' })).headers['X-Signature'];
}

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'private-key-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  jest.restoreAllMocks();
  setVariable('SIGNING_KEY', undefined);
  setVariable('SIGNING_KEY_FILE', undefined);
  setVariable('SIGNING_PASSPHRASE', undefined);
});

describe('a private key', () => {
  it('comes as a text, a function, from a variable or with a passphrase, and is the same key', async () => {
    const expected = await signatureOf(signing({ key: plain }));
    setVariable('SIGNING_KEY', plain.replaceAll('\n', '\\n'));
    const given: OptionsOf<typeof signing>[] = [
      { key: () => Promise.resolve(plain) },
      {},
      { key: encrypted, passphrase: 'sesame' },
      { key: encrypted, passphrase: () => 'sesame' },
      { key: () => encrypted, passphrase: () => Promise.resolve('sesame') },
    ];
    for (const options of given) expect(await signatureOf(signing(options))).toBe(expected);
    setVariable('SIGNING_PASSPHRASE', 'sesame');
    expect(await signatureOf(signing({ key: encrypted }))).toBe(expected);
  });

  it('in a file is read again when it changes', async () => {
    const file = join(folder, 'key.pem');
    writeFileSync(file, plain);
    setVariable('SIGNING_KEY_FILE', file);
    const interceptor = signing();
    expect(await signatureOf(interceptor)).toBe(await signatureOf(signing({ key: plain })));

    writeFileSync(`${file}.new`, `${other}\n`);
    renameSync(`${file}.new`, file);
    const later = Date.now() + 2_000;
    jest.spyOn(Date, 'now').mockReturnValue(later);
    expect(await signatureOf(interceptor)).toBe(await signatureOf(signing({ key: other })));

    writeFileSync(`${file}.new`, rsa);
    renameSync(`${file}.new`, file);
    jest.spyOn(Date, 'now').mockReturnValue(later + 2_000);
    await expect(signatureOf(interceptor)).rejects.toThrow(
      'key is a key of the type RSA, and Ed25519 is wanted. It comes from the file that SIGNING_KEY_FILE names',
    );
  });

  it('in a file may be encrypted, or in DER', async () => {
    const expected = await signatureOf(signing({ key: plain }));
    const file = join(folder, 'key');
    writeFileSync(file, encrypted);
    setVariable('SIGNING_KEY_FILE', file);
    expect(await signatureOf(signing({ passphrase: 'sesame' }))).toBe(expected);
    await expect(signatureOf(signing({ passphrase: 'wrong' }))).rejects.toThrow(
      'The request was not sent. The option passphrase has to be its passphrase.',
    );
    const binary = `${file}.der`;
    writeFileSync(binary, createPrivateKey(rsa).export({ type: 'pkcs8', format: 'der' }));
    setVariable('SIGNING_KEY_FILE', binary);
    expect(() => signing()).toThrow(
      'key is a key of the type RSA, and Ed25519 is wanted. It comes from the file that SIGNING_KEY_FILE names',
    );
  });

  it.each([
    ['of another type', rsa, 'key is a key of the type RSA, and Ed25519 is wanted.'],
    ['that is cut off', plain.slice(0, 60), 'key is cut off: its last line, -----END …, is missing.'],
    ['that is none', 'hello', 'key is no private key in PEM, which begins with -----BEGIN.'],
    ['that some shell should have read', '$KEY', 'key is a variable, as $NAME or ${NAME}'],
  ])('%s is refused when the interceptor is made', (_, key, message) => {
    expect(() => signing({ key })).toThrow(message);
  });

  const missing =
    'key is encrypted, and there is no passphrase for it. The option passphrase has to be its passphrase.';
  const wrong =
    'key cannot be decrypted: its passphrase is another one. The option passphrase has to be its passphrase.';

  it('whose passphrase is missing or wrong is refused when the interceptor is made', () => {
    expect(() => signing({ key: encrypted })).toThrow(missing);
    expect(() => signing({ key: encrypted, passphrase: 'wrong' })).toThrow(wrong);
  });

  it.each<[string, OptionsOf<typeof signing>, string]>([
    ['is missing', { key: () => encrypted }, 'key is encrypted, and there is no passphrase for it'],
    ['is wrong', { key: encrypted, passphrase: () => 'wrong' }, 'its passphrase is another one'],
  ])('whose passphrase %s later fails the request before it is sent', async (_, options, problem) => {
    await expect(signing(options).authorize({ url: 'https://api.example/' })).rejects.toMatchObject({
      code: 'ERR_KEYRING_CREDENTIAL',
      provider: 'signing',
      option: 'key',
      message: expect.stringContaining(
        `${problem}. The request was not sent. The option passphrase has to be its passphrase.`,
      ),
    });
  });

  it('for which no passphrase can be given may not be encrypted', () => {
    const declared = privateKey({ description: 'The private key.', types: ['Ed25519'] });
    const remedy = 'Give the key without one: openssl pkey -in FILE.';
    expect(declared.check(encrypted)).toEqual({
      problem: `is encrypted, and there is no passphrase for it. ${remedy}`,
    });
  });

  it('of a function is checked when it comes, and not shown', async () => {
    await expect(
      signing({ key: () => rsa }).authorize({ url: 'https://api.example/' }),
    ).rejects.toMatchObject({
      message: expect.stringContaining(
        'returned a value that is a key of the type RSA, and Ed25519 is wanted',
      ),
    });
  });
});
