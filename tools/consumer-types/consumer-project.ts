import { execFile } from 'node:child_process';
import { copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type PackedPackage } from '../packed/pack-packages.js';
import { unpackPackage } from '../packed/unpack-package.js';
import { type Age, type Compiler, concessions, type ModuleSetting } from './compilations.js';

const installed = path.join(__dirname, 'node_modules');

/** A folder in which all packages are installed beside others of an age. */
export class ConsumerProject {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Makes one in a folder that there is not yet. */
  static async create(folder: string, age: Age, packages: Iterable<PackedPackage>): Promise<ConsumerProject> {
    const modules = path.join(folder, 'node_modules');
    await mkdir(path.join(modules, '@types'), { recursive: true });
    const link = (name: string, installedAs: string): Promise<void> =>
      symlink(path.join(installed, installedAs), path.join(modules, name), 'junction');
    await link('@types/node', '@types/node');
    await link('axios', `axios-${age}`);
    await link('redis', `redis-${age}`);
    for (const packed of packages) await unpackPackage(packed, folder);
    return new ConsumerProject(folder);
  }

  /**
   * Compiles the consumers.
   *
   * @returns What the compiler says; empty if it is content.
   */
  async compile(compiler: Compiler, setting: ModuleSetting, exact: boolean): Promise<string> {
    const folder = path.join(this.#folder, `${compiler}-${setting.name}-${String(exact)}`);
    await mkdir(folder);
    for (const file of setting.files) {
      const { name } = path.parse(file);
      const source = name === 'requires' ? file : `${name}.ts`;
      await copyFile(path.join(__dirname, 'consumers', source), path.join(folder, file));
    }
    await write(path.join(folder, 'package.json'), { type: setting.type });
    await write(path.join(folder, 'tsconfig.json'), {
      compilerOptions: {
        ...setting.options,
        ...concessions(compiler, setting),
        target: 'es2022',
        lib: ['es2022'],
        types: ['node'],
        strict: true,
        exactOptionalPropertyTypes: exact,
        skipLibCheck: false,
        esModuleInterop: true,
        noEmit: true,
        pretty: false,
      },
      files: setting.files,
    });
    const tsc = path.join(installed, `typescript-${compiler}`, 'bin', 'tsc');
    return new Promise((resolve, reject) => {
      execFile(process.execPath, [tsc, '-p', folder], (error, stdout) => {
        if (error instanceof Error && stdout === '') reject(error);
        else resolve(stdout);
      });
    });
  }
}

async function write(file: string, content: object): Promise<void> {
  await writeFile(file, JSON.stringify(content, null, 2));
}
