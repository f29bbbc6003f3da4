import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandSecret } from './command-secret.js';

const node = (script: string): string[] => [process.execPath, '-e', script];

/** A command that prints how often it ran. */
function counting(): { command: string[]; runs: () => number } {
  const file = join(mkdtempSync(join(tmpdir(), 'keyring-')), 'runs');
  const script = `const fs = require('fs'); fs.appendFileSync(${JSON.stringify(file)}, '.');
    const runs = fs.readFileSync(${JSON.stringify(file)}, 'utf8').length;
    if (runs === 3) process.exit(1); else console.log('secret-' + runs);`;
  return { command: node(script), runs: () => readFileSync(file, 'utf8').length };
}

describe('a secret of a command', () => {
  it('runs once for all who wait, is kept, and is run again when refused, but not at once', async () => {
    const { command, runs } = counting();
    let time = 0;
    const secret = commandSecret(command, tmpdir(), { now: () => time });

    expect(await Promise.all([secret.read(), secret.read()])).toEqual(['secret-1', 'secret-1']);
    time = 29_999;
    secret.refresh();
    expect(await secret.read()).toBe('secret-1');
    time = 30_000;
    expect(await secret.read()).toBe('secret-2');
    time = 329_999;
    expect(await secret.read()).toBe('secret-2');
    expect(runs()).toBe(2);
    time = 330_000;
    // The third run fails; what the second printed is used on.
    expect(await secret.read()).toBe('secret-2');
    expect(runs()).toBe(3);
  });

  it.each([
    [['keyring-no-such-program'], 'The command keyring-no-such-program was not found.'],
    [
      node('process.stderr.write("canary"); console.log("canary"); process.exit(7)'),
      'ended with exit code 7.',
    ],
    [node('process.kill(process.pid, "SIGTERM"); setTimeout(() => {}, 5000)'), 'was ended by SIGTERM.'],
    [node('console.log("canary".repeat(20000))'), 'printed more than 64 kB.'],
    [node(''), 'printed nothing.'],
    [['x', 'canary\0'], 'The command x cannot be run with these arguments.'],
    [['/'], 'could not be run (EACCES).'],
  ])('%j fails without what it printed', async (command, message) => {
    const error: unknown = await commandSecret(command, tmpdir())
      .read()
      .catch((reason: unknown) => reason);

    expect(error).toMatchObject({
      code: 'ERR_KEYRING_CREDENTIAL',
      message: expect.stringContaining(`${message} Run it by hand to see why.`),
    });
    expect(String(error)).not.toContain('canary');
  });

  it('is ended when it takes too long, and is asked nothing', async () => {
    const endless = commandSecret(node('setInterval(() => {}, 1000)'), tmpdir(), { timeout: 300 });
    await expect(endless.read()).rejects.toThrow('did not end within 300 ms and was ended');

    const asking = commandSecret(node('process.stdin.on("end", () => console.log("x")).resume()'), tmpdir());
    expect(await asking.read()).toBe('x');
  });

  it('runs in the folder of the config and takes its arguments as they are', async () => {
    const script = node('console.log(process.cwd() + process.argv[1])');
    const secret = commandSecret([...script, '$(id) "; ls'], '/');

    expect(await secret.read()).toBe('/$(id) "; ls');
  });
});
