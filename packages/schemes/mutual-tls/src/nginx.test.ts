import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axios, { type AxiosResponse } from 'axios';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { property, refusalHint } from '@axios-keyring/core';
import { type Certificates, makeCertificates } from '../emulator/certificates.js';
import { mutualTls } from './index.js';

// Installed by the set-up of the tests, which says so loudly where it cannot.
const hasNginx = spawnSync('nginx', ['-v'], { env: process.env, stdio: 'ignore' }).status === 0;

let own: Certificates;
let others: Certificates;
let folder: string;
let server: ChildProcess;
let url: string;

async function freePort(): Promise<number> {
  const probe = createServer();
  await once(probe.listen(0, '127.0.0.1'), 'listening');
  const port = Number(property(probe.address(), 'port'));
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

const configuration = (port: number): string => `
daemon off; master_process off; pid ${folder}/pid; error_log stderr;
events {}
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
  server {
    listen 127.0.0.1:${port} ssl;
    ssl_certificate ${folder}/server.pem; ssl_certificate_key ${folder}/server.key;
    ssl_client_certificate ${folder}/ca.pem; ssl_verify_client on;
    location / { default_type text/plain; return 200 "$ssl_client_s_dn $ssl_client_verify"; }
    location /forbidden { return 403; }
  }
}`;

async function untilListening(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isOpen) return;
    if (server.exitCode !== null) throw new Error('nginx ended at once.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function ask(path: string, clientCertificate: Certificates['client']): Promise<AxiosResponse<string>> {
  const httpsAgent = new https.Agent({ ca: own.ca });
  const client = axios.create({ baseURL: url, adapter: 'http', proxy: false, httpsAgent });
  client.interceptors.request.use(mutualTls({ baseURL: url, clientCertificate }));
  return client.get<string>(path);
}

(hasNginx ? describe : describe.skip)('nginx with ssl_verify_client', () => {
  beforeAll(async () => {
    [own, others] = await Promise.all([makeCertificates(), makeCertificates()]);
    folder = mkdtempSync(join(tmpdir(), 'keyring-nginx-'));
    const files = { 'ca.pem': own.ca, 'server.pem': own.server.certificate, 'server.key': own.server.key };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const port = await freePort();
    writeFileSync(join(folder, 'nginx.conf'), configuration(port));
    server = spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'], {
      env: process.env,
      stdio: 'ignore',
    });
    url = `https://127.0.0.1:${port}`;
    await untilListening(port);
  });

  afterAll(async () => {
    const ended = once(server, 'close');
    server.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true });
  });

  it('takes the certificate', async () => {
    expect((await ask('/', own.client)).data).toBe('CN=client SUCCESS');
  });

  it('refuses one of an unknown issuer, and the right to something, with a hint', async () => {
    const hintOf = (sent: Promise<unknown>): Promise<unknown> =>
      sent.catch((error: unknown) => refusalHint(error));
    expect(await hintOf(ask('/', others.client))).toMatch(
      /^The API does not accept the client certificate: see/,
    );
    expect(await hintOf(ask('/forbidden', own.client))).toMatch(/^The API saw the client certificate/);
  });

  it('refuses who shows none', async () => {
    const httpsAgent = new https.Agent({ ca: own.ca });
    const { status, data } = await axios.get<string>(url, { httpsAgent, proxy: false, validateStatus: null });
    expect([status, data]).toEqual([400, expect.stringContaining('No required SSL certificate was sent')]);
  });
});
