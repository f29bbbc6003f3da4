import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../fixtures/command-line.js';
import { makeFolder, makeProject } from '../fixtures/folder.js';

const token = 'a-secret-token-of-the-test';
const accessKey = Buffer.from('a secret access key').toString('base64');
const env = { TAXJAR_API_TOKEN: token, COMMUNICATION_SERVICES_ACCESS_KEY: accessKey };
const routes = [
  { provider: 'taxjar' },
  {
    provider: 'taxjar',
    name: 'proxy',
    baseURL: 'https://api.taxjar.com/v2/taxes',
    options: { scheme: 'token' },
  },
  { provider: 'azure-communication', options: { endpoint: 'https://contoso.communication.azure.com' } },
];

describe('explain', () => {
  it('shows all routes with a reason, and what is signed, masked', async () => {
    const directory = makeProject(...routes);
    const url = 'https://contoso.communication.azure.com/sms?api-version=2021-03-07';

    const result = await runCommand(['explain', 'post', url, '-d', '{"message":"x"}'], { directory, env });

    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(result.stdout).toContain('Request\nPOST https://contoso.communication.azure.com/sms\n');
    expect(result.stdout).toContain('not taken\thttps://api.taxjar.com\ttaxjar\tanother host\n');
    expect(result.stdout).toContain('taken\thttps://contoso.communication.azure.com\tazure-communication\t');
    // printf '{"message":"x"}' | openssl dgst -sha256 -binary | base64
    expect(result.stdout).toContain('content hash\tLySyiK/+cp9NIStXQN1x9OIplXoOGjfNSzPHS+UESOo=\n');
    expect(result.stdout).toContain('path and query\t/sms?api-version=2021-03-07\n');
    expect(result.stdout).toContain('Authorization: •••\n');
    expect(result.stdout).not.toContain(accessKey);
  });

  it('names the client certificate, and never its key', async () => {
    const directory = makeFolder();
    const made = ['-subj', '/CN=billing', '-days', '30', '-keyout', 'key.pem', '-out', 'certificate.pem'];
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...made], {
      cwd: directory,
      stdio: 'ignore',
    });
    const clientCertificate = { certificate: { file: 'certificate.pem' }, key: { file: 'key.pem' } };
    const config = { routes: [{ provider: 'taxjar', options: { clientCertificate } }] };
    writeFileSync(join(directory, 'keyring.config.json'), JSON.stringify(config));
    const args = ['explain', 'GET', 'https://api.taxjar.com/v2/categories'];

    const result = await runCommand(args, { directory, env });

    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(result.stdout).toMatch(
      /Client certificate that is shown\nCN=billing, valid from 20\S+ to 20\S+\n/,
    );
    const [, firstLine = ''] = readFileSync(join(directory, 'key.pem'), 'utf8').split('\n');
    expect(result.stdout).not.toContain(firstLine);
  });

  it('says which of several base URLs is taken, and why', async () => {
    const directory = makeProject(...routes);

    const longest = await runCommand(['explain', 'GET', 'https://api.taxjar.com/v2/taxes/1'], {
      directory,
      env,
    });
    const json = await runCommand(['explain', 'GET', 'https://api.taxjar.com/v2/taxesx', '--json'], {
      directory,
      env,
    });

    expect(longest.stdout).toContain('covers it, but another base URL is longer');
    expect(longest.stdout).toContain('taken\thttps://api.taxjar.com/v2/taxes\ttaxjar\t');
    expect(longest.stdout).toContain('Token token="(API token)"');
    expect(JSON.parse(json.stdout)).toMatchObject({
      method: 'GET',
      url: 'https://api.taxjar.com/v2/taxesx',
      considered: [
        { provider: 'taxjar', isTaken: true },
        { isTaken: false, reason: 'the path is not below /v2/taxes/: only whole segments count' },
        { isTaken: false, reason: 'another host' },
      ],
      explanation: { provider: 'taxjar', headers: ['Authorization'] },
    });
    expect(longest.stdout + json.stdout).not.toContain(token);
  });

  it.each([
    ['https://api.taxjar.com:444/', 'another port'],
    ['http://api.taxjar.com/', 'another scheme'],
    ['https://api.taxjar.com/v2/taxes/..%2f..%2fadmin', 'could climb out'],
  ])('says why nothing covers %s, and fails', async (url, reason) => {
    const args = ['explain', 'GET', url, '--only', 'taxjar', '--json'];

    const result = await runCommand(args, { directory: makeProject(...routes), env });

    expect(result).toMatchObject({ exitCode: 1 });
    expect(result.stdout).toContain(reason);
    expect(JSON.parse(result.stdout)).toMatchObject({ explanation: null });
    expect(result.stderr).toMatch(/^error: No route covers /);
  });

  it('never repeats user, password or query of a URL', async () => {
    const url = 'https://user:a-secret@api.taxjar.com/x?key=a-secret';

    const result = await runCommand(['explain', 'GET', url], { directory: makeProject(...routes), env });

    expect(result.stdout).toContain('GET https://api.taxjar.com/x\n');
    expect(result.stdout + result.stderr).not.toContain('a-secret');
  });
});
