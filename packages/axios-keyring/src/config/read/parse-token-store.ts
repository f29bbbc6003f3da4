import { didYouMean, isTokenStore } from '@axios-keyring/core';
import { type Findings } from '../findings.js';
import { type Place, placeBelow, type Placed, shownKey } from '../place.js';
import { adviseReference, parseReference } from '../references/parse-reference.js';
import { describeType, isList, isPlainObject } from './plain.js';

const options = ['url', 'encryptionKeys', 'prefix'];

/**
 * Reads where tokens are shared, and notes all that is not as it has to be, also where no route shares any. What its
 * references lead to is looked up when the store is opened.
 */
export function parseTokenStore(value: unknown, place: Place, findings: Findings): Placed | undefined {
  if (value === undefined || isTokenStore(value)) return value && { value, place };
  if (!isPlainObject(value) || !Object.hasOwn(value, 'redis')) {
    findings.problem(place, `tokenStore is { "redis": { … } }; found ${describeType(value)}. ${howTo}`);
    return undefined;
  }
  const before = findings.problems.length;
  for (const key of Object.keys(value)) {
    if (key === 'redis') continue;
    findings.problem(placeBelow(place, key), `There is no key ${shownKey(key)}. The only key is redis.`);
  }
  parseRedis(value.redis, placeBelow(place, 'redis'), findings);
  return findings.problems.length > before ? undefined : { value, place };
}

const howTo = 'In JavaScript and TypeScript it may also be a token store itself.';

function parseRedis(value: unknown, place: Place, findings: Findings): void {
  if (!isPlainObject(value)) {
    const message = `redis has to be an object with ${options.join(', ')}; found ${describeType(value)}.`;
    findings.problem(place, message);
    return;
  }
  for (const [option, part] of Object.entries(value)) {
    const below = placeBelow(place, option);
    if (!options.includes(option)) {
      const message = `There is no option ${shownKey(option)}.${didYouMean(option, options)} The options are ${options.join(', ')}.`;
      findings.problem(below, message);
    } else if (part !== undefined) parsePart(option, { value: part, place: below }, findings);
  }
}

function parsePart(option: string, placed: Placed, findings: Findings): void {
  const { value, place } = placed;
  if (isList(value)) {
    for (const [index, element] of value.entries()) {
      parsePart(option, { value: element, place: placeBelow(place, index) }, findings);
    }
    return;
  }
  const result = parseReference(placed);
  if (result) {
    if ('problem' in result) findings.problem(place, result.problem);
  } else if (typeof value !== 'string') {
    const hint = isPlainObject(value) ? ` ${adviseReference(value)}` : '';
    findings.problem(
      place,
      `${option} has to be a string or a reference; found ${describeType(value)}.${hint}`,
    );
  } else if (place.file.isData && isSecret(option, value)) {
    findings.warn(
      place,
      'The secret is written in the file itself, where everybody with the file can read it. Write { "env": "NAME" } ' +
        'or { "file": "/run/secrets/name" } in its place.',
    );
  }
}

// The URL is one where it has a password.
function isSecret(option: string, value: string): boolean {
  return option === 'encryptionKeys' || (option === 'url' && value.includes('@'));
}
