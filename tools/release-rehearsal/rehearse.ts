import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { formatTable } from '../demo/format-table.js';
import { BackgroundProcess } from '../packed/background-process.js';
import { runProgram } from '../packed/run-program.js';
import { ConsumerProject } from './consumer-project.js';
import { type Consumer, consumers, emulators } from './consumers.js';
import { npmEnvironment } from './npm-environment.js';
import { type LocalRegistry, startRegistry } from './registry.js';
import { ReleaseClone, type ReleaseManifest } from './release-clone.js';

type Environment = Readonly<Record<string, string>>;
type Manifests = ReadonlyMap<string, ReleaseManifest>;

const changed = { name: '@axios-keyring/taxjar', folder: 'packages/providers/taxjar' };
const change = 'a change that is only rehearsed';

/** A release, from the commits to those who install it, twice. */
export class Rehearsal {
  readonly #root: string;
  readonly #print: (line: string) => void;
  readonly #signal: AbortSignal;
  #registry: LocalRegistry | undefined;
  #emulators: BackgroundProcess | undefined;
  #failures = 0;

  /** @param root - An empty folder, which the caller removes. */
  constructor(root: string, print: (line: string) => void, signal: AbortSignal) {
    this.#root = root;
    this.#print = print;
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
      const uncommitted = await ReleaseClone.countUncommitted(this.#signal);
      if (uncommitted > 0) {
        this.#print(
          `!!! ${uncommitted} files are not as they are committed. What is COMMITTED is released.\n`,
        );
      }
      this.#registry = await startRegistry(path.join(this.#root, 'registry'), this.#signal);
      const { url } = this.#registry;
      const environment = await npmEnvironment(this.#root, url);
      this.#print('A registry listens on loopback. Cloning the repository, and installing its dependencies.');
      const clone = await ReleaseClone.create(path.join(this.#root, 'clone'), this.#signal);
      const released = await this.#release(clone, environment);
      await this.#useAll(released, url, environment);
      await this.#releaseAgain(clone, released, url, environment);
      this.#print(`\nWhat was not as it has to be: ${this.#failures}.`);
      return this.#failures;
    } finally {
      await this.#emulators?.stop();
      await this.#registry?.stop();
    }
  }

  async #release(clone: ReleaseClone, environment: Environment): Promise<Manifests> {
    this.#print('\nFirst release: lerna version, build, npm publish by hand.\n');
    const wasReady = await clone.isReady();
    await clone.raiseVersions();
    const isReady = await clone.isReady();
    this.#print(`Packages without a version are held back. ${this.#mark(!wasReady && isReady)}\n`);
    await clone.publishByHand(environment);
    const manifests = await clone.manifests();
    const rows: string[][] = [];
    for (const { name, version, repository } of manifests.values()) {
      const published = await this.#publishedVersions(name, environment);
      const changelog = await clone.changelog(repository.directory);
      const isGood = published.at(-1) === version && changelog.includes(version);
      rows.push([name, version, published.join(', '), changelog === '' ? 'none' : 'yes', this.#mark(isGood)]);
    }
    this.#print(formatTable(['package', 'version', 'in the registry', 'changelog', ''], rows));
    return manifests;
  }

  async #useAll(released: Manifests, url: string, environment: Environment): Promise<void> {
    this.#print('\nClean projects that install from the registry and ask emulated vendors.\n');
    const rows: string[][] = [];
    const vendors = await this.#startEmulators(url, environment);
    for (const consumer of consumers) {
      const project = await this.#install(consumer, url, { ...environment, ...vendors });
      rows.push(await this.#use(consumer, project, released));
    }
    this.#print(formatTable(['project', 'of ours are installed', 'answer', ''], rows));
  }

  async #releaseAgain(
    clone: ReleaseClone,
    before: Manifests,
    url: string,
    environment: Environment,
  ): Promise<void> {
    this.#print(`\nSecond release, after the commit feat(taxjar): ${change}. lerna version and publish.\n`);
    await clone.commitChange(changed.folder, `feat(taxjar): ${change}`);
    await clone.raiseVersions();
    // After the versions: a commit before them would be one of every package.
    await clone.omitProvenance();
    await clone.publish(url, environment);
    const after = await clone.manifests();
    const expected = dependents(changed.name, before);
    const rows: string[][] = [];
    for (const { name, version } of after.values()) {
      const isRaised = before.get(name)?.version !== version;
      const published = await this.#publishedVersions(name, environment);
      const isGood = isRaised === expected.has(name) && published.length === (isRaised ? 2 : 1);
      rows.push([name, version, published.join(', '), this.#mark(isGood)]);
    }
    this.#print(formatTable(['package', 'version', 'in the registry', ''], rows));
    const changelog = await clone.changelog(changed.folder);
    this.#print(`\nIts changelog names the commit. ${this.#mark(changelog.includes(change))}`);
    const [first] = consumers;
    if (!first) return;
    const again = { ...first, name: `${first.name} again` };
    const vendors = await this.#startEmulators(url, environment);
    const project = await this.#install(again, url, { ...environment, ...vendors });
    const row = await this.#use(again, project, after);
    this.#print(`\n${formatTable(['project', 'of ours are installed', 'answer', ''], [row])}`);
  }

  async #use(consumer: Consumer, project: ConsumerProject, released: Manifests): Promise<string[]> {
    const installed = [...(await project.installed())];
    const expected = consumer.gets.map((name) => `${name} ${released.get(name)?.version ?? ''}`).sort();
    const found = installed.map((nameAndVersion) => nameAndVersion.join(' ')).sort();
    const printed = await project.run().catch((error: unknown) => {
      this.#print(`${String(error)}\n`);
      return 'failed';
    });
    const answer = consumer.prints ?? released.get(consumer.asksFor[0] ?? '')?.version;
    const isGood = found.join() === expected.join() && printed === answer;
    return [consumer.name, found.join('\n'), printed, this.#mark(isGood)];
  }

  async #startEmulators(url: string, environment: Environment): Promise<Environment> {
    if (!this.#emulators) {
      await this.#install(emulators, url, environment);
      const directory = this.#folderOf(emulators);
      await copyFile(path.join(__dirname, 'emulators.mjs'), path.join(directory, 'emulators.mjs'));
      this.#emulators = new BackgroundProcess(['emulators.mjs'], directory, process.env);
    }
    const printed = await this.#emulators.printed(/environment (.*)\n/);
    return v.parse(v.record(v.string(), v.string()), JSON.parse(printed));
  }

  async #install(consumer: Consumer, url: string, environment: Environment): Promise<ConsumerProject> {
    const directory = this.#folderOf(consumer);
    return ConsumerProject.install(consumer, url, { directory, environment, signal: this.#signal });
  }

  #folderOf({ name }: Consumer): string {
    return path.join(this.#root, 'projects', name.replaceAll(/\W+/g, '-'));
  }

  async #publishedVersions(name: string, environment: Environment): Promise<readonly string[]> {
    const settings = { directory: this.#root, environment, signal: this.#signal };
    const printed = await runProgram('npm', ['view', name, 'versions', '--json'], settings);
    return v.parse(v.array(v.string()), [JSON.parse(printed)].flat());
  }

  #mark(isGood: boolean): string {
    if (!isGood) this.#failures += 1;
    return isGood ? '✓' : '✗';
  }
}

/** A package and all that depend on it, at whatever distance: all of them get a new version with it. */
function dependents(name: string, manifests: Manifests): ReadonlySet<string> {
  const found = new Set([name]);
  for (const dependency of found) {
    for (const { name: dependent, dependencies, devDependencies } of manifests.values()) {
      if (dependency in { ...dependencies, ...devDependencies }) found.add(dependent);
    }
  }
  return found;
}
