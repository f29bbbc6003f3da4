import { type DeclaredFacts, isReadPerRequest, type OptionSchema } from '@axios-keyring/core';
import { type Findings } from '../findings.js';
import { type SecretOrigin } from '../keyring-report.js';
import { type Placed } from '../place.js';
import { describeType, isList, isPlainObject } from '../plain.js';
import { type RouteEntry } from '../read/read-parts.js';
import { parseReference, warnOfLiteral } from '../shape/reference.js';
import { resolveReference, resolveValue, variableFileSource } from './resolve-reference.js';

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
  allowCommands: boolean,
  findings: Findings,
): Promise<RouteOptions> {
  const values = new Map<string, unknown>();
  const texts = new Map<string, unknown>();
  const failed = new Set<string>();
  const sources = new Map<string, string>();
  for (const [option, placed] of options) {
    // It is noted elsewhere that there is no such option; nothing is run or read for it.
    if (!Object.hasOwn(declaration.options, option)) continue;
    const schema = declaration.options[option];
    if (!schema) continue;
    const resolved = await findings.attempt(placed.place, () =>
      resolveOption(placed, option, schema, allowCommands, findings),
    );
    if (!resolved) {
      failed.add(option);
      continue;
    }
    values.set(option, resolved.value);
    texts.set(option, resolved.text);
    if (resolved.source !== undefined) sources.set(option, resolved.source);
    if (schema.metadata.secret === true && isWritten(placed.value)) {
      warnOfLiteral(placed.place, findings, resolved.source === undefined ? '' : ' in part');
    }
  }
  return { values, texts, failed, sources, secrets: secretOrigins(options, declaration, sources) };
}

interface ResolvedOption {
  readonly value: unknown;
  readonly text: unknown;
  readonly source?: string | undefined;
}

async function resolveOption(
  { value, place }: Placed,
  option: string,
  schema: OptionSchema,
  allowCommands: boolean,
  findings: Findings,
): Promise<ResolvedOption | undefined> {
  const { metadata } = schema;
  const reference = parseReference(value);
  if (!reference) {
    const takesObjects = metadata.kind === 'code';
    const resolved = await resolveValue({ value, place }, { allowCommands, findings, takesObjects });
    if (!resolved) return undefined;
    const source = [...new Set(resolved.sources)].join(' and ') || undefined;
    return { value: resolved.value, text: resolved.value, source };
  }
  const { text, source, readerFor } = await resolveReference(reference, place.file.directory, allowCommands);
  if (readerFor && isReadPerRequest(metadata)) return { value: readerFor(option, schema), text, source };
  const converted = metadata.fromText ? metadata.fromText(text) : text;
  return { value: converted, text: converted, source };
}

function isWritten(value: unknown): boolean {
  return typeof value === 'string' || (isList(value) && value.some((part) => typeof part === 'string'));
}

/** Where each secret comes from, also those that the config leaves to the environment. */
function secretOrigins(
  options: ReadonlyMap<string, Placed>,
  { options: schemas, oneOf = [] }: DeclaredFacts,
  sources: ReadonlyMap<string, string>,
): readonly SecretOrigin[] {
  const grouped = new Set(oneOf.flat());
  const begun = [...options.keys()].filter((option) => grouped.has(option));
  // The environment only completes what the config begins: another set of credentials is not looked at.
  const isCompleted = (option: string): boolean =>
    !grouped.has(option) ||
    oneOf.some((set) => set.includes(option) && begun.every((name) => set.includes(name)));
  return Object.entries(schemas).flatMap(
    ([
      option,
      {
        metadata: { secret, env },
      },
    ]) => {
      if (secret !== true) return [];
      const placed = options.get(option);
      if (placed) return [{ option, source: sources.get(option) ?? originOf(placed) }];
      const source = env !== undefined && isCompleted(option) ? environmentOrigin(env) : undefined;
      return source === undefined ? [] : [{ option, source }];
    },
  );
}

function originOf({ value, place: { file } }: Placed): string {
  if (!file.isData) return `program ${file.shown}`;
  const isReference =
    isPlainObject(value) && ['env', 'file', 'command'].some((kind) => Object.hasOwn(value, kind));
  if (isReference) return 'a reference that leads nowhere';
  return `${isWritten(value) ? 'literal' : describeType(value)} in the file`;
}

function environmentOrigin(env: string): string | undefined {
  if ((process.env[env] ?? '') !== '') return `environment variable ${env}`;
  const path = process.env[`${env}_FILE`] ?? '';
  return path === '' ? undefined : variableFileSource(`${env}_FILE`, path);
}
