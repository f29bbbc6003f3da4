import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A certificate and its private key, in PEM. */
export interface CertifiedKey {
  readonly certificate: string;
  readonly key: string;
}

/** The certificates of both sides. */
export interface Certificates {
  /** Who has issued both, in PEM. */
  readonly ca: string;
  /** Of the server, for 127.0.0.1 and localhost. */
  readonly server: CertifiedKey;
  readonly client: CertifiedKey;
}

const run = promisify(execFile);
const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** Makes certificates that are good for a month, by an issuer of their own, which nobody else trusts. */
export async function makeCertificates(): Promise<Certificates> {
  const folder = await mkdtemp(join(tmpdir(), 'keyring-mutual-tls-'));
  const openssl = async (...words: readonly string[]): Promise<void> => {
    await run('openssl', words, { cwd: folder });
  };
  const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
  const issue = async (name: string): Promise<CertifiedKey> => {
    await openssl('req', ...newKey, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
    const issuer = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-set_serial', String(Date.now()), '-days', '30'];
    await openssl(
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      ...issuer,
      '-extfile',
      'names',
      '-out',
      `${name}.pem`,
    );
    return { certificate: await read(`${name}.pem`), key: await read(`${name}.key`) };
  };
  try {
    await writeFile(join(folder, 'names'), 'subjectAltName=DNS:localhost,IP:127.0.0.1');
    const ca = ['-x509', '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '30', '-subj', '/CN=emulator'];
    await openssl('req', ...newKey, ...ca);
    return { ca: await read('ca.pem'), server: await issue('server'), client: await issue('client') };
  } catch (cause) {
    const advice = 'Install openssl, or give startEmulator the option certificates.';
    throw new Error(`[@axios-keyring/mutual-tls] No certificates could be made. ${advice}`, { cause });
  } finally {
    await rm(folder, { recursive: true });
  }
}
