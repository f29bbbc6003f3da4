import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../fixtures/command-line.js';
import { makeFolder } from '../fixtures/folder.js';

const readText = (directory: string, file: string): string => readFileSync(join(directory, file), 'utf8');
const read = (directory: string, file: string): unknown => JSON.parse(readText(directory, file));

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
    // The package axios-keyring that was installed has no command of its own.
    expect(result.stdout).toContain('npx @axios-keyring/cli check --live\n');
    expect(result.stdout).not.toContain('a-secret-token');
  });

  it('writes YAML that names its schema, which check reads', async () => {
    const directory = makeFolder();
    const args = ['init', '--provider', 'taxjar,avanan:infinity', '--file', 'keyring.config.yaml'];

    const { exitCode } = await runCommand(args, { directory });
    const checked = await runCommand(['routes'], {
      directory,
      env: { TAXJAR_API_TOKEN: 'a', AVANAN_CLIENT_ID: 'b', AVANAN_ACCESS_KEY: 'c' },
    });

    expect(exitCode).toBe(0);
    expect(readText(directory, 'keyring.config.yaml')).toBe(
      `# yaml-language-server: $schema=./node_modules/axios-keyring/keyring.schema.json

routes:
  - provider: taxjar
    options:
      apiToken:
        env: TAXJAR_API_TOKEN
  - provider: avanan
    options:
      platform: infinity
      clientId:
        env: AVANAN_CLIENT_ID
      accessKey:
        env: AVANAN_ACCESS_KEY
`,
    );
    expect(checked.stdout).toContain('https://api.taxjar.com\ttaxjar\tloaded\n');
  });

  it('adds routes to the config that is there, and keeps what it has', async () => {
    const yaml = `# ours\nunmatched: refuse\nroutes:\n  - provider: '@axios-keyring/taxjar' # the shop\n    name: shop\n`;
    const inYAML = makeFolder({ 'keyring.config.yml': yaml });
    const json = '{\n    "unmatched": "refuse",\n    "routes": []\n}\n';
    const inJSON = makeFolder({ 'keyring.config.json': json });
    const args = ['init', '--provider', 'taxjar,azure-communication'];

    const results = [
      await runCommand(args, { directory: inYAML }),
      await runCommand(args, { directory: inJSON }),
    ];

    expect(results.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(readText(inYAML, 'keyring.config.yml')).toBe(
      `${yaml}  - provider: azure-communication
    options:
      connectionString:
        env: COMMUNICATION_SERVICES_CONNECTION_STRING
`,
    );
    expect(results[0]?.stdout).toContain('There already: taxjar.');
    expect(read(inJSON, 'keyring.config.json')).toMatchObject({
      unmatched: 'refuse',
      routes: [{ provider: 'taxjar' }, { provider: 'azure-communication' }],
    });
    expect(readText(inJSON, 'keyring.config.json')).toContain('\n    "routes": [\n        {');
  });

  it.each([
    ['keyring.config.json', '{ "routes": [', 'cannot be read'],
    ['keyring.config.yaml', 'routes: [\n', 'cannot be read'],
    ['keyring.config.yaml', 'routes: { taxjar: {} }\n', 'its routes are no list'],
    ['keyring.config.ts', 'export default { routes: [] };\n', 'init writes JSON and YAML'],
  ])('leaves %s with %j as it is, and says what to do', async (name, text, message) => {
    const directory = makeFolder({ [name]: text });

    const result = await runCommand(['init', '--provider', 'taxjar'], { directory });

    expect(result.exitCode).not.toBe(0);
    expect(result.stderr).toContain(message);
    expect(result.stderr).toContain('→');
    expect(readText(directory, name)).toBe(text);
    expect(readdirSync(directory)).toEqual([name]);
  });

  it('replaces a file where it is forced to', async () => {
    const directory = makeFolder({ 'keys.json': { routes: [{ provider: 'avanan' }] } });

    await runCommand(['init', '--provider', 'taxjar', '--file', 'keys.json', '--force'], { directory });

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
          authorize: ({ key }) => async (request) => ({ headers: { Authorization: await key(request) } }),
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
