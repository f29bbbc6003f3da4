import { parseJSON, property } from '@axios-keyring/core';
import { type KeyringRouteConfig } from 'axios-keyring';
import { extname } from 'node:path';
import { isMap, isSeq, parseDocument } from 'yaml';
import { CommandFailure, commandLine, usageFailure } from '../failure.js';
import { type Setup, shortName } from './setups.js';

/** A config as a file that `init` can write. */
export interface ConfigFile {
  /** The providers that have a route already, named most shortly. */
  readonly providers: readonly string[];
  /** The file's text with routes added, each credential a reference to a variable. */
  withRoutes(setups: readonly Setup[]): string;
}

/**
 * Reads a config to add routes to.
 *
 * @param text - What the file holds; `undefined` for a new one.
 * @param schema - Where the JSON Schema is, from the file's folder; a new file names it for editors.
 * @throws CommandFailure for a file that `init` cannot add to, or does not write.
 */
export function readConfigFile(path: string, text: string | undefined, schema: string): ConfigFile {
  const ending = extname(path);
  if (!['.json', '.yaml', '.yml'].includes(ending)) {
    const advice = 'Name a file that ends in .json or .yaml with --file, or write the route by hand.';
    throw usageFailure(`init writes JSON and YAML, and ${path} is neither`, advice);
  }
  const read =
    ending === '.json'
      ? readJSON(text ?? JSON.stringify({ $schema: schema }))
      : readYAML(text ?? `# yaml-language-server: $schema=${schema}\n\nroutes: []\n`);
  if (read) return read;
  throw new CommandFailure(`${path} cannot be read, or its routes are no list, so no route was added`, {
    next: `${commandLine} check --file ${path} says where. --force writes the file anew.`,
  });
}

function readJSON(text: string): ConfigFile | undefined {
  const config = parseJSON(text.replace(/^\uFEFF/, ''));
  if (typeof config !== 'object' || config === null || Array.isArray(config)) return undefined;
  const given = property(config, 'routes') ?? [];
  if (!Array.isArray(given)) return undefined;
  const routes: readonly unknown[] = given;
  const indentation = /\n([ \t]+)"/.exec(text)?.[1] ?? '  ';
  return {
    providers: routes.map(providerOf),
    withRoutes: (setups) =>
      `${JSON.stringify({ ...config, routes: [...routes, ...setups.map(routeOf)] }, undefined, indentation)}\n`,
  };
}

// The document and not its value: comments and the order of what is there stay.
function readYAML(text: string): ConfigFile | undefined {
  const document = parseDocument(text);
  const { contents, errors } = document;
  if (errors.length > 0 || !(contents === null || isMap(contents))) return undefined;
  const given = property(document.toJS(), 'routes') ?? [];
  if (!Array.isArray(given)) return undefined;
  return {
    providers: given.map(providerOf),
    withRoutes: (setups) => {
      const next = document.clone();
      const list = next.get('routes');
      if (isSeq(list)) list.flow = false;
      else next.set('routes', next.createNode([]));
      for (const setup of setups) next.addIn(['routes'], next.createNode(routeOf(setup)));
      return next.toString({ lineWidth: 0 });
    },
  };
}

function providerOf(route: unknown): string {
  return shortName(String(property(route, 'provider')));
}

function routeOf({ provider, constants, variables }: Setup): KeyringRouteConfig {
  const references = Object.entries(variables).map(([option, env]) => [option, { env }] as const);
  const options = { ...constants, ...Object.fromEntries(references) };
  return { provider, ...(Object.keys(options).length > 0 && { options }) };
}
