import { describe, expect, it } from '@jest/globals';
import { PassThrough, Writable } from 'node:stream';
import { makeProject } from './fixtures/folder.js';
import { type CommandIO, run } from './index.js';

interface Captured {
  readonly io: CommandIO;
  readonly out: () => string;
  readonly err: () => string;
}

function capture(changes: Partial<CommandIO> = {}): Captured {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const text = (stream: PassThrough): string => String(stream.read() ?? '');
  const io = {
    ...{ stdin: new PassThrough(), stdout, stderr, env: {}, version: '1.2.3' },
    directory: makeProject({ provider: '@acme/keyring-billing', baseURL: 'https://billing.acme.example' }),
    signal: new AbortController().signal,
    ...changes,
  };
  return { io, out: () => text(stdout), err: () => text(stderr) };
}

describe('run', () => {
  it('works with streams of its own', async () => {
    const { io, out, err } = capture();

    expect(await run(['routes'], io)).toBe(0);
    expect(out()).toBe('https://billing.acme.example\t@acme/keyring-billing\tnot installed\n');
    expect(err()).toBe('');
  });

  it('asks the version of whoever starts it', async () => {
    const { io, out } = capture();

    expect(await run(['--version'], io)).toBe(0);
    expect(out()).toBe('1.2.3\n');
  });

  it('does nothing when it was interrupted before', async () => {
    for (const [reason, exitCode] of [['SIGINT', 130] as const, ['SIGTERM', 143] as const]) {
      const { io, out, err } = capture({ signal: AbortSignal.abort(reason) });

      expect(await run(['check'], io)).toBe(exitCode);
      expect(out() + err()).toBe('');
    }
  });

  it('says nothing about a reader who went away', async () => {
    const stdout = new Writable({
      write: (_chunk, _encoding, done) => {
        done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
      },
    });
    const { io, err } = capture({ stdout });

    expect(await run(['check'], io)).toBe(141);
    expect(err()).toBe('');
  });

  it('says of an error that nobody expected no more than its message', async () => {
    const stdout = new Writable({
      write: (_chunk, _encoding, done) => {
        done(new Error('No space is left.'));
      },
    });
    const { io, err } = capture({ stdout });

    expect(await run(['check'], io)).toBe(1);
    expect(err()).toMatch(/^error: This should not have happened\n {2}No space is left\.\n {2}→ .*\n$/);
  });
});
