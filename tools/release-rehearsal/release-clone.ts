import { existsSync } from 'node:fs';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { packageFolders } from '../package-folders.js';
import { runProgram } from '../packed/run-program.js';

const manifest = v.looseObject({
  name: v.string(),
  version: v.string(),
  dependencies: v.optional(v.record(v.string(), v.string()), {}),
  devDependencies: v.optional(v.record(v.string(), v.string()), {}),
  repository: v.object({ directory: v.string() }),
  publishConfig: v.record(v.string(), v.unknown()),
});

/** What is needed of a package's manifest. */
export type ReleaseManifest = v.InferOutput<typeof manifest>;

const workspace = path.resolve(__dirname, '..', '..');

/** A clone of this repository, in which releases leave nothing behind. */
export class ReleaseClone {
  readonly #folder: string;
  readonly #signal: AbortSignal;

  private constructor(folder: string, signal: AbortSignal) {
    this.#folder = folder;
    this.#signal = signal;
  }

  /** Clones what is committed, and installs what it depends on. */
  static async create(folder: string, signal: AbortSignal): Promise<ReleaseClone> {
    await runProgram('git', ['clone', '--quiet', workspace, folder], { directory: workspace, signal });
    const clone = new ReleaseClone(folder, signal);
    for (const [name, value] of Object.entries(identity)) await clone.#git('config', name, value);
    await clone.#run('npm', ['ci', '--prefer-offline', '--loglevel=error']);
    return clone;
  }

  /** How many files of the working tree are not as they are committed, and therefore not released. */
  static async countUncommitted(signal: AbortSignal): Promise<number> {
    const status = await runProgram('git', ['status', '--porcelain'], { directory: workspace, signal });
    return status.split('\n').filter((line) => line !== '').length;
  }

  /** Provenance is what a build server signs for: https://docs.npmjs.com/generating-provenance-statements */
  async omitProvenance(): Promise<void> {
    for (const folder of this.#packageFolders()) {
      const file = path.join(folder, 'package.json');
      const { publishConfig, ...rest } = await readManifest(folder);
      const { provenance, ...kept } = publishConfig;
      if (provenance !== true) throw new Error(`${rest.name} would be published without provenance.`);
      await writeFile(file, `${JSON.stringify({ ...rest, publishConfig: kept }, null, 2)}\n`);
    }
    await this.#git('commit', '--quiet', '--all', '--message', 'chore: publish without provenance');
  }

  /** Commits a change of a package. */
  async commitChange(packageFolder: string, message: string): Promise<void> {
    await appendFile(path.join(this.#folder, packageFolder, 'README.md'), '\nRehearsed.\n');
    await this.#git('commit', '--quiet', '--all', '--message', message);
  }

  /** Raises the versions as the commits ask for, and writes the changelogs. */
  async raiseVersions(): Promise<void> {
    await this.#run('npx', ['lerna', 'version', '--no-push', '--yes']);
  }

  /** Whether the check that stands before every release lets it pass. */
  async isReady(): Promise<boolean> {
    return this.#run('npm', ['run', 'release:check']).then(
      () => true,
      () => false,
    );
  }

  /** Builds all packages, and publishes them as it has to be done by hand once, for a registry that has none of them. */
  async publishByHand(environment: Readonly<Record<string, string>>): Promise<void> {
    await this.#run('npm', ['run', 'build']);
    await this.#run('npm', ['publish', '--workspaces', '--provenance=false'], environment);
  }

  /** Builds all packages, and publishes those whose version the registry does not have. */
  async publish(registry: string, environment: Readonly<Record<string, string>>): Promise<void> {
    await this.#run('npm', ['run', 'build']);
    const publishing = ['lerna', 'publish', 'from-package', '--yes', '--registry', registry];
    await this.#run('npx', publishing, environment);
  }

  /** The manifests of all packages as they are now, by name. */
  async manifests(): Promise<ReadonlyMap<string, ReleaseManifest>> {
    const manifests = await Promise.all(this.#packageFolders().map(readManifest));
    return new Map(manifests.map((found) => [found.name, found]));
  }

  /** The changelog of a package; empty if there is none. */
  async changelog(packageFolder: string): Promise<string> {
    const file = path.join(this.#folder, packageFolder, 'CHANGELOG.md');
    return existsSync(file) ? readFile(file, 'utf8') : '';
  }

  #packageFolders(): readonly string[] {
    return packageFolders(this.#folder).map((folder) => path.join(this.#folder, folder));
  }

  async #git(...programArguments: readonly string[]): Promise<void> {
    await this.#run('git', programArguments);
  }

  async #run(
    program: string,
    programArguments: readonly string[],
    environment?: Readonly<Record<string, string>>,
  ): Promise<void> {
    const settings = { directory: this.#folder, signal: this.#signal, environment };
    await runProgram(program, programArguments, settings);
  }
}

// Of the clone only, whatever this machine is set to.
const identity = {
  'user.name': 'Release rehearsal',
  'user.email': 'rehearsal@localhost',
  'commit.gpgsign': 'false',
  'tag.gpgsign': 'false',
};

async function readManifest(folder: string): Promise<ReleaseManifest> {
  return v.parse(manifest, JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')));
}
