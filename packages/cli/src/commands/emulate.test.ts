import { describe, expect, it } from '@jest/globals';
import { ownProviders } from '../config/installed-providers.js';
import { startServer } from '@axios-keyring/testing';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand, startCommand } from '../fixtures/command-line.js';
import { makeFolder } from '../fixtures/folder.js';

const complete = /^\{[^]*\n\}\n$/;

function baseURLs(config: string): readonly string[] {
  return config.match(/https?:\/\/127\.0\.0\.1:\d+/g) ?? [];
}

describe('emulate', () => {
  it('prints a config for all emulators or some of them, until Ctrl-C or SIGTERM', async () => {
    const directory = makeFolder();
    const command = startCommand(['emulate'], { directory });

    const config = await command.printed(complete);
    const file = join(directory, 'keyring.config.json');
    const written = startCommand(['emulate', '-o', file, 'taxjar'], { directory });
    await written.printed(/Wrote .*keyring\.config\.json\.\n/);
    const taxjarOnly = await runCommand(['check', '--live'], { directory });
    written.child.kill('SIGTERM');
    command.child.kill('SIGINT');
    const [stopped, interrupted] = await Promise.all([written.result, command.result]);

    for (const name of ownProviders) {
      const routes = expect.arrayContaining([expect.objectContaining({ provider: name })]);
      expect(JSON.parse(config)).toMatchObject({ routes });
    }
    expect(baseURLs(config)).toHaveLength(ownProviders.length + 1);
    expect(config).toContain('"platform": "infinity"');
    expect(taxjarOnly).toMatchObject({ exitCode: 0 });
    expect(stopped).toMatchObject({ exitCode: 143, stderr: '' });
    expect(interrupted).toMatchObject({ exitCode: 130, stdout: config, stderr: '' });
    await expect(fetch(baseURLs(config)[0] ?? '')).rejects.toThrow();
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ routes: [{ provider: 'taxjar' }] });
  });

  it('says what was answered with --verbose, at the ports that were asked for', async () => {
    const free = await startServer(() => undefined);
    await free.close();
    const port = new URL(free.url).port;
    const directory = makeFolder();
    const args = ['emulate', 'taxjar', '--port', port, '--verbose', '-o', 'keyring.config.json'];

    const command = startCommand(args, { directory });
    await command.printed(/Wrote/);
    const good = await runCommand(['curl', `http://127.0.0.1:${port}/v2/categories`], { directory });
    const refused = await fetch(`http://127.0.0.1:${port}/v2/categories?key=in-the-query`);
    await command.noted(/401 /);
    const taken = await runCommand(['emulate', 'taxjar', '--port', port], { directory });
    command.child.kill('SIGINT');

    expect(good.stdout).toContain('"categories"');
    expect(refused.status).toBe(401);
    expect(taken).toMatchObject({ exitCode: 1, stdout: '' });
    expect(taken.stderr).toContain(
      `Port ${port} of 127.0.0.1 cannot be used\n  Another program listens there.`,
    );
    const { exitCode, stderr } = await command.result;
    expect(exitCode).toBe(130);
    expect(stderr).toMatch(/^taxjar GET \/v2\/categories 200\ntaxjar GET \/v2\/categories 401 \S.+\n$/);
  });

  it('gives credentials that work for every API', async () => {
    const directory = makeFolder();
    const command = startCommand(['emulate', '-o', 'keyring.config.json'], { directory });
    await command.printed(/Wrote/);

    const check = await runCommand(['check', '--live', '--json'], { directory });
    command.child.kill('SIGINT');
    await command.result;

    expect(check.exitCode).toBe(0);
    const config = readFileSync(join(directory, 'keyring.config.json'), 'utf8');
    const accepted = { live: { ok: true, routes: [{ status: 200 }] } };
    expect(JSON.parse(check.stdout)).toMatchObject({
      ok: true,
      routes: baseURLs(config).map(() => accepted),
    });
  });
});
