import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { runProgram, type RunSettings } from '../packed/run-program.js';
import { type Consumer } from './consumers.js';

const installation = v.object({
  packages: v.record(v.string(), v.object({ version: v.optional(v.string()) })),
});

const ours = /^node_modules\/(@axios-keyring\/[^/]+|axios-keyring)$/;

/** The project of a consumer, with nothing around it that it could find by chance. */
export class ConsumerProject {
  readonly #consumer: Consumer;
  readonly #settings: RunSettings;

  private constructor(consumer: Consumer, settings: RunSettings) {
    this.#consumer = consumer;
    this.#settings = settings;
  }

  /**
   * Makes it, and installs what it asks for, in their newest versions where they are ours.
   *
   * @param settings - The directory does not exist yet; the environment leads npm to the registry.
   */
  static async install(
    consumer: Consumer,
    registry: string,
    settings: RunSettings,
  ): Promise<ConsumerProject> {
    const { directory } = settings;
    await mkdir(directory, { recursive: true });
    await writeFile(path.join(directory, '.npmrc'), `registry=${registry}\n`);
    const newest = Object.fromEntries(consumer.asksFor.map((name) => [name, 'latest']));
    const manifest = { private: true, type: 'module', dependencies: { ...newest, ...consumer.others } };
    await writeFile(path.join(directory, 'package.json'), JSON.stringify(manifest, null, 2));
    const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
    await runProgram('npm', ['install', '--ignore-scripts', ...quiet], settings);
    return new ConsumerProject(consumer, settings);
  }

  /** The packages of ours that are installed, and their versions. */
  async installed(): Promise<ReadonlyMap<string, string>> {
    const file = path.join(this.#settings.directory, 'node_modules', '.package-lock.json');
    const { packages } = v.parse(installation, JSON.parse(await readFile(file, 'utf8')));
    return new Map(
      Object.entries(packages).flatMap(([place, { version = '' }]): [string, string][] => {
        const name = ours.exec(place)?.[1];
        return name === undefined ? [] : [[name, version]];
      }),
    );
  }

  /**
   * Runs the consumer.
   *
   * @returns What it printed.
   */
  async run(): Promise<string> {
    const [program = process.execPath, ...programArguments] = this.#consumer.command ?? [
      process.execPath,
      await this.#compiled(),
    ];
    return (await runProgram(program, programArguments, this.#settings)).trim();
  }

  async #compiled(): Promise<string> {
    const { program = '' } = this.#consumer;
    const { directory } = this.#settings;
    await copyFile(path.join(__dirname, 'consumers', program), path.join(directory, program));
    if (!program.endsWith('.mts')) return program;
    const compilerOptions = {
      ...{ module: 'nodenext', target: 'es2022', lib: ['es2022'], types: ['node'] },
      ...{ strict: true, exactOptionalPropertyTypes: true },
      ...{ experimentalDecorators: true, emitDecoratorMetadata: true, useDefineForClassFields: false },
      // What others declare is theirs to set right.
      skipLibCheck: true,
    };
    const configuration = JSON.stringify({ compilerOptions, files: [program] }, null, 2);
    await writeFile(path.join(directory, 'tsconfig.json'), configuration);
    await runProgram('npx', ['--no', '--', 'tsc', '--project', '.'], this.#settings);
    return program.replace('.mts', '.mjs');
  }
}
