/** The compilers, the oldest first: `typescript-5.4` in package.json is the oldest one. */
export const compilers = ['5.4', '5.6', '5.9', '6.0', '7.0'] as const;

/** See {@link compilers}. */
export type Compiler = (typeof compilers)[number];

/** How a consumer has its modules resolved, and in which files it therefore writes. */
export interface ModuleSetting {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** The module format of `.ts`, as its package.json says. */
  readonly type: 'module' | 'commonjs';
  /** The endings that the files of `consumers/` get. */
  readonly files: readonly string[];
}

const both = ['uses.mts', 'uses.cts', 'refusals.mts', 'requires.cts'];

/** All of them. */
export const moduleSettings: readonly ModuleSetting[] = [
  {
    name: 'node10',
    options: { module: 'commonjs', moduleResolution: 'node10' },
    type: 'commonjs',
    files: ['uses.ts', 'refusals.ts'],
  },
  { name: 'node16', options: { module: 'node16', moduleResolution: 'node16' }, type: 'module', files: both },
  {
    name: 'nodenext',
    options: { module: 'nodenext', moduleResolution: 'nodenext' },
    type: 'commonjs',
    files: both,
  },
  {
    name: 'bundler',
    options: { module: 'esnext', moduleResolution: 'bundler' },
    type: 'module',
    files: ['uses.ts', 'refusals.ts'],
  },
];

/** The oldest supported versions of axios and redis, and the newest: `axios-oldest` in package.json, and so on. */
export const ages = ['oldest', 'newest'] as const;

/** See {@link ages}. */
export type Age = (typeof ages)[number];

/** What a compiler asks for before it takes a setting that it means to drop. */
export function concessions(compiler: Compiler, { name }: ModuleSetting): Readonly<Record<string, unknown>> {
  return compiler === '6.0' && name === 'node10' ? { ignoreDeprecations: '6.0' } : {};
}

/** What a compiler itself refuses, and with which words. */
export function refusal(compiler: Compiler, { name }: ModuleSetting): RegExp | undefined {
  return compiler === '7.0' && name === 'node10' ? /node10.*has been removed|TS5108/ : undefined;
}
