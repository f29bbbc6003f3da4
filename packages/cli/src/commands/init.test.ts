import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../fixtures/command-line.js';
import { makeFolder } from '../fixtures/folder.js';

const read = (directory: string, file: string): unknown =>
  JSON.parse(readFileSync(join(directory, file), 'utf8'));

describe('init', () => {
  it('writes references to variables, and says what is left to do', async () => {
    const directory = makeFolder();
    const args = ['init', '--provider', 'taxjar', '--provider', 'avanan:infinity,@acme/keyring-billing'];

    const result = await runCommand(args, { directory, env: { TAXJAR_API_TOKEN: 'a-secret-token' } });

    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(read(directory, 'keyring.config.json')).toEqual({
      $schema: './node_modules/axios-keyring/keyring.schema.json',
      routes: [
        { provider: 'taxjar', options: { apiToken: { env: 'TAXJAR_API_TOKEN' } } },
        {
          provider: 'avanan',
          options: {
            platform: 'infinity',
            clientId: { env: 'AVANAN_CLIENT_ID' },
            accessKey: { env: 'AVANAN_ACCESS_KEY' },
          },
        },
        { provider: '@acme/keyring-billing' },
      ],
    });
    expect(result.stdout).toContain('npm install axios axios-keyring @acme/keyring-billing\n');
    expect(result.stdout).toContain('Set AVANAN_CLIENT_ID, AVANAN_ACCESS_KEY;');
    expect(result.stdout).not.toContain('a-secret-token');
  });

  it('never replaces a file, unless forced to', async () => {
    const directory = makeFolder({ 'keys.json': { routes: [] } });
    const args = ['init', '--provider', 'taxjar', '--file', 'keys.json'];

    const refused = await runCommand(args, { directory });
    const before = read(directory, 'keys.json');
    const forced = await runCommand([...args, '--force'], { directory });

    expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
    expect(refused.stderr).toContain('keys.json is there already, and was left as it is');
    expect(before).toEqual({ routes: [] });
    expect(forced.exitCode).toBe(0);
    expect(read(directory, 'keys.json')).toMatchObject({ routes: [{ provider: 'taxjar' }] });
  });

  it('asks the declaration of a provider of one’s own for its credentials', async () => {
    const core = JSON.stringify(require.resolve('@axios-keyring/core'));
    const directory = makeFolder({
      'billing.cjs': `
        const { defineProvider, secret } = require(${core});
        module.exports.billing = defineProvider({
          name: 'billing',
          environmentPrefix: 'BILLING',
          options: { key: secret({ env: 'BILLING_KEY', description: 'The key.' }) },
          baseURLs: () => ['https://billing.acme.example'],
          authorize: ({ key }) => async (request) => ({ Authorization: await key(request) }),
        });`,
    });

    const result = await runCommand(['init', '--provider', './billing.cjs'], { directory });

    expect(result.exitCode).toBe(0);
    expect(read(directory, 'keyring.config.json')).toMatchObject({
      routes: [{ provider: './billing.cjs', options: { key: { env: 'BILLING_KEY' } } }],
    });
    expect(result.stdout).toContain('Set BILLING_KEY;');
  });
});
