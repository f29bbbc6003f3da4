import { describe, expect, it } from '@jest/globals';
import { startServer } from '@axios-keyring/testing';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand, startAtTerminal, startScript, typing } from '../fixtures/command-line.js';
import { makeFolder, makeProject } from '../fixtures/folder.js';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';

const token = 'a-secret-token-of-the-test';
const env = { TAXJAR_API_TOKEN: token };
const escape = '\u001b';

// Where there is no such program, there is no output either.
const hasTerminal = String(spawnSync('script', ['--version']).stdout).includes('util-linux');
if (!hasTerminal)
  console.warn('There is no `script` of util-linux: what is shown at a terminal is not tested.');

(hasTerminal ? describe : describe.skip)('at a terminal', () => {
  it('routes have colours and a table with a heading', async () => {
    const { result } = startAtTerminal(['routes'], { directory: makeProject({ provider: 'taxjar' }), env });

    const { exitCode, stdout } = await result;

    expect(exitCode).toBe(0);
    expect(stdout).toContain(`${escape}[2mBASE URL${escape}[0m`);
    expect(stdout).toContain(`${escape}[32mloaded${escape}[0m`);
    expect(stdout).not.toContain('\t');
    expect(stdout).not.toContain(token);
  });

  it.each([{ NO_COLOR: '1' }, { TERM: 'dumb' }, { FORCE_COLOR: '0' }])(
    '%j takes the colours away',
    async (off) => {
      const setting = { directory: makeProject({ provider: 'taxjar' }), env: { ...env, ...off } };

      const { stdout } = await startAtTerminal(['routes'], setting).result;

      expect(stdout).toContain('BASE URL                PROVIDER  STATUS\r\n');
      expect(stdout).not.toContain(escape);
    },
  );

  it('check --live says what it waits for, and takes that away', async () => {
    const server = await closedAfterTest(startServer((_, response) => void response.end('[]')));
    const directory = makeProject({ provider: 'taxjar', baseURL: server.url });

    const { stdout } = await startAtTerminal(['check', '--live'], { directory, env }).result;

    expect(stdout).toContain(`\r${escape}[K${escape}[2mWaiting for taxjar${escape}[0m\r${escape}[K`);
  });

  it('curl writes no bytes that are no text, unless told to', async () => {
    const server = await closedAfterTest(
      startServer((_, response) => void response.end(Buffer.from([1, 0, 2]))),
    );
    const directory = makeProject({ provider: 'taxjar', baseURL: server.url });

    const refused = await startAtTerminal(['curl', server.url], { directory, env }).result;
    const forced = await startAtTerminal(['curl', server.url, '-o', '-'], { directory, env }).result;

    expect(refused.exitCode).toBe(23);
    expect(refused.stdout).toContain('-o FILE');
    expect(forced).toMatchObject({ exitCode: 0 });
    expect(forced.stdout).toContain('\u0001\u0000\u0002');
  });

  it('init asks which providers, and nothing more', async () => {
    const directory = makeFolder();

    const command = startAtTerminal(['init'], { directory, env });
    const list = await command.printed(/Names or numbers: $/);
    const [, number = ''] = /(\d+) taxjar /.exec(list) ?? [];
    typing(command).write(`${number}, avanan:infinity\n`);
    const { exitCode, stdout } = await command.result;

    expect(exitCode).toBe(0);
    expect(stdout).toContain('Wrote keyring.config.json: taxjar, avanan.');
    expect(stdout).toContain('Set AVANAN_CLIENT_ID, AVANAN_ACCESS_KEY;');
    expect(existsSync(join(directory, 'keyring.config.json'))).toBe(true);
  });

  it('init asks again after an answer that means nothing', async () => {
    const directory = makeFolder();

    const command = startAtTerminal(['init'], { directory, env });
    await command.printed(/Names or numbers: $/);
    typing(command).write('tajxar\n');
    await command.printed(/Did you mean "taxjar"\?[^]*Names or numbers: $/);
    typing(command).write('\n');
    await command.printed(/(Names or numbers: [^]*){3}$/);
    typing(command).write('taxjar\n');

    expect(await command.result).toMatchObject({ exitCode: 0 });
    expect(existsSync(join(directory, 'keyring.config.json'))).toBe(true);
  });

  it('a table that does not fit is a block for each row', async () => {
    const directory = makeProject(
      { provider: 'taxjar' },
      { provider: '@acme/keyring-billing', baseURL: 'https://billing.acme.example' },
    );

    const { stdout } = await startAtTerminal(['check'], { directory, env: { ...env, NO_COLOR: '1' } }).result;

    const lines = stdout.split('\r\n');
    expect(lines.filter(({ length }) => length > 80)).toEqual([]);
    expect(lines).toEqual(
      expect.arrayContaining([
        'taxjar',
        '  status     loaded',
        '  base URLs  https://api.taxjar.com',
        '  secrets    apiToken: environment variable TAXJAR_API_TOKEN',
        '@acme/keyring-billing',
        '  secrets    npm install @acme/keyring-billing',
      ]),
    );
  });

  it('init ends on Ctrl-C with 130 and on Ctrl-D with 2, and writes nothing', async () => {
    const directory = makeFolder();
    const results = ['\u0003', '\u0004'].map(async (key) => {
      const command = startAtTerminal(['init'], { directory });
      await command.printed(/Names or numbers: $/);
      typing(command).write(key);
      return (await command.result).exitCode;
    });

    expect(await Promise.all(results)).toEqual([130, 2]);
    expect(existsSync(join(directory, 'keyring.config.json'))).toBe(false);
  });
});

describe('off a terminal', () => {
  it('FORCE_COLOR gives colours, also against NO_COLOR', async () => {
    const directory = makeProject({ provider: 'taxjar' });

    const result = await runCommand(['check'], {
      directory,
      env: { ...env, FORCE_COLOR: '1', NO_COLOR: '1' },
    });

    expect(result.stdout).toContain(`${escape}[1mRoutes${escape}[0m`);
    expect(result.stdout).toContain('\thttps://api.taxjar.com\t');
  });

  it('a reader who has enough ends a command quietly, with 141 as git', async () => {
    const server = await closedAfterTest(
      startServer((_, response) => void response.end(`first\n${'more\n'.repeat(1_000_000)}`)),
    );
    const directory = makeProject({ provider: 'taxjar', baseURL: server.url });
    const script = `$KEYRING curl ${server.url} | head -n 1; echo "\${PIPESTATUS[0]}"`;

    const curl = await startScript(script, { directory, env }).result;
    // The reader goes before the command begins, so that not a byte can be written.
    const gone =
      'mkfifo gate; { read -r _ < gate; $KEYRING check; } | { exec <&-; echo go > gate; }; echo "${PIPESTATUS[0]}"';
    const check = await startScript(gone, { directory, env }).result;

    expect(curl).toMatchObject({ stdout: 'first\n141\n', stderr: '' });
    expect(check).toMatchObject({ stdout: '141\n', stderr: '' });
  });
});
