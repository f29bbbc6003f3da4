import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { createPrivateKey } from 'node:crypto';
import { checkCertificate, type CheckedCertificate } from '../credentials/client-certificate.js';
import { makeIssuer } from '../fixtures/certificates.js';
import { certificateOverFetch } from './certificate-over-fetch.js';
import { AxiosHeaders } from '../platform/axios.js';
import { type Config } from './adapter.js';

const issuer = makeIssuer();
const { ca } = issuer;
const { certificate, key } = issuer.issue('billing');
issuer.openssl('pkcs8', '-topk8', '-in', 'billing.key', '-out', 'encrypted.key', '-passout', 'pass:open');
const encrypted = issuer.read('encrypted.key').toString();
issuer.openssl(
  ...[
    'pkcs12',
    '-export',
    '-inkey',
    'billing.key',
    '-in',
    'billing.pem',
    '-passout',
    'pass:open',
    '-out',
    'billing.p12',
  ],
);
const pkcs12 = issuer.read('billing.p12');
issuer.close();

function checked(given: object): CheckedCertificate {
  const result = checkCertificate(given);
  if ('problem' in result) throw new Error(result.problem);
  return result.certificate;
}

const config = (more: object = {}): Config => ({ headers: new AxiosHeaders(), ...more });

afterEach(() => {
  Reflect.deleteProperty(globalThis, 'Deno');
});

// What the runtimes themselves make of it is tried by tools/runtimes.
describe('where fetch takes clients of its own, as in Deno', () => {
  it('there is one for each certificate, with its key as it is read', () => {
    const createHttpClient = jest.fn<(settings: object) => object>(() => ({}));
    Object.assign(globalThis, { Deno: { createHttpClient } });
    const opened = checked({ certificate, key: encrypted, passphrase: 'open', ca });
    const first = certificateOverFetch(config(), opened);
    expect(first).toEqual({ fetchOptions: { client: expect.any(Object) } });
    expect(certificateOverFetch(config(), opened)).toEqual(first);
    expect(createHttpClient).toHaveBeenCalledTimes(1);
    expect(createHttpClient).toHaveBeenCalledWith({
      cert: certificate,
      key: expect.any(String),
      caCerts: [ca],
    });
    const given = createHttpClient.mock.calls[0]?.[0] ?? {};
    expect(createPrivateKey(String(Reflect.get(given, 'key'))).equals(createPrivateKey(key))).toBe(true);
    certificateOverFetch(config(), checked({ certificate, key }));
    expect(createHttpClient).toHaveBeenLastCalledWith({ cert: certificate, key: expect.any(String) });
  });

  it.each([
    [{ fetchOptions: { client: {} } }, 'does not go together with fetchOptions.client'],
    [{ fetchOptions: { tls: {} } }, 'does not go together with fetchOptions.tls'],
    [{ env: { fetch } }, 'leave env.fetch out'],
  ])('nothing of the user’s stands beside it: %#', (given, says) => {
    Object.assign(globalThis, { Deno: { createHttpClient: () => ({}) } });
    const over = certificateOverFetch(config(given), checked({ certificate, key }));
    expect(over).toEqual({ problem: expect.stringContaining(says) });
  });

  it('an archive is not read', () => {
    Object.assign(globalThis, { Deno: { createHttpClient: () => ({}) } });
    const over = certificateOverFetch(config(), checked({ pkcs12, passphrase: 'open' }));
    expect(over).toEqual({ problem: expect.stringContaining('give certificate and key') });
  });
});
