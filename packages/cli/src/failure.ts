import { isKeyringError, property } from '@axios-keyring/core';
import { errorCodes } from '@axios-keyring/core/engine';

/** This program, as a shell finds it both where it is installed in a project and where it is not. */
export const commandLine = 'npx @axios-keyring/cli';

/** What a failure says beside what happened. */
export interface FailureFacts {
  /** What and where, a line each. */
  readonly details?: readonly string[];
  /** What to do. */
  readonly next?: string | undefined;
  /** Default: 1. */
  readonly exitCode?: number;
  readonly cause?: unknown;
}

/** Ends a command with a readable block on standard error. */
export class CommandFailure extends Error {
  readonly facts: FailureFacts;

  /** @param title - One line: what happened. */
  constructor(title: string, facts: FailureFacts = {}) {
    super(title, { cause: facts.cause });
    this.name = 'CommandFailure';
    this.facts = facts;
  }
}

/** Wrong usage: an unknown command, option or value, or one that lacks something. */
export function usageFailure(title: string, next?: string, details: readonly string[] = []): CommandFailure {
  return new CommandFailure(title, { details, next, exitCode: 2 });
}

/** That a file cannot be written, or standard output. */
export function writeFailure(name: string, cause: unknown, exitCode = 1): CommandFailure {
  return new CommandFailure(`${name} cannot be written to`, {
    details: [cause instanceof Error ? cause.message : 'unknown error'],
    next: 'See whether it is in a folder that is there and may be written to, and whether there is space left.',
    ...{ exitCode, cause },
  });
}

/**
 * That standard output cannot be written to, for example because a disk is full. A reader who went away (`EPIPE`), and
 * an error that is not of the system, stay what they are.
 */
export function outputFailure(error: unknown, exitCode = 1): unknown {
  const isOfSystem = property(error, 'syscall') === 'write' && !isClosedPipe(error);
  return isOfSystem ? writeFailure('Standard output', error, exitCode) : error;
}

/** Whether an error means that the reader of standard output went away, as `head` does when it has enough. */
export function isClosedPipe(error: unknown): boolean {
  return property(error, 'code') === 'EPIPE';
}

/** A URL as messages show it: no user, no password, no query. */
export function shownURL({ origin, pathname }: URL): string {
  return origin + pathname;
}

/** Any error as one that can be shown. */
export function toFailure(error: unknown): CommandFailure {
  if (error instanceof CommandFailure) return error;
  if (isKeyringError(error)) {
    const { code, provider, option, text } = error;
    const title = new Map<string, string>(Object.entries(errorCodes)).get(code) ?? code;
    const where = [provider, option].filter((part) => part !== undefined).join(' ');
    const details = [text, `(${where === '' ? code : `${where}, ${code}`})`];
    return new CommandFailure(title.replace(/\.$/, ''), { details, cause: error });
  }
  return new CommandFailure('This should not have happened', {
    details: [error instanceof Error ? error.message : 'something that is not an error was thrown'],
    next: 'Set AXIOS_KEYRING_DEBUG=1 to see where it happened.',
    cause: error,
  });
}

/**
 * Where an error came from, for who asks with `AXIOS_KEYRING_DEBUG`. Only places in code: messages of others and the
 * values beside them may hold anything.
 */
export function stackLines(error: unknown): string {
  const lines: string[] = [];
  for (let current = error; current instanceof Error && lines.length < 100; current = current.cause) {
    const frames = (current.stack ?? '').split('\n').filter((line) => /^ {4}at /.test(line));
    lines.push(`  ${current.name}`, ...frames);
  }
  return lines.join('\n');
}
