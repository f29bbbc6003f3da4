import { existsSync, readFileSync } from 'node:fs';
import { appendFile, copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import { formatTable } from '../demo/format-table.js';
import { packageFolders } from '../package-folders.js';
import { BackgroundProcess } from '../packed/background-process.js';
import { installTool } from '../packed/install-tool.js';
import { runMain } from '../packed/run-main.js';
import { runProgram } from '../packed/run-program.js';
import { type Consumer, consumers, emulators, installConsumer, runConsumer } from './consumers.js';

const workspace = path.resolve(__dirname, '..', '..');
const changed = { name: '@axios-keyring/taxjar', folder: 'packages/providers/taxjar' };
const change = 'a change that is only rehearsed';
const commit = ['commit', '--quiet', '--all', '--message'];

const dependencies = v.optional(v.record(v.string(), v.string()), {});
const manifestSchema = v.looseObject({
  name: v.string(),
  version: v.string(),
  dependencies,
  devDependencies: dependencies,
  publishConfig: v.record(v.string(), v.unknown()),
});

type Environment = Readonly<Record<string, string>>;
type Manifest = v.InferOutput<typeof manifestSchema>;

/** A release of a clone of this repository, from the commits to those who install it, twice. */
class Rehearsal {
  readonly #root: string;
  readonly #clone: string;
  readonly #signal: AbortSignal;
  readonly #background: BackgroundProcess[] = [];
  #failures = 0;

  /** @param root - An empty folder, which the caller removes. */
  constructor(root: string, signal: AbortSignal) {
    this.#root = root;
    this.#clone = path.join(root, 'clone');
    this.#signal = signal;
  }

  /**
   * Rehearses.
   *
   * @returns How many things were not as they have to be.
   * @throws Error if a step fails without which there is no next one.
   */
  async run(): Promise<number> {
    try {
      const settings = { directory: workspace, signal: this.#signal };
      const uncommitted = await runProgram('git', ['status', '--porcelain'], settings);
      if (uncommitted !== '') console.log(`!!! What is COMMITTED is released, and not this:\n${uncommitted}`);
      const npm = await this.#startRegistry();
      console.log('A registry listens on loopback. Cloning the repository, and installing its dependencies.');
      await this.#makeClone();
      await this.#release(npm);
      const environment = { ...npm, ...(await this.#startEmulators(npm)) };
      await this.#use(consumers, environment);
      await this.#releaseAgain(environment);
      console.log(`\nWhat was not as it has to be: ${this.#failures}.`);
      return this.#failures;
    } finally {
      for (const program of this.#background) await program.stop();
    }
  }

  /**
   * Starts a registry, which takes the packages of others from the one that this machine uses.
   *
   * @returns What makes npm use it, whatever this machine is set to, and a cache that nothing else fills: another rehearsal
   *   publishes other packages under the same versions. npm publishes nothing without a token; the registry takes any.
   */
  async #startRegistry(): Promise<Environment> {
    await installTool(__dirname, this.#signal);
    const settings = { directory: __dirname, signal: this.#signal };
    const uplink = (await runProgram('npm', ['config', 'get', 'registry'], settings)).trim();
    const storage = path.join(this.#root, 'registry');
    await mkdir(storage);
    const url = await this.#start(['registry.mjs', storage, uplink], __dirname, /listens on (http:\S+)\n/);
    const userconfig = path.join(this.#root, 'npmrc');
    await writeFile(userconfig, `${url.replace(/^\w+:/, '')}:_authToken=rehearsal\n`);
    const cache = path.join(this.#root, 'npm-cache');
    return { npm_config_registry: url, npm_config_cache: cache, npm_config_userconfig: userconfig };
  }

  /** Clones what is committed, so that releases leave nothing behind, and installs what it depends on. */
  async #makeClone(): Promise<void> {
    const settings = { directory: workspace, signal: this.#signal };
    await runProgram('git', ['clone', '--quiet', workspace, this.#clone], settings);
    // Whatever this machine is set to.
    const identity = { 'user.name': 'Release rehearsal', 'user.email': 'rehearsal@localhost' };
    const own = { ...identity, 'commit.gpgsign': 'false', 'tag.gpgsign': 'false' };
    for (const [name, value] of Object.entries(own)) await this.#inClone('git', ['config', name, value]);
    await this.#inClone('npm', ['ci', '--prefer-offline', '--loglevel=error']);
  }

  /** The first release, as it is done by hand for a registry that has none of the packages. */
  async #release(npm: Environment): Promise<void> {
    console.log('\nFirst release: lerna version, build, npm publish by hand.\n');
    const wasReady = await this.#isReady();
    await this.#inClone('npx', ['lerna', 'version', '--no-push', '--yes']);
    const isGood = !wasReady && (await this.#isReady());
    console.log(`Packages without a version are held back. ${this.#mark(isGood)}\n`);
    await this.#inClone('npm', ['run', 'build']);
    await this.#inClone('npm', ['publish', '--workspaces', '--provenance=false'], npm);
    const rows: string[][] = [];
    for (const [folder, { name, version }] of this.#manifests()) {
      const published = await this.#publishedVersions(name, npm);
      const isPublished = published.at(-1) === version && this.#changelog(folder).includes(version);
      rows.push([name, version, published.join(', '), this.#mark(isPublished)]);
    }
    console.log(formatTable(['package', 'version, in its changelog', 'in the registry', ''], rows));
  }

  /** The second one, in which lerna publishes what a change has raised. */
  async #releaseAgain(environment: Environment): Promise<void> {
    const message = `feat(taxjar): ${change}`;
    console.log(`\nSecond release, after the commit ${message}. lerna version and publish.\n`);
    const before = new Map(this.#manifests());
    await appendFile(path.join(this.#clone, changed.folder, 'README.md'), '\nRehearsed.\n');
    await this.#inClone('git', [...commit, message]);
    await this.#inClone('npx', ['lerna', 'version', '--no-push', '--yes']);
    // After the versions: a commit before them would be one of every package.
    await this.#omitProvenance();
    await this.#inClone('npm', ['run', 'build']);
    const registry = environment.npm_config_registry ?? '';
    const publish = ['lerna', 'publish', 'from-package', '--yes', '--registry', registry];
    await this.#inClone('npx', publish, environment);
    const expected = dependents(changed.name, [...before.values()]);
    const rows: string[][] = [];
    for (const [folder, { name, version }] of this.#manifests()) {
      const isRaised = before.get(folder)?.version !== version;
      const published = await this.#publishedVersions(name, environment);
      const isGood = isRaised === expected.has(name) && published.length === (isRaised ? 2 : 1);
      rows.push([name, version, published.join(', '), this.#mark(isGood)]);
    }
    console.log(formatTable(['package', 'version', 'in the registry', ''], rows));
    const isNamed = this.#changelog(changed.folder).includes(change);
    console.log(`\nIts changelog names the commit. ${this.#mark(isNamed)}`);
    const again = consumers.slice(0, 1).map((consumer) => ({ ...consumer, name: `${consumer.name} again` }));
    await this.#use(again, environment);
  }

  /** Has clean projects install from the registry, and ask emulated vendors. */
  async #use(users: readonly Consumer[], environment: Environment): Promise<void> {
    const released = new Map(this.#manifests().map(([, { name, version }]) => [name, version]));
    const rows: string[][] = [];
    for (const consumer of users) {
      const settings = { directory: this.#projectOf(consumer), environment, signal: this.#signal };
      const found = await installConsumer(consumer, settings);
      const expected = consumer.gets.map((name) => `${name} ${released.get(name) ?? ''}`).sort();
      const printed = await runConsumer(consumer, settings).catch((error: unknown) => {
        console.log(error);
        return 'failed';
      });
      const answer = consumer.prints ?? released.get(consumer.asksFor[0] ?? '');
      const isGood = found.join() === expected.join() && printed === answer;
      rows.push([consumer.name, found.join('\n'), printed, this.#mark(isGood)]);
    }
    console.log(`\n${formatTable(['project', 'of ours are installed', 'answer', ''], rows)}`);
  }

  /** Starts the emulators of a release; what they print is what a service has in its environment. */
  async #startEmulators(npm: Environment): Promise<Environment> {
    const directory = this.#projectOf(emulators);
    await installConsumer(emulators, { directory, environment: npm, signal: this.#signal });
    await copyFile(path.join(__dirname, 'emulators.mjs'), path.join(directory, 'emulators.mjs'));
    const printed = await this.#start(['emulators.mjs'], directory, /environment (.*)\n/);
    return v.parse(v.record(v.string(), v.string()), JSON.parse(printed));
  }

  /** Provenance is what a build server signs for: https://docs.npmjs.com/generating-provenance-statements */
  async #omitProvenance(): Promise<void> {
    for (const [folder, { publishConfig, ...rest }] of this.#manifests()) {
      const { provenance, ...kept } = publishConfig;
      if (provenance !== true) throw new Error(`${rest.name} would be published without provenance.`);
      const text = JSON.stringify({ ...rest, publishConfig: kept }, undefined, 2);
      await writeFile(path.join(this.#clone, folder, 'package.json'), `${text}\n`);
    }
    await this.#inClone('git', [...commit, 'chore: publish without provenance']);
  }

  /** Whether the check that stands before every release lets it pass. */
  #isReady(): Promise<boolean> {
    return this.#inClone('npm', ['run', 'release:check']).then(
      () => true,
      () => false,
    );
  }

  /** The manifests of all packages as they are now, with their folders. */
  #manifests(): readonly (readonly [folder: string, manifest: Manifest])[] {
    return packageFolders(this.#clone).map((folder) => {
      const text = readFileSync(path.join(this.#clone, folder, 'package.json'), 'utf8');
      return [folder, v.parse(manifestSchema, JSON.parse(text))];
    });
  }

  /** The changelog of a package; empty if there is none. */
  #changelog(folder: string): string {
    const file = path.join(this.#clone, folder, 'CHANGELOG.md');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  async #publishedVersions(name: string, environment: Environment): Promise<readonly string[]> {
    const printed = await this.#inClone('npm', ['view', name, 'versions', '--json'], environment);
    return v.parse(v.array(v.string()), [JSON.parse(printed)].flat());
  }

  #inClone(program: string, given: readonly string[], environment?: Environment): Promise<string> {
    return runProgram(program, given, { directory: this.#clone, signal: this.#signal, environment });
  }

  /** Starts what is ended with the rehearsal, and waits for what it prints. */
  #start(given: readonly string[], folder: string, pattern: RegExp): Promise<string> {
    const started = new BackgroundProcess(given, folder, process.env);
    this.#background.push(started);
    return started.printed(pattern);
  }

  #projectOf({ name }: Consumer): string {
    return path.join(this.#root, 'projects', name.replaceAll(/\W+/g, '-'));
  }

  #mark(isGood: boolean): string {
    if (!isGood) this.#failures += 1;
    return isGood ? '✓' : '✗';
  }
}

/** A package and all that depend on it, at whatever distance: all of them get a new version with it. */
function dependents(name: string, manifests: readonly Manifest[]): ReadonlySet<string> {
  const found = new Set([name]);
  for (const dependency of found) {
    for (const { name: dependent, dependencies: needed, devDependencies } of manifests) {
      if (dependency in { ...needed, ...devDependencies }) found.add(dependent);
    }
  }
  return found;
}

runMain(async (signal) => {
  const root = await mkdtemp(path.join(os.tmpdir(), 'axios-keyring-release-'));
  try {
    return await new Rehearsal(root, signal).run();
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
