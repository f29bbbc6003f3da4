import { expect, it } from '@jest/globals';
import { runDemo } from './run-demo.js';

it('npm run demo gets answers from all APIs, adds nothing where no route matches, and shows no credential', async () => {
  const lines: string[] = [];

  expect(await runDemo((line) => lines.push(line))).toBe(0);

  const output = lines.join('\n');
  for (const provider of ['taxjar', 'avalara-communications', 'avanan', 'azure-communication']) {
    expect(output).toMatch(new RegExp(` ${provider} .+•••  +200$`, 'm'));
  }
  expect(output).toMatch(/ none +nothing +200$/m);
  expect(output).not.toMatch(/9e0cd62a|secretpassword|Signature=|Bearer \w|eyJ/);
});
