import { expect, it } from '@jest/globals';
import { runCommand } from '../fixtures/command-line.js';
import { makeProject } from '../fixtures/folder.js';

// One for each way in which a secret may stand in a config, also in a wrong one.
const canaries = {
  token: 'canary-of-the-token',
  password: 'canary-of-the-password',
  key: Buffer.from('canary of the key').toString('base64'),
  variable: 'canary-of-a-variable',
  misplaced: 'Canary7391Of5521Something0042Misplaced',
};

const good = makeRoutes('https://api.taxjar.com');
const wrong = [
  ...good,
  { provider: canaries.misplaced },
  { provider: 'taxjar', [canaries.misplaced]: 1, options: { [canaries.misplaced]: canaries.token } },
  { provider: 'avanan', options: { secretKey: [canaries.token], applicationId: canaries.key + '\n' } },
];

function makeRoutes(baseURL: string): readonly unknown[] {
  return [
    { provider: 'taxjar', baseURL, options: { apiToken: canaries.token } },
    { provider: 'avalara-communications', options: { username: 'somebody', password: canaries.password } },
    {
      provider: 'azure-communication',
      options: {
        connectionString: `endpoint=https://contoso.communication.azure.com/;accesskey=${canaries.key}`,
      },
    },
    { provider: 'taxjar', name: 'sandbox', options: { environment: 'sandbox', apiToken: { env: 'CANARY' } } },
  ];
}

const calls: readonly (readonly string[])[] = [
  ['check'],
  ['check', '--json'],
  ['routes', '--json'],
  ['schema'],
  ['explain', 'GET', 'https://api.taxjar.com/v2/x'],
  ['explain', 'GET', 'https://api.sandbox.taxjar.com/v2/x', '--json'],
  ['explain', 'POST', 'https://contoso.communication.azure.com/sms', '-d', '{}'],
  ['explain', 'GET', 'https://communications.avalara.net/api', '--json'],
  // Nobody listens at the address of the proxy, so that nothing leaves this machine.
  ['curl', '--explain', 'https://api.taxjar.com/v2/x'],
  ['curl', 'https://nobody.example/'],
];

it.each([
  ['good', good],
  ['wrong', wrong],
])('no command shows a secret of a %s config', async (_, routes) => {
  const directory = makeProject(...routes);
  const env = { CANARY: canaries.variable, AXIOS_KEYRING_DEBUG: '1', HTTPS_PROXY: 'http://127.0.0.1:1' };

  const results = [];
  for (const args of calls) results.push(await runCommand(args, { directory, env }));

  const output = results.map(({ stdout, stderr }) => stdout + stderr).join('\n');
  expect(results.map(({ stdout, stderr }) => stdout.length + stderr.length)).not.toContain(0);
  for (const canary of Object.values(canaries)) expect(output).not.toContain(canary);
});
