import { describe, expect, it } from '@jest/globals';
import { demoRequests } from './demo-requests.js';
import { runDemo } from './run-demo.js';

describe('npm run demo', () => {
  it('gets the expected answer from all four APIs and adds nothing where no route matches', async () => {
    const lines: string[] = [];

    expect(await runDemo((line) => lines.push(line))).toBe(0);

    const output = lines.join('\n');
    for (const provider of ['taxjar', 'avalara-communications', 'avanan', 'azure-communication']) {
      expect(output).toContain(provider);
    }
    expect(output).toMatch(/none +nothing +200/);
  });

  it('shows no credential', async () => {
    const lines: string[] = [];
    await runDemo((line) => lines.push(line));

    expect(lines.join('\n')).not.toMatch(/9e0cd62a|secretpassword|Signature=|Bearer \w|eyJ/);
  });

  it('counts an answer that is not the expected one', async () => {
    const [first] = demoRequests;
    if (!first) throw new Error('The demo has no requests.');

    expect(await runDemo(() => undefined, [{ ...first, expectedStatus: 418 }])).toBe(1);
  });
});
