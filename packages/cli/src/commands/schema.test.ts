import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../fixtures/command-line.js';
import { makeFolder } from '../fixtures/folder.js';

// A provider of a project's own, with the least that a declaration has.
const provider = `
module.exports.billing = Object.assign(() => { throw new Error('not called'); }, {
  declaration: { name: 'billing', environmentPrefix: 'BILLING', options: {} },
});`;

describe('schema', () => {
  it('covers the providers of the config and those that are installed', async () => {
    const directory = makeFolder({
      'billing.cjs': provider,
      'keyring.config.json': { routes: [{ provider: './billing.cjs' }] },
    });

    const printed = await runCommand(['schema'], { directory });
    const written = await runCommand(['schema', '-o', 'keyring.schema.json'], { directory });

    expect(printed).toMatchObject({ exitCode: 0, stderr: '' });
    const schema: unknown = JSON.parse(printed.stdout);
    expect(schema).toMatchObject({ $schema: expect.stringContaining('json-schema.org') });
    const own = ['taxjar', 'avalara-communications', 'avanan', 'azure-communication#azureRecordings'];
    for (const name of [...own, './billing.cjs']) expect(printed.stdout).toContain(`"${name}"`);
    expect(written).toMatchObject({ exitCode: 0, stdout: 'Wrote keyring.schema.json.\n' });
    expect(JSON.parse(readFileSync(join(directory, 'keyring.schema.json'), 'utf8'))).toEqual(schema);
  });

  it('says why a file cannot be written', async () => {
    const result = await runCommand(['schema', '-o', 'no/such/folder.json'], { directory: makeFolder() });

    expect(result.exitCode).toBe(1);
    expect(result.stderr).toMatch(/^error: no\/such\/folder\.json cannot be written to\n/);
  });
});
