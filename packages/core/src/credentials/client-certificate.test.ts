import { afterAll, afterEach, expect, it, jest } from '@jest/globals';
import { inspect } from 'node:util';
import { makeIssuer } from '../fixtures/certificates.js';
import { checkCertificate, validityProblem } from './client-certificate.js';

const issuer = makeIssuer();
const { certificate, key } = issuer.issue('billing');
const { key: otherKey } = issuer.issue('other');
issuer.openssl('pkcs8', '-topk8', '-in', 'billing.key', '-out', 'encrypted.key', '-passout', 'pass:open');
issuer.openssl('ec', '-in', 'billing.key', '-pubout', '-out', 'public.pem');
const archive = ['pkcs12', '-export', '-inkey', 'billing.key', '-in', 'billing.pem', '-passout', 'pass:open'];
issuer.openssl(...archive, '-out', 'billing.p12');
issuer.openssl(...archive, '-legacy', '-out', 'legacy.p12');
const encrypted = issuer.read('encrypted.key').toString();
const pkcs12 = issuer.read('billing.p12');

afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(() => {
  issuer.close();
});

// What base64 the files have, line by line; none of it may be said.
const lines = [key, encrypted, otherKey].flatMap((text) =>
  text.split('\n').filter((line) => !line.includes('-----') && line),
);

it.each([
  ['in PEM', { certificate, key }],
  ['as environment variables have it', { certificate, key: key.replaceAll('\n', String.raw`\n`) }],
  ['as bytes', { certificate: Buffer.from(certificate), key: new TextEncoder().encode(key) }],
  ['with those of its issuers', { certificate: certificate + issuer.ca, key, ca: issuer.ca }],
  ['with an encrypted key', { certificate, key: encrypted, passphrase: 'open' }],
  ['in one PEM with its key', { certificate: key + certificate, key: key + certificate }],
  ['in an archive', { pkcs12, passphrase: 'open' }],
  [
    'in an archive in base64, in lines',
    { pkcs12: pkcs12.toString('base64').replaceAll(/.{76}/g, '$&\n'), passphrase: 'open' },
  ],
])('takes a certificate %s', (_, given) => {
  const checked = checkCertificate(given);
  expect(checked).toMatchObject({ certificate: { subject: 'CN=billing, O=Acme' } });
  for (const text of [inspect(checked, { depth: 9, showHidden: true }), JSON.stringify(checked)])
    for (const line of [...lines, 'open']) expect(text).not.toContain(line);
});

it.each([
  [{ certificate }, 'has a certificate without its private key: give key as well'],
  [{ key }, 'has a key without its certificate: give certificate as well'],
  [{}, 'has neither certificate and key nor pkcs12'],
  ['text', 'has neither certificate and key nor pkcs12'],
  [{ certificate, key, pkcs12 }, 'has pkcs12 beside certificate or key'],
  [{ certificate, key: otherKey }, 'has a certificate that belongs to another key'],
  [{ certificate, key: issuer.read('public.pem') }, 'has a public key in place of the private key'],
  [{ certificate: key, key: certificate }, 'has a private key in place of the certificate'],
  [{ certificate, key: certificate }, 'has a certificate in place of the private key'],
  [{ certificate: certificate.slice(0, 200), key }, 'has a certificate that is cut off'],
  [{ certificate, key: key.slice(0, 100) }, 'has a key that is cut off'],
  [
    { certificate: certificate.replace(/\n.{30}/, '\n'), key },
    'has a certificate or key that cannot be read',
  ],
  [{ certificate, key: key.replace(/\n.{30}/, '\n') }, 'has a certificate or key that cannot be read'],
  [{ certificate: 'billing.pem', key }, 'has a certificate that is no PEM'],
  [{ certificate, key: 42 }, 'has a key that is neither a string nor bytes'],
  [{ certificate, key, ca: 'junk' }, 'has a ca that is no PEM'],
  [
    { certificate, key, ca: issuer.ca.replace(/\n.{30}/, '\n') },
    'has a certificate, key or ca that cannot be read',
  ],
  [{ certificate, key: encrypted }, 'has a key that is encrypted, and no passphrase is given'],
  [
    { certificate, key: encrypted, passphrase: 'shut' },
    'has a key that is encrypted, with another passphrase',
  ],
  [{ certificate, key: encrypted, passphrase: 42 }, 'has a passphrase that is no string'],
  [{ pkcs12 }, 'has a pkcs12 that is encrypted, and no passphrase is given'],
  [{ pkcs12, passphrase: 'shut' }, 'has a pkcs12 that is encrypted, with another passphrase'],
  [{ pkcs12: pkcs12.subarray(0, 300), passphrase: 'open' }, 'has a pkcs12 that cannot be read'],
  [{ pkcs12: 'billing.p12', passphrase: 'open' }, 'has a pkcs12 that is no archive'],
  [{ pkcs12: issuer.read('legacy.p12'), passphrase: 'open' }, 'openssl pkcs12 -legacy -in old.p12'],
])('says what is wrong: %#', (given, says) => {
  const checked = checkCertificate(given);
  expect(checked).toMatchObject({ problem: expect.stringContaining(says) });
  const said = inspect(checked, { depth: 9, showHidden: true });
  for (const line of [...lines, 'shut']) expect(said).not.toContain(line);
});

it('says the dates of one whose time is not yet, or over', () => {
  const checked = checkCertificate({ certificate, key });
  if (!('certificate' in checked)) throw new Error(checked.problem);
  expect(validityProblem(checked.certificate)).toBeUndefined();
  const { validFrom, validTo } = checked.certificate;
  const clock = jest.spyOn(Date, 'now');
  clock.mockReturnValue(Date.parse(validFrom) - 1000);
  expect(validityProblem(checked.certificate)).toBe(
    `of CN=billing, O=Acme is not valid before ${validFrom}, and this machine’s clock says ${new Date(Date.now()).toISOString()}`,
  );
  clock.mockReturnValue(Date.parse(validTo) + 1000);
  expect(validityProblem(checked.certificate)).toContain(
    `expired at ${validTo}, and this machine’s clock says`,
  );
});

it('tells certificates apart, also by what they trust', () => {
  const labelOf = (given: object): string => {
    const checked = checkCertificate(given);
    return 'certificate' in checked ? checked.certificate.label : checked.problem;
  };
  const labels = [
    { certificate, key },
    { certificate, key, ca: issuer.ca },
    { certificate, key, ca: certificate },
  ].map(labelOf);
  expect(new Set(labels).size).toBe(3);
  expect(labelOf({ pkcs12, passphrase: 'open' })).toBe(labels[0]);
});
