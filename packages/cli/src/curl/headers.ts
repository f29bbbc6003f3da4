import { CommandFailure } from '../command-failure.js';

/** A header of the command line; `undefined` leaves one out that would be sent otherwise. */
export interface HeaderLine {
  readonly name: string;
  readonly value: string | undefined;
}

/**
 * Reads a header as curl does: `Name: value`, `Name:` for one that is left out, `Name;` for one without a value.
 *
 * @throws CommandFailure for one that cannot be sent, without its value, which may be a secret.
 */
export function parseHeader(text: string): HeaderLine {
  const match = /^(?<name>[\w!#$%&'*+.^`|~-]+)(?<mark>[:;])(?<rest>.*)$/s.exec(text);
  const { name, mark, rest = '' } = match?.groups ?? {};
  const value = rest.trim();
  if (name === undefined || (mark === ';' && value !== '')) {
    throw headerFailure('A header is not written as Name: value');
  }
  // Node would refuse it too, with a message that repeats the value.
  if (/[^\t\u0020-\u007e\u0080-\u00ff]/.test(value)) {
    throw headerFailure(`The header ${name} has a line break or a character that cannot be sent`);
  }
  return { name, value: value === '' && mark === ':' ? undefined : value };
}

function headerFailure(title: string): CommandFailure {
  return new CommandFailure({ title, next: ["Write -H 'Name: value'."], exitCode: 2 });
}
