import { didYouMean } from '@axios-keyring/core/engine';
import { type Findings, Mistake, placeBelow, type Placed } from '../findings.js';
import { describeType, isList, isPlainObject, quoted, unknownKey } from '../plain.js';

/** A JSON Schema, or a part of one. */
export type JSONSchema = Readonly<Record<string, unknown>>;

/** What a part of a config has to be, declared once: checks, messages, types and the JSON Schema come from it. */
export interface Shape<Value = unknown> {
  readonly schema: JSONSchema;
  /** Whether it has to be there. */
  readonly isRequired?: boolean;
  /**
   * Reads a part, and notes what is wrong within it.
   *
   * @throws Mistake if it is wrong itself.
   */
  readonly read: (part: Placed, findings: Findings) => Value;
}

/** What a shape reads. */
export type ValueOf<Part> = Part extends Shape<infer Value> ? Value : never;

/** A mistake: that a part is something else. */
export function wrong({ value, place }: Placed, expected: string, found = describeType(value)): Mistake {
  const whole = place.file.shown === '' ? 'The argument' : 'A config';
  const name = place.path === '' ? whole : place.path.replace(/^.*\./, '');
  return new Mistake(`${name} has to be ${expected}; found ${found}.`);
}

/**
 * A single value.
 *
 * @param expected - As it continues "has to be …".
 */
export function single<Value>(
  is: (value: unknown) => value is Value,
  expected: string,
  schema: JSONSchema = {},
): Shape<Value> {
  const read = (part: Placed): Value => {
    if (is(part.value)) return part.value;
    throw wrong(part, expected);
  };
  return { schema, read };
}

/** One of a few words. */
export function oneOf<Value extends string>(words: readonly Value[], schema: JSONSchema = {}): Shape<Value> {
  const read = (part: Placed): Value => {
    const word = words.find((candidate) => candidate === part.value);
    if (word !== undefined) return word;
    const hint = typeof part.value === 'string' ? didYouMean(part.value, words) : '';
    throw new Mistake(`${wrong(part, `one of ${words.join(', ')}`, quoted(part.value)).text}${hint}`);
  };
  return { schema: { ...schema, enum: words }, read };
}

/** A list. What is wrong in it is left out, so that the rest can be looked at too. */
export function list<Value>(
  item: Shape<Value>,
  expected: string,
  schema: JSONSchema = {},
): Shape<readonly Value[]> {
  const read = (part: Placed, findings: Findings): readonly Value[] => {
    if (!isList(part.value)) throw wrong(part, expected);
    return part.value.flatMap((value, index) => {
      const place = placeBelow(part.place, index);
      return findings.attemptNow(place, () => [item.read({ value, place }, findings)]) ?? [];
    });
  };
  return { schema: { ...schema, type: 'array', items: item.schema }, read };
}

/** An object with known keys. What is wrong in it is left out, so that the rest can be looked at too. */
export function object<Keys extends Readonly<Record<string, Shape>>>(
  keys: Keys,
  expected: string,
  noun?: string,
): Shape<{ readonly [Key in keyof Keys]: ValueOf<Keys[Key]> | undefined }>;
export function object(
  keys: Readonly<Record<string, Shape>>,
  expected: string,
  noun?: string,
): Shape<object> {
  const known = Object.entries(keys);
  const required = known.filter(([, { isRequired }]) => isRequired).map(([key]) => key);
  const read = (part: Placed, findings: Findings): object => {
    if (!isPlainObject(part.value)) throw wrong(part, expected);
    // What a program leaves undefined is not there.
    const given = new Map(Object.entries(part.value).filter(([, value]) => value !== undefined));
    for (const key of given.keys()) {
      if (Object.hasOwn(keys, key)) continue;
      findings.problem(placeBelow(part.place, key), unknownKey(key, Object.keys(keys), noun));
    }
    const values = known.map(([key, shape]): [string, unknown] => {
      if (!given.has(key) && !shape.isRequired) return [key, undefined];
      const place = placeBelow(part.place, key);
      return [key, findings.attemptNow(place, () => shape.read({ value: given.get(key), place }, findings))];
    });
    return Object.fromEntries(values);
  };
  const properties = Object.fromEntries(known.map(([key, { schema }]) => [key, schema]));
  return {
    schema: {
      type: 'object',
      properties,
      ...(required.length > 0 && { required }),
      additionalProperties: false,
    },
    read,
  };
}

/** A part with its place, for what is wrong with it is found only later. */
export function placed<Value>(shape: Shape<Value>): Shape<Placed<Value>> {
  return { ...shape, read: (part, findings) => ({ value: shape.read(part, findings), place: part.place }) };
}
