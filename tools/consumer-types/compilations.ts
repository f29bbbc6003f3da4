/** The compilers, the oldest first: `typescript-5.4` in package.json is the oldest one. */
export const compilers = ['5.4', '5.6', '5.9', '6.0', '7.0'] as const;

/** The oldest supported versions of axios and redis, and the newest: `axios-oldest` in package.json, and so on. */
export const ages = ['oldest', 'newest'] as const;

/** How a consumer has its modules resolved, and in which files it therefore writes. */
export interface ModuleSetting {
  readonly module: string;
  readonly moduleResolution: string;
  /** The module format of `.ts`, as its package.json says. */
  readonly type: 'module' | 'commonjs';
  /** The endings that the files of `consumers/` get. */
  readonly files: readonly string[];
}

const plain = ['uses.ts', 'refusals.ts'];
const both = ['uses.mts', 'uses.cts', 'refusals.mts', 'requires.cts'];

/** All of them. */
export const moduleSettings: readonly ModuleSetting[] = [
  { module: 'commonjs', moduleResolution: 'node10', type: 'commonjs', files: plain },
  { module: 'node16', moduleResolution: 'node16', type: 'module', files: both },
  { module: 'nodenext', moduleResolution: 'nodenext', type: 'commonjs', files: both },
  { module: 'esnext', moduleResolution: 'bundler', type: 'module', files: plain },
];
