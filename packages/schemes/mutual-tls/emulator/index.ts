/**
 * An API that asks for a client certificate on this machine, for tests.
 *
 * @module @axios-keyring/mutual-tls/emulator
 */
import { X509Certificate } from 'node:crypto';
import {
  type Check,
  type Emulator,
  type EmulatorOptions,
  json,
  refuseWith,
  runEmulator,
} from '@axios-keyring/testing';
import { type Certificates, makeCertificates } from './certificates.js';

export type { Certificates, CertifiedKey } from './certificates.js';

/** Options of the emulator. */
export interface MutualTlsEmulatorOptions extends EmulatorOptions {
  /** Default: made anew, by the program openssl. */
  readonly certificates?: Certificates | undefined;
}

/** What the emulator accepts. */
export interface MutualTlsCredentials {
  readonly clientCertificate: {
    readonly certificate: string;
    readonly key: string;
    /** Who has issued the emulator's own. */
    readonly ca: string;
  };
}

/** A running emulator. */
export type MutualTlsEmulator = Emulator<MutualTlsCredentials>;

/**
 * Starts an API that asks for a client certificate, and answers every path with what it was sent. Those that it does not accept
 * are refused as nginx does it, after TLS is established.
 */
export async function startEmulator(options: MutualTlsEmulatorOptions = {}): Promise<MutualTlsEmulator> {
  const { ca, server, client } = options.certificates ?? (await makeCertificates());
  const clientCertificate = { ...client, ca };
  return runEmulator(options, {
    provider: 'mutual-tls',
    credentials: { clientCertificate },
    routes: (baseURL) => [{ baseURL, options: { clientCertificate, verifyPath: '/' } }],
    identity: { ...server, ca },
    checks: [requireCertificate(new X509Certificate(client.certificate).raw)],
    answers: [({ method, target }) => json(200, { method, target })],
  });
}

const badRequest = (title: string): ReturnType<typeof refuseWith> =>
  refuseWith(400, { title: `400 ${title}` });
const forbidden = refuseWith(403);

// https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_verify_client
function requireCertificate(accepted: Buffer): Check {
  return ({ clientCertificate: shown }) => {
    if (!shown) throw badRequest('No required SSL certificate was sent')('The client showed no certificate.');
    if (shown.problem !== undefined) {
      const { problem } = shown;
      throw badRequest('The SSL certificate error')(`The client certificate was not verified: ${problem}.`);
    }
    if (!shown.bytes.equals(accepted)) throw forbidden('The client certificate is of somebody else.');
  };
}
