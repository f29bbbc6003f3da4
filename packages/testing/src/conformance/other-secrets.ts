import { givenSecrets, takesFunction, type Trial } from './trial.js';

/** A given option that holds a secret, with a well-formed secret of somebody else. */
export interface OtherSecret {
  readonly name: string;
  readonly value: string;
  readonly other: string;
  readonly takesFunction: boolean;
}

/** For each secret among the given options another one, which the API does not accept. */
export function otherSecrets(trial: Trial): readonly OtherSecret[] {
  const { others, stale, unused, secrets } = trial;
  return givenSecrets(trial).flatMap(([name, value, option]) => {
    if (unused.includes(name)) return [];
    const said = [others[name], stale[name]].find((text) => typeof text === 'string');
    const other = typeof said === 'string' ? said : withOther(value, secrets);
    return [{ name, value, other, takesFunction: takesFunction(option) }];
  });
}

// The secret may be a part of the option, as in a connection string: the rest stays.
function withOther(value: string, secrets: readonly string[]): string {
  const secret = secrets.find((text) => value.includes(text)) ?? value;
  return value.replace(secret, () => altered(secret));
}

// One letter or digit for another, in the middle: the beginning and the end of a secret may have a form.
function altered(secret: string): string {
  const middle = Math.floor(secret.length / 2);
  const [before, after] = [secret.slice(0, middle), secret.slice(middle)];
  const changed = after.replace(/[a-z0-9]/i, exchanged);
  return changed === after ? before.replace(/[a-z0-9]/i, exchanged) + after : before + changed;
}

function exchanged(character: string): string {
  const [first = '', second = ''] = /\d/.test(character) ? '12' : /[a-z]/.test(character) ? 'mn' : 'MN';
  return character === first ? second : first;
}
