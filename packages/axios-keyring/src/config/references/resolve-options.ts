import { type DeclaredFacts, isReadPerRequest, type OptionSchema } from '@axios-keyring/core';
import { type RouteEntry } from '../read/config-layer.js';
import { type Findings } from '../findings.js';
import { type SecretOrigin } from '../keyring-report.js';
import { placeBelow, type Placed } from '../place.js';
import { isList, isPlainObject } from '../read/plain.js';
import { adviseReference, parseReference } from './parse-reference.js';
import { type ReferenceResolver } from './resolve-reference.js';
import { secretOrigins } from './secret-origins.js';

/** The options of a route with everything in place that references lead to. */
export interface RouteOptions {
  /** As the provider takes them; what may change is a reader. */
  readonly values: ReadonlyMap<string, unknown>;
  /** The same with the texts as they are now, which a provider can check at once. */
  readonly texts: ReadonlyMap<string, unknown>;
  /** The options for which there is a problem already. */
  readonly failed: ReadonlySet<string>;
  /** Where the value of an option comes from, where it is not written in the config itself. */
  readonly sources: ReadonlyMap<string, string>;
  readonly secrets: readonly SecretOrigin[];
}

/** Looks up all that the options of a route refer to. */
export async function resolveRouteOptions(
  { options }: RouteEntry,
  declaration: DeclaredFacts,
  resolver: ReferenceResolver,
  findings: Findings,
): Promise<RouteOptions> {
  const { options: schemas } = declaration;
  const values = new Map<string, unknown>();
  const texts = new Map<string, unknown>();
  const failed = new Set<string>();
  const sources = new Map<string, string>();
  for (const [option, placed] of options) {
    const schema = Object.hasOwn(schemas, option) ? schemas[option] : undefined;
    // It is noted elsewhere that there is no such option; nothing is run or read for it.
    if (!schema) continue;
    const metadata = schema.metadata;
    const resolved = await resolveValue(placed, { option, schema, resolver, findings }, true);
    if (resolved === undefined) {
      failed.add(option);
      continue;
    }
    values.set(option, resolved.value);
    texts.set(option, resolved.text);
    if (resolved.source !== undefined) sources.set(option, resolved.source);
    if (metadata.secret === true) warnOfLiteral(placed, resolved, findings);
  }
  const secrets = secretOrigins(options, declaration, sources);
  return { values, texts, failed, sources, secrets };
}

interface Resolving {
  readonly option: string;
  readonly schema: OptionSchema;
  readonly resolver: ReferenceResolver;
  readonly findings: Findings;
}

interface ResolvedValue {
  readonly value: unknown;
  readonly text: unknown;
  readonly source?: string | undefined;
}

async function resolveValue(
  placed: Placed,
  resolving: Resolving,
  isWhole: boolean,
): Promise<ResolvedValue | undefined> {
  const { value, place } = placed;
  const { option, schema, resolver, findings } = resolving;
  const { metadata } = schema;
  const result = parseReference(placed);
  if (result && 'problem' in result) {
    findings.problem(place, result.problem);
    return undefined;
  }
  if (result) {
    const found = await resolver.resolve(result.reference, place, findings);
    if (!found) return undefined;
    const { text, readerFor, source } = found;
    if (isWhole && readerFor && isReadPerRequest(metadata)) {
      return { value: readerFor(option, schema), text, source };
    }
    const converted = isWhole && metadata.fromText ? metadata.fromText(text) : text;
    return { value: converted, text: converted, source };
  }
  if (isList(value)) return resolveList(value, placed, resolving);
  if (!isPlainObject(value)) return { value, text: value };
  // Only what is made of parts has an object as its value; one with functions is for the provider to judge.
  const isData = !Object.values(value).some((part) => typeof part === 'function');
  if (metadata.kind !== 'code' && isData) {
    findings.problem(place, adviseReference(value), 'ERR_KEYRING_OPTION');
    return undefined;
  }
  return resolveObject(value, placed, resolving);
}

async function resolveList(
  value: readonly unknown[],
  { place }: Placed,
  resolving: Resolving,
): Promise<ResolvedValue | undefined> {
  const elements = await Promise.all(
    value.map((element, index) =>
      resolveValue({ value: element, place: placeBelow(place, index) }, resolving, false),
    ),
  );
  const found = elements.filter((element) => element !== undefined);
  if (found.length < elements.length) return undefined;
  const list = found.map((element) => element.value);
  const sources = new Set(found.flatMap(({ source }) => source ?? []));
  return { value: list, text: list, source: sources.size === 0 ? undefined : [...sources].join(' and ') };
}

async function resolveObject(
  value: Readonly<Record<string, unknown>>,
  { place }: Placed,
  resolving: Resolving,
): Promise<ResolvedValue | undefined> {
  const entries = await Promise.all(
    Object.entries(value).map(async ([key, part]) => {
      const resolved = await resolveValue({ value: part, place: placeBelow(place, key) }, resolving, false);
      return resolved && ([key, resolved.value] as const);
    }),
  );
  const found = entries.filter((entry) => entry !== undefined);
  if (found.length < entries.length) return undefined;
  const object: unknown = Object.fromEntries(found);
  return { value: object, text: object };
}

function warnOfLiteral({ value, place }: Placed, { source }: ResolvedValue, findings: Findings): void {
  const isWritten =
    typeof value === 'string' || (isList(value) && value.some((part) => typeof part === 'string'));
  // A program may well have it from elsewhere.
  if (!isWritten || !place.file.isData) return;
  const rest = source === undefined ? '' : ' in part';
  findings.warn(
    place,
    `The secret is written in the file itself${rest}, where everybody with the file can read it. Write { "env": ` +
      '"NAME" } or { "file": "/run/secrets/name" } in its place.',
  );
}
