import { errorCodes, isKeyringError, type KeyringError } from '@axios-keyring/core';
import { CommandFailure } from '../command-failure.js';
import { type Painter } from './colour.js';
import { printable } from './printable.js';

/** A failure as one block: what happened, what and where, and what to do. */
export function errorBlock({ message, details, next }: CommandFailure, paint: Painter): string {
  const lines = [
    `${paint('red', 'error:')} ${paint('bold', printable(message))}`,
    ...details.map((line) => indent(printable(line))),
    ...next.map((line) => indent(`${paint('green', '→')} ${printable(line)}`)),
  ];
  return lines.join('\n');
}

/** Any error as one that can be shown. */
export function toFailure(error: unknown): CommandFailure {
  if (error instanceof CommandFailure) return error;
  if (isKeyringError(error)) return keyringFailure(error);
  const message = error instanceof Error ? error.message : 'something that is not an error was thrown';
  return new CommandFailure({
    title: 'This should not have happened',
    details: [message],
    next: ['Set AXIOS_KEYRING_DEBUG=1 to see where it happened.'],
    cause: error,
  });
}

function keyringFailure(error: KeyringError): CommandFailure {
  const { code, provider, option, text } = error;
  const title = new Map<string, string>(Object.entries(errorCodes)).get(code) ?? code;
  const where = [provider, option].filter((part) => part !== undefined).join(' ');
  return new CommandFailure({
    title: title.replace(/\.$/, ''),
    details: [text, `(${where === '' ? code : `${where}, ${code}`})`],
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

function indent(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}
