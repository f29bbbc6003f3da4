import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { setVariable } from '../fixtures/environment.js';
import { sign } from '../credentials/signature.js';
import { type KeyringInterceptor } from '../interceptor.js';
import { type OptionsOf, defineProvider } from '../provider.js';
import { text } from './builders.js';
import { privateKey } from './private-key.js';

const signing = defineProvider({
  name: 'signing',
  environmentPrefix: 'SIGNING',
  options: {
    key: privateKey({ env: 'SIGNING_KEY', description: 'The private key.', types: ['Ed25519'] }),
    passphrase: text({ optional: true, secret: true, description: 'That of the key.' }),
  },
  baseURLs: () => ['https://api.example'],
  authorize:
    ({ key, passphrase }) =>
    async (request) => {
      const signature = await sign('EdDSA', await key(request, passphrase), 'text', 'base64');
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

afterEach(() => {
  setVariable('SIGNING_KEY', undefined);
  setVariable('SIGNING_KEY_FILE', undefined);
});

describe('a private key', () => {
  it('comes as a text, a function, from a variable or with a passphrase, and is the same key', async () => {
    const expected = await signatureOf(signing({ key: plain }));
    setVariable('SIGNING_KEY', plain.replaceAll('\n', '\\n'));
    const given: OptionsOf<typeof signing>[] = [
      { key: () => Promise.resolve(plain) },
      {},
      { key: encrypted, passphrase: 'sesame' },
    ];
    for (const options of given) expect(await signatureOf(signing(options))).toBe(expected);
  });

  it('in a file is read again when it changes', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'keyring-')), 'key.pem');
    writeFileSync(file, plain);
    setVariable('SIGNING_KEY_FILE', file);
    const interceptor = signing();
    const first = await signatureOf(interceptor);
    writeFileSync(file, `${other}\n`);
    const later = await signatureOf(signing());
    expect(first).toBe(await signatureOf(signing({ key: plain })));
    expect([first, await signatureOf(signing({ key: other }))]).toContain(later);
  });

  it.each([
    ['of another type', rsa, 'key is a key of the type RSA, and Ed25519 is wanted.'],
    ['that is cut off', plain.slice(0, 60), 'key is cut off: its last line, -----END …, is missing.'],
    ['that is none', 'hello', 'key is no private key in PEM, which begins with -----BEGIN.'],
    ['that some shell should have read', '$KEY', 'key is a variable, as $NAME or ${NAME}'],
  ])('%s is refused when the interceptor is made', (_, key, message) => {
    expect(() => signing({ key })).toThrow(message);
  });

  it.each<[string, OptionsOf<typeof signing>, string]>([
    [
      'is missing',
      { key: encrypted },
      'key is encrypted, and there is no passphrase for it. The request was not sent.',
    ],
    [
      'is wrong',
      { key: encrypted, passphrase: 'wrong' },
      'key cannot be decrypted: its passphrase is another one.',
    ],
  ])('whose passphrase %s fails the request before it is sent', async (_, options, message) => {
    await expect(signing(options).authorize({ url: 'https://api.example/' })).rejects.toMatchObject({
      code: 'ERR_KEYRING_CREDENTIAL',
      provider: 'signing',
      option: 'key',
      message: expect.stringContaining(message),
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
