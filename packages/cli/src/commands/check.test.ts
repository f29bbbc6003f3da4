import { describe, expect, it } from '@jest/globals';
import { startEmulator } from '@axios-keyring/taxjar/emulator';
import { startServer } from '@axios-keyring/testing';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand, startCommand } from '../fixtures/command-line.js';
import { makeFolder, makeProject } from '../fixtures/folder.js';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';

const token = 'a-secret-token-of-the-test';
const env = { TAXJAR_API_TOKEN: token };
const taxjarRoute = { provider: 'taxjar', options: { apiToken: { env: 'TAXJAR_API_TOKEN' } } };
const absentRoute = { provider: '@acme/keyring-billing', baseURL: 'https://billing.acme.example' };

describe('check', () => {
  it('shows files, profile, routes and where secrets come from, plainly off a terminal', async () => {
    const directory = makeProject(taxjarRoute, absentRoute);

    const result = await runCommand(['check', '--profile', 'staging'], { directory, env });

    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(result.stdout).toContain('Config\nkeyring.config.json\nprofile: staging\n');
    expect(result.stdout).toContain(
      'taxjar\tloaded\thttps://api.taxjar.com\tapiToken: environment variable TAXJAR_API_TOKEN\n',
    );
    expect(result.stdout).toContain(
      '@acme/keyring-billing\tnot installed\thttps://billing.acme.example\tnpm install @acme/keyring-billing\n',
    );
    expect(result.stdout).toMatch(/\nGood: 1 loaded, 1 not installed\.\n$/);
    expect(result.stdout).not.toContain('\u001b');
    expect(result.stdout).not.toContain(token);
  });

  it('prints one JSON document', async () => {
    const directory = makeProject(taxjarRoute, absentRoute);

    const result = await runCommand(['check', '--json'], { directory, env });

    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(result.stdout)).toMatchObject({
      ok: true,
      files: ['keyring.config.json'],
      routes: [
        {
          provider: 'taxjar',
          package: '@axios-keyring/taxjar',
          status: 'loaded',
          baseURLs: ['https://api.taxjar.com'],
          secrets: [{ option: 'apiToken', source: 'environment variable TAXJAR_API_TOKEN' }],
        },
        { status: 'not-installed', install: 'npm install @acme/keyring-billing' },
      ],
      problems: [],
      warnings: [],
    });
    expect(result.stdout).not.toContain(token);
  });

  it('says all that is wrong, and where, and fails', async () => {
    const directory = makeProject(
      { provider: 'taxjar', options: { apiToken: { env: 'TAXJAR_API_TOKEN' }, enviroment: 'sandbox' } },
      { provider: 'avanan', options: { region: 'eu', applicationId: 'an-id', secretKey: token } },
      { provider: 'tajxar' },
    );

    const text = await runCommand(['check'], { directory });
    const json = await runCommand(['check', '--json'], { directory });

    expect([text.exitCode, json.exitCode]).toEqual([1, 1]);
    expect(text.stdout).toMatch(/\nWarnings\n- keyring.config.json routes\[1\].options.secretKey: .*/);
    expect(text.stdout).toMatch(/\nProblems\n- keyring.config.json routes\[0\]/);
    expect(text.stdout).toContain('TAXJAR_API_TOKEN');
    expect(text.stdout).toContain('Did you mean "environment"?');
    expect(text.stdout).toContain('Did you mean "taxjar"?');
    expect(text.stdout).toMatch(/\nNot good: see above\.\n$/);
    expect(JSON.parse(json.stdout)).toMatchObject({
      ok: false,
      problems: expect.arrayContaining([
        expect.objectContaining({ file: 'keyring.config.json', path: 'routes[2].provider' }),
      ]),
    });
    expect(text.stdout + text.stderr + json.stdout + json.stderr).not.toContain(token);
  });

  it('reads another file, a part of the routes, and commands where they are allowed', async () => {
    const command = [process.execPath, '-p', '"a-token-of-a-program"'];
    const directory = makeFolder({
      'shared/keys.json': {
        routes: [{ provider: 'taxjar', options: { apiToken: { command } } }, { provider: 'avanan' }],
      },
    });
    const args = ['check', '--file', 'shared/keys.json', '--only', 'taxjar'];

    const refused = await runCommand(args, { directory });
    const allowed = await runCommand([...args, '--allow-commands'], { directory });

    expect(refused.exitCode).toBe(1);
    expect(allowed).toMatchObject({ exitCode: 0 });
    expect(allowed.stdout).toContain('avanan\tleft out\t');
    expect(allowed.stdout).not.toContain('a-token-of-a-program');
  });

  it('finds a secret in the file that a variable names, as init advises', async () => {
    const directory = makeFolder({ secret: `${token}\n`, empty: '\n', lines: `${token}\n${token}` });
    await runCommand(['init', '--provider', 'taxjar'], { directory });
    // The file is named as seen from the folder of the process.
    const run = (...[file, ...args]: readonly [file: string, ...args: string[]]) =>
      startCommand(['check', ...args], { directory, env: { TAXJAR_API_TOKEN_FILE: file } }).result;

    const good = await run('secret');
    expect(good).toMatchObject({ exitCode: 0 });
    expect(good.stdout).toContain('apiToken: file secret (environment variable TAXJAR_API_TOKEN_FILE)\n');
    for (const [file, problem] of [
      ['empty', 'The file that TAXJAR_API_TOKEN_FILE names is empty'],
      ['lines', 'apiToken contains a line break'],
      [token, 'The file that TAXJAR_API_TOKEN_FILE names cannot be read (ENOENT)'],
    ] as const) {
      const { exitCode, stdout } = await run(file);
      expect(exitCode).toBe(1);
      expect(stdout).toContain(problem);
      expect(stdout).not.toContain(token);
      // Also where the config leaves the secret to the environment.
      writeFileSync(join(directory, 'plain.json'), '{"routes":[{"provider":"taxjar"}]}');
      const plain = await run(file, '--file', 'plain.json');
      expect(plain.exitCode).toBe(1);
      expect(plain.stdout).toContain(problem);
      expect(plain.stdout).not.toContain(token);
    }
  });

  it('says what to do where there is no config, or none that can be read', async () => {
    const none = await runCommand(['check'], { directory: makeFolder() });
    const broken = await runCommand(['check'], {
      directory: makeFolder({ 'keyring.config.json': `{ "${token}": ` }),
    });

    expect([none.exitCode, broken.exitCode]).toEqual([1, 1]);
    expect(none.stdout).toContain('npx @axios-keyring/cli init');
    expect(broken.stdout).toContain('line 1');
    expect(broken.stdout).not.toContain(token);
  });
});

