import { expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';

// In a process of its own, because Prettier is an ES module.
it('what is made from the declarations is current; else run npm run schema', () => {
  const program = [
    '--conditions=@axios-keyring/source',
    'tools/run.cjs',
    'tools/config-schema/main.ts',
    '--check',
  ];
  const { status, stderr } = spawnSync(process.execPath, program, { encoding: 'utf8' });

  expect([stderr, status]).toEqual(['', 0]);
}, 60_000);
