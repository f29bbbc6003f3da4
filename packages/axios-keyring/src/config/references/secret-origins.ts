import { type DeclaredFacts } from '@axios-keyring/core';
import { existsSync } from 'node:fs';
import { type SecretOrigin } from '../keyring-report.js';
import { looksHarmless, type Placed } from '../place.js';
import { describeType, isList } from '../read/plain.js';
import { parseReference } from './parse-reference.js';

/**
 * Where each secret comes from, also those that the config leaves to the environment.
 *
 * @param sources - What the references of options lead to.
 */
export function secretOrigins(
  options: ReadonlyMap<string, Placed>,
  { options: schemas, alternatives = [] }: DeclaredFacts,
  sources: ReadonlyMap<string, string>,
): readonly SecretOrigin[] {
  const given = new Set(options.keys());
  return Object.entries(schemas).flatMap(([option, schema]) => {
    const { secret, env } = schema.metadata;
    if (secret !== true) return [];
    const placed = options.get(option);
    if (placed) {
      return [{ option, source: sources.get(option) ?? originOf(placed) }];
    }
    // The environment only completes what the config begins: another set of credentials is not looked at.
    if (env === undefined || !isCompletedBy(option, given, alternatives)) return [];
    return environmentOrigin(option, env);
  });
}

function originOf({ value, place: { file } }: Placed): string {
  if (!file.isData) return `program ${file.shown}`;
  if (parseReference({ value })) return 'a reference that leads nowhere';
  const isWritten =
    typeof value === 'string' || (isList(value) && value.some((part) => typeof part === 'string'));
  return isWritten ? 'literal in the file' : `${describeType(value)} in the file`;
}

/**
 * The source of a secret in a file that a variable names. Somebody may have given the secret in place of the path, and
 * that is no file.
 */
export function variableFileSource(variable: string, path: string): string {
  const isShown = looksHarmless(path) && existsSync(path);
  return `file${isShown ? ` ${path}` : ''} (environment variable ${variable})`;
}

function environmentOrigin(option: string, env: string): readonly SecretOrigin[] {
  if ((process.env[env] ?? '') !== '') return [{ option, source: `environment variable ${env}` }];
  const path = process.env[`${env}_FILE`] ?? '';
  return path === '' ? [] : [{ option, source: variableFileSource(`${env}_FILE`, path) }];
}

function isCompletedBy(
  option: string,
  given: ReadonlySet<string>,
  alternatives: NonNullable<DeclaredFacts['alternatives']>,
): boolean {
  const grouped = new Set(alternatives.flat());
  if (!grouped.has(option)) return true;
  const begun = [...given].filter((name) => grouped.has(name));
  return alternatives.some((set) => set.includes(option) && begun.every((name) => set.includes(name)));
}
