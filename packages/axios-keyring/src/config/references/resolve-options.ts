import { type DeclaredFacts, type OptionSchema, type OptionSchemas } from '@axios-keyring/core';
import { isReadPerRequest } from '@axios-keyring/core/engine';
import { type SecretOrigin } from '../keyring-report.js';
import { type Place, placeBelow, type Placed } from '../findings.js';
import { describeType, isList, isPlainObject } from '../plain.js';
import { isReference, parseReference, warnOfLiteral } from '../shape/reference.js';
import { resolveReference, resolveValue, type Resolving, variableSource } from './resolve-reference.js';

/** An option with everything in place that references lead to. */
export interface ResolvedOption {
  /** As the provider takes it; what may change is a reader. */
  readonly value: unknown;
  /** The same with the text as it is now, which a provider can check at once. */
  readonly text: unknown;
  /** Where the value comes from, where it is not written in the config itself. */
  readonly source?: string | undefined;
}

/** The options of a route; `undefined` where a reference leads nowhere, which is noted. */
export type ResolvedOptions = ReadonlyMap<string, ResolvedOption | undefined>;

/** Looks up all that the options of a route refer to. */
export function resolveOptions(
  options: ReadonlyMap<string, Placed>,
  declaration: DeclaredFacts,
  resolving: Resolving,
): Promise<ResolvedOptions> {
  return resolveEach(options, declaration.options, resolving, (option) => option);
}

async function resolveEach(
  options: ReadonlyMap<string, Placed>,
  schemas: OptionSchemas,
  resolving: Resolving,
  nameOf: (option: string) => string,
): Promise<ResolvedOptions> {
  const resolved = new Map<string, ResolvedOption | undefined>();
  const { findings } = resolving;
  for (const [option, placed] of options) {
    const schema = Object.hasOwn(schemas, option) ? schemas[option] : undefined;
    // It is noted elsewhere that there is no such option; nothing is run or read for it.
    if (!schema) continue;
    const found = await findings.attempt(placed.place, () =>
      resolve(placed, nameOf(option), schema, resolving),
    );
    resolved.set(option, found);
    if (found && schema.metadata.secret === true && isWritten(placed.value)) {
      warnOfLiteral(placed.place, findings, found.source === undefined ? '' : ' in part');
    }
  }
  return resolved;
}

async function resolve(
  placed: Placed,
  option: string,
  schema: OptionSchema,
  resolving: Resolving,
): Promise<ResolvedOption | undefined> {
  const { metadata } = schema;
  const reference = parseReference(placed.value);
  if (!reference && metadata.parts && isPlainObject(placed.value)) {
    return resolveParts(placed.value, placed.place, option, metadata.parts, resolving);
  }
  const { each } = metadata;
  if (!reference && each && isPlainObject(placed.value)) {
    const schemas = Object.fromEntries(Object.keys(placed.value).map((name) => [name, each]));
    return resolveParts(placed.value, placed.place, option, schemas, resolving);
  }
  if (!reference) {
    const found = await resolveValue(placed, { ...resolving, takesObjects: metadata.kind === 'code' });
    const source = [...new Set(found?.sources)].join(' and ');
    return found && { value: found.value, text: found.value, source: source === '' ? undefined : source };
  }
  const { text, source, readerFor } = await resolveReference(reference, placed.place, {
    ...resolving,
    isBinary: metadata.isBinary,
  });
  if (readerFor && isReadPerRequest(metadata)) return { value: readerFor(option, schema), text, source };
  const value = metadata.fromText ? metadata.fromText(text) : text;
  return { value, text: value, source };
}

/** Each part as an option by itself; `undefined` if one leads nowhere, which is noted. */
async function resolveParts(
  given: Readonly<Record<string, unknown>>,
  place: Place,
  option: string,
  schemas: OptionSchemas,
  resolving: Resolving,
): Promise<ResolvedOption | undefined> {
  const options = new Map(
    Object.entries(given).map(([name, value]) => [name, { value, place: placeBelow(place, name) }]),
  );
  const found = await resolveEach(options, schemas, resolving, (name) => `${option}.${name}`);
  const parts = [...options].map(([name, { value }]) => ({
    name,
    // Of what is no part, the provider says that there is none.
    part: Object.hasOwn(schemas, name) ? found.get(name) : { value, text: value },
  }));
  if (parts.some(({ part }) => part === undefined)) return undefined;
  const sources = new Set(parts.flatMap(({ part }) => part?.source ?? []));
  return {
    value: Object.fromEntries(parts.map(({ name, part }) => [name, part?.value])),
    text: Object.fromEntries(parts.map(({ name, part }) => [name, part?.text])),
    source: sources.size === 0 ? undefined : [...sources].join(' and '),
  };
}

function isWritten(value: unknown): boolean {
  return typeof value === 'string' || (isList(value) && value.some((part) => typeof part === 'string'));
}

/** Where each secret comes from, also those that the config leaves to the environment. */
export function secretOrigins(
  options: ReadonlyMap<string, Placed>,
  { options: schemas, oneOf = [] }: DeclaredFacts,
  resolved: ResolvedOptions,
): readonly SecretOrigin[] {
  const grouped = oneOf.flat();
  const begun = [...options.keys()].filter((option) => grouped.includes(option));
  // The environment only completes what the config begins: another set of credentials is not looked at.
  const fitting = oneOf.filter((set) => begun.every((option) => set.includes(option))).flat();
  return Object.entries(schemas).flatMap(([option, { metadata }]) => {
    if (metadata.secret !== true) return [];
    const placed = options.get(option);
    const isCompleted = !grouped.includes(option) || fitting.includes(option);
    const variable = isCompleted ? variableSource(metadata.env) : undefined;
    const source = placed ? (resolved.get(option)?.source ?? originOf(placed)) : variable;
    return source === undefined ? [] : [{ option, source }];
  });
}

function originOf({ value, place: { file } }: Placed): string {
  if (!file.isData) return `program ${file.shown}`;
  if (isReference(value)) return 'a reference that leads nowhere';
  return `${isWritten(value) ? 'literal' : describeType(value)} in the file`;
}
