import { suggest } from '@axios-keyring/core';
import { isAbsolute, resolve } from 'node:path';
import { type ConfigLayer, emptyLayer } from './config-layer.js';
import { findExtended } from './find-extended.js';
import { type Findings } from '../findings.js';
import { mergeLayers } from './merge-layers.js';
import { parseConfig } from './parse-config.js';
import { type ConfigFile, directoryOf, type Placed, shownPath } from '../place.js';
import { isDataFile, readConfig, type ReadResult } from './read-config.js';

/** A config with all that it extends, in one. */
export interface CollectedConfig {
  readonly layer: ConfigLayer;
  /** As messages name them, those that are extended first. */
  readonly files: readonly string[];
}

const mostFiles = 100;

/** Reads a config and all that it extends, and puts one over the other, each with its profile. */
export class LayerCollector {
  readonly #profile: string | undefined;
  readonly #directory: string;
  readonly #findings: Findings;
  readonly #files: string[] = [];
  readonly #profiles = new Set<string>();

  constructor(profile: string | undefined, directory: string, findings: Findings) {
    this.#profile = profile;
    this.#directory = directory;
    this.#findings = findings;
  }

  async collect(path: string, content: ReadResult): Promise<CollectedConfig> {
    const layer = await this.#file(path, content, []);
    this.#warnOfProfile();
    return { layer, files: this.#files };
  }

  async #file(path: string, content: ReadResult, chain: readonly string[]): Promise<ConfigLayer> {
    const file: ConfigFile = { path, shown: shownPath(path, this.#directory), isData: isDataFile(path) };
    const place = { file, path: '' };
    if ('problem' in content) {
      this.#files.push(file.shown);
      this.#findings.problem(place, content.problem);
      return emptyLayer;
    }
    const { base, profiles, extended } = parseConfig(content.value, place, this.#findings);
    for (const name of profiles.keys()) this.#profiles.add(name);
    let layer = emptyLayer;
    for (const name of extended) layer = this.#over(layer, await this.#extended(name, [...chain, path]));
    this.#files.push(file.shown);
    layer = this.#over(layer, base);
    const profile = this.#profile === undefined ? undefined : profiles.get(this.#profile);
    return profile ? this.#over(layer, profile) : layer;
  }

  #over(below: ConfigLayer, above: ConfigLayer): ConfigLayer {
    return mergeLayers(below, above, this.#findings);
  }

  async #extended({ value, place }: Placed<string>, chain: readonly string[]): Promise<ConfigLayer> {
    const found = findExtended(value, directoryOf(place), this.#directory);
    if ('problem' in found) {
      this.#findings.problem(place, found.problem);
      return emptyLayer;
    }
    if (chain.includes(found.path)) {
      const names = [...chain.slice(chain.indexOf(found.path)), found.path];
      const circle = names.map((path) => shownPath(path, this.#directory)).join(' → ');
      this.#findings.problem(place, `The files extend each other in a circle: ${circle}. Remove one.`);
      return emptyLayer;
    }
    if (this.#files.length >= mostFiles) {
      this.#findings.problem(
        place,
        `More than ${mostFiles} files are extended, one by the other. Extend fewer.`,
      );
      return emptyLayer;
    }
    return this.#file(found.path, await readConfig(found.path), chain);
  }

  // A service may well run where a shared config changes nothing, so that alone is no mistake.
  #warnOfProfile(): void {
    const profile = this.#profile;
    if (profile === undefined || this.#profiles.has(profile)) return;
    const closest = suggest(profile, [...this.#profiles]);
    if (closest === undefined) return;
    this.#findings.warn(
      'environment',
      `There is no profile of the environment’s name, but a similar one: $${closest}. Did you mean "${closest}"?`,
    );
  }
}

/** The absolute path of a file that an argument names. */
export function fileArgument(file: string, directory: string): string {
  return isAbsolute(file) ? file : resolve(directory, file);
}
