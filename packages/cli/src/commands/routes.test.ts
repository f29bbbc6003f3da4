import { describe, expect, it } from '@jest/globals';
import { runCommand } from '../fixtures/command-line.js';
import { makeProject } from '../fixtures/folder.js';

const env = { TAXJAR_API_TOKEN: 'a-secret-token-of-the-test' };

describe('routes', () => {
  it('has a line for each base URL, or one JSON document', async () => {
    const directory = makeProject(
      { provider: 'taxjar', name: 'main' },
      { provider: '@acme/keyring-billing', baseURL: 'https://billing.acme.example' },
    );

    const text = await runCommand(['routes'], { directory, env });
    const json = await runCommand(['routes', '--json'], { directory, env });

    expect(text).toEqual({
      exitCode: 0,
      stderr: '',
      bytes: expect.anything(),
      stdout:
        'https://api.taxjar.com\ttaxjar (main)\tloaded\n' +
        'https://billing.acme.example\t@acme/keyring-billing\tnot installed\n',
    });
    expect(JSON.parse(json.stdout)).toMatchObject([
      { provider: 'taxjar', name: 'main', baseURLs: ['https://api.taxjar.com'] },
      { provider: '@acme/keyring-billing', status: 'not-installed' },
    ]);
  });

  it('shows what could be read, and fails with the rest', async () => {
    const directory = makeProject({ provider: 'taxjar' }, { provider: 'avanan', options: { regin: 'eu' } });

    const result = await runCommand(['routes'], { directory, env });

    expect(result.exitCode).toBe(1);
    expect(result.stdout).toContain('https://api.taxjar.com\ttaxjar\tloaded\n');
    expect(result.stderr).toMatch(/^error: The config has .+\n {2}keyring\.config\.json routes\[1\]/);
    expect(result.stderr).toContain('Did you mean "region"?');
  });
});
