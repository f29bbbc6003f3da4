import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand, startScript } from '../fixtures/command-line.js';
import { makeFolder, makeProject } from '../fixtures/folder.js';

const manifest: unknown = JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8'));
const commands = ['check', 'curl', 'explain', 'routes', 'schema', 'emulate', 'init'];

describe('the command line', () => {
  it('says its version, and what it can do, with examples', async () => {
    const directory = makeFolder();

    const version = await runCommand(['--version'], { directory });
    const help = await runCommand(['--help'], { directory });

    expect(version).toMatchObject({ exitCode: 0, stderr: '' });
    expect(manifest).toMatchObject({ version: version.stdout.trim() });
    expect(help).toMatchObject({ exitCode: 0, stderr: '' });
    for (const command of commands) expect(help.stdout).toMatch(new RegExp(`^ {2}${command} `, 'm'));
    expect(help.stdout).toContain('Examples:\n  npx @axios-keyring/cli init');
  });

  it('says how a command is used', async () => {
    const result = await runCommand(['curl', '--help'], { directory: makeFolder() });

    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(result.stdout).toContain('--max-time <seconds>');
    expect(result.stdout).toContain('exit codes are curl');
  });

  it.each<[args: readonly string[], message: RegExp]>([
    [[], /Usage: axios-keyring/],
    [['chek'], /unknown command 'chek'\n {2}\(Did you mean check\?\)/],
    [['check', '--liv'], /unknown option '--liv'\n {2}\(Did you mean --live\?\)/],
    [['curl'], /missing required argument 'url'/],
    [
      ['curl', '-sSfLv', 'https://x.example'],
      /curl takes -v or --verbose, and this does not\n {2}→ .*--explain/,
    ],
    [['curl', 'https://x.example', '--user', 'me:secret'], /Credentials come from the route/],
    [['curl', '-w', '%{http_code}', 'https://x.example'], /curl takes -w or --write-out.*\n.*-i prints/],
    [['curl', '--cacert', 'ca.pem', 'https://x.example'], /curl takes --cacert, .*\n.*NODE_EXTRA_CA_CERTS/],
    [['curl', '-I', '-d', 'a', 'https://x.example'], /-I asks for the headers alone/],
    [['explain', 'GET'], /missing required argument 'url'/],
    [['emulate', 'taxjr'], /There is no emulator "taxjr"\. Did you mean "taxjar"\?/],
    [['emulate', '--port', '0'], /number from 1 to 65535/],
    [
      ['emulate', 'taxjar', 'avanan', '--port', '65535'],
      /From port 65535 on there are not 2 ports\n {2}→ Give --port 65534 or less/,
    ],
    [['check', '--only', ''], /It names nothing/],
    [['check', '--only', ' , '], /It names nothing/],
    [['init', '--provider', ''], /It names nothing/],
    [['init'], /--provider taxjar/],
    [['init', '--provider', 'tajxar'], /There is no provider "tajxar"\. Did you mean "taxjar"\?/],
    [['init', '--provider', 'taxjar', '--file', 'keyring.config.toml'], /writes JSON and YAML/],
  ])('%j is wrong usage', async (args, message) => {
    const result = await runCommand(args, { directory: makeFolder() });

    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr).toMatch(message);
    expect(result.stderr).not.toMatch(/^ +at /m);
  });

  it.each(['check', 'schema', 'routes', '--help'])('says that %s cannot be written', async (command) => {
    const directory = makeProject({ provider: '@acme/x', baseURL: 'https://x.example' });

    const result = await startScript(`$KEYRING ${command} > /dev/full`, { directory }).result;

    expect(result.exitCode).toBe(1);
    expect(result.stderr).toMatch(
      /^error: Standard output cannot be written to\n {2}.*ENOSPC.*\n {2}→ .*\n$/,
    );
  });

  it('says that its folder is not there any more', async () => {
    const script = 'mkdir gone && cd gone && rmdir ../gone && $KEYRING check';
    const result = await startScript(script, { directory: makeFolder() }).result;

    expect(result).toMatchObject({ exitCode: 1, stdout: '' });
    expect(result.stderr).toMatch(
      /^error: The folder that this is run in is not there any more\n {2}→ .*\n$/,
    );
  });

  it('shows where an error happened only on demand', async () => {
    const directory = makeFolder();

    const quiet = await runCommand(['routes'], { directory });
    const debug = await runCommand(['routes'], { directory, env: { AXIOS_KEYRING_DEBUG: '1' } });

    expect(quiet.stderr).not.toMatch(/^ +at /m);
    expect(debug.stderr).toMatch(/\n {2}CommandFailure\n {4}at /);
  });
});