describe('check --live', () => {
  it('sends a request for every loaded route, and says what came of it', async () => {
    const taxjar = await closedAfterTest(startEmulator({ apiToken: token }));
    const directory = makeProject({ ...taxjarRoute, baseURL: taxjar.url }, absentRoute);

    const good = await runCommand(['check', '--live'], { directory, env });
    const wrong = { TAXJAR_API_TOKEN: 'another-secret-token' };
    const refused = await runCommand(['check', '--live'], { directory, env: wrong });
    const json = await runCommand(['check', '--live', '--json'], { directory, env: wrong });

    expect(good).toMatchObject({ exitCode: 0, stderr: '' });
    expect(good.stdout).toContain(`Live\ntaxjar\t${taxjar.url}\taccepted\t200\t\n`);
    expect(refused.exitCode).toBe(1);
    expect(refused.stdout).toMatch(/Live\ntaxjar\thttp:\S+\trefused\t401\t\S.+\n/);
    expect(json.exitCode).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({
      ok: false,
      routes: [
        { live: { ok: false, routes: [{ baseURL: taxjar.url, status: 401, hint: expect.any(String) }] } },
        {},
      ],
    });
    expect(good.stdout + refused.stdout + json.stdout).not.toContain('secret-token');
  });

  it('tells what refused from what is down or in trouble, also where tokens are issued', async () => {
    const [refusing, failing, down] = await Promise.all(
      [401, 500, 200].map((status) =>
        closedAfterTest(startServer((_, response) => void response.writeHead(status).end())),
      ),
    );
    await down?.close();
    const options = { applicationId: 'an-id', secretKey: { env: 'KEY' } };
    const directory = makeProject(
      ...[refusing, failing, down].flatMap((server, index) => [
        { ...taxjarRoute, name: `taxjar-${index}`, baseURL: server?.url },
        { provider: 'avanan', name: `avanan-${index}`, baseURL: server?.url, options },
      ]),
    );
    const variables = { ...env, KEY: token };

    const text = await runCommand(['check', '--live'], { directory, env: variables });
    const json = await runCommand(['check', '--live', '--json'], { directory, env: variables });

    expect([text.exitCode, json.exitCode]).toEqual([1, 1]);
    const rows = text.stdout.split('Live\n')[1]?.split('\n').slice(0, 6);
    expect(rows?.map((row) => row.split('\t').slice(2, 4).join(' '))).toEqual([
      ...['refused 401', 'refused none', 'failed 500', 'failed none', 'no answer none', 'no answer none'],
    ]);
    expect(json.stdout.match(/"outcome": "\w+"/g)).toEqual(
      ['refused', 'refused', 'failed', 'failed', 'unanswered', 'unanswered'].map(
        (outcome) => `"outcome": "${outcome}"`,
      ),
    );
    expect(text.stdout + json.stdout).not.toContain(token);
  });

  it('says of a base URL for many hosts that none was asked, which is no failure', async () => {
    const directory = makeProject({ ...taxjarRoute, baseURL: 'https://*.tax.example/v2' });

    const { exitCode, stdout } = await runCommand(['check', '--live'], { directory, env });
    const routes = await runCommand(['routes'], { directory, env });

    expect(exitCode).toBe(0);
    expect(stdout).toContain('Live\ntaxjar\thttps://*.tax.example/v2\tunverified\tnone\t');
    expect(stdout).toContain('Good: 1 loaded.');
    expect(routes.stdout).toContain('https://*.tax.example/v2\ttaxjar\tloaded\n');
  });

  it('does not call an answer none, where a token is refused', async () => {
    const server = await closedAfterTest(startServer((_, response) => void response.writeHead(403).end()));
    const options = { applicationId: 'an-id', secretKey: { env: 'KEY' } };
    const directory = makeProject({ provider: 'avanan', baseURL: server.url, options });

    const { exitCode, stdout } = await runCommand(['check', '--live'], { directory, env: { KEY: token } });

    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/Live\navanan\thttp:\S+\trefused\tnone\t.*403/);
  });

  it('does not wait for an answer any more after Ctrl-C', async () => {
    let arrived = (): void => undefined;
    const arrival = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const silent = await closedAfterTest(
      startServer(() => {
        arrived();
      }),
    );
    const directory = makeProject({ ...taxjarRoute, baseURL: silent.url });

    const command = startCommand(['check', '--live'], { directory, env });
    await arrival;
    command.child.kill('SIGINT');

    expect(await command.result).toMatchObject({ exitCode: 130, stdout: '', stderr: '' });
  });
});
