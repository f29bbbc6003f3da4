import { afterEach, describe, expect, it } from '@jest/globals';
import { defineProvider, type KeyringInterceptor } from '@axios-keyring/core';
import axios from 'axios';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import https from 'node:https';
import { type AddressInfo } from 'node:net';
import { type PeerCertificate, TLSSocket } from 'node:tls';
import { lineOf } from './findings.js';
import { inspectProject } from './fixtures/inspect-project.js';
import { createProject, removeProjects } from './fixtures/project.js';

const cleanups: (() => unknown)[] = [];
afterEach(() => {
  removeProjects();
  for (const cleanup of cleanups.splice(0)) cleanup();
});

/** A folder with a certificate that serves for both sides. */
function createCertificate(): {
  readonly path: (name: string) => string;
  readonly certificate: string;
  readonly key: string;
} {
  const project = createProject({});
  const { directory } = project;
  const path = (name: string): string => project.path(name);
  const openssl = (...words: string[]): unknown =>
    execFileSync('openssl', words, { cwd: directory, stdio: 'ignore' });
  openssl(
    ...[
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-days',
      '30',
      '-subj',
      '/CN=billing',
    ],
    ...[
      '-passout',
      'pass:open',
      '-keyout',
      'key.pem',
      '-out',
      'certificate.pem',
      '-addext',
      'subjectAltName=DNS:localhost',
    ],
  );
  const both = [
    '-inkey',
    'key.pem',
    '-in',
    'certificate.pem',
    '-passin',
    'pass:open',
    '-passout',
    'pass:open',
  ];
  openssl('pkcs12', '-export', ...both, '-out', 'billing.p12');
  const read = (name: string): string => readFileSync(path(name), 'utf8');
  return { path, certificate: read('certificate.pem'), key: read('key.pem') };
}

const commonName = ({ subject }: PeerCertificate): string => String(subject.CN);

async function startServer(certificate: string, key: string): Promise<{ url: string; clients: string[] }> {
  const clients: string[] = [];
  const settings = {
    cert: certificate,
    key,
    passphrase: 'open',
    requestCert: true,
    rejectUnauthorized: false,
  };
  const server = https.createServer(settings, ({ socket }, response) => {
    if (socket instanceof TLSSocket) clients.push(commonName(socket.getPeerCertificate()));
    response.end('{}');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  cleanups.push(() => {
    server.close().closeAllConnections();
  });
  const { port }: AddressInfo = Object(server.address());
  return { url: `https://localhost:${port}`, clients };
}

const billing = defineProvider({
  name: 'billing',
  environmentPrefix: 'BILLING',
  options: {},
  baseURLs: () => [],
  authorize: () => () => ({}),
});

async function namesOf(interceptor: KeyringInterceptor | undefined, url: string): Promise<void> {
  const client = axios.create({ adapter: 'http', proxy: false });
  if (interceptor) client.interceptors.request.use(interceptor);
  await client.get(url);
}

describe('the client certificate of a route', () => {
  it.each(['PEM', 'PKCS #12', 'the environment'])('is read from where its parts lie: %s', async (kind) => {
    const { path, certificate, key } = createCertificate();
    const { url, clients } = await startServer(certificate, key);
    const passphrase = { env: 'BILLING_PASSPHRASE' };
    const ca = { file: path('certificate.pem') };
    process.env.BILLING_PASSPHRASE = 'open';
    process.env.BILLING_CERTIFICATE = certificate;
    process.env.BILLING_KEY_FILE = path('key.pem');
    cleanups.push(() => {
      for (const name of ['PASSPHRASE', 'CERTIFICATE', 'KEY_FILE'])
        Reflect.deleteProperty(process.env, `BILLING_${name}`);
    });
    const clientCertificate = {
      PEM: { certificate: { file: path('certificate.pem') }, key: { file: path('key.pem') }, passphrase, ca },
      'PKCS #12': { pkcs12: { file: path('billing.p12') }, passphrase, ca },
      'the environment': {
        certificate: { env: 'BILLING_CERTIFICATE' },
        key: { env: 'BILLING_KEY' },
        passphrase,
        ca,
      },
    }[kind];
    const config = { routes: [{ provider: 'billing', baseURL: url, options: { clientCertificate } }] };
    const { keyring, problems, warnings, routes } = await inspectProject(config, { providers: [billing] });
    expect([...problems, ...warnings].map(lineOf)).toEqual([]);
    expect(routes[0]?.secrets).toEqual([
      {
        option: 'clientCertificate',
        source: expect.stringContaining('environment variable BILLING_PASSPHRASE'),
      },
    ]);
    await namesOf(keyring, url);
    expect(clients).toEqual(['billing']);
  });

  it('is checked, each part where it stands', async () => {
    const { path, certificate, key } = createCertificate();
    const said = async (clientCertificate: unknown): Promise<readonly string[]> => {
      const config = {
        routes: [{ provider: 'billing', baseURL: 'https://api.example', options: { clientCertificate } }],
      };
      const { problems, warnings } = await inspectProject(config, { providers: [billing] });
      return [...problems, ...warnings].map(lineOf);
    };
    const file = { file: path('certificate.pem') };
    expect(await said({ certificate: file, key: { file: './nowhere.pem' } })).toEqual([
      expect.stringMatching(
        /^keyring\.config\.json routes\[0\]\.options\.clientCertificate\.key: .*cannot be read \(ENOENT\)/,
      ),
    ]);
    expect(await said({ certificate: file, key: { file: path('key.pem') } })).toEqual([
      expect.stringContaining('clientCertificate has a key that is encrypted, and no passphrase is given'),
    ]);
    expect(await said({ certificate: file, kee: { file: path('key.pem') } })).toEqual([
      expect.stringContaining('clientCertificate has no part "kee". Did you mean "key"?'),
    ]);
    expect(await said({ certificate, key, passphrase: 'open' })).toEqual([
      expect.stringContaining('clientCertificate.key: The secret is written in the file itself'),
      expect.stringContaining('clientCertificate.passphrase: The secret is written in the file itself'),
    ]);
    expect((await said({ certificate, key, passphrase: 'shut' })).join()).not.toMatch(/shut|MII|MIG/);
  });
});
