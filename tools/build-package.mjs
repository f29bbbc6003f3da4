// Builds the package in the current folder twice, as ESM and as CommonJS, with types for both: require() must not
// bring a second copy of axios next to the application's. The code is bundled, because a process starts ten times
// faster with one file than with a hundred; the types are as the compiler writes them.
import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { licencesOf } from './bundled-licences.mjs';
import { carrySources } from './source-maps.mjs';

const native = createRequire(import.meta.url).resolve('typescript-7/package.json');
const tsc = join(dirname(native), 'bin', 'tsc');
const manifest = readFileSync('package.json', 'utf8');
const { bin = {}, dependencies = {}, peerDependencies = {} } = JSON.parse(manifest);

const entries = ['index', 'browser', 'known-providers']
  .filter((name) => manifest.includes(`/esm/${name}.js"`))
  .map(entryOf);
const main = Object.keys(bin).map(() => entryOf('main'));
const emulator = existsSync('emulator') ? [{ in: 'emulator/index.ts', out: 'emulator/index' }] : [];
const builtinOnNode = 'src/platform/builtin-on-node.ts';

// What axios-keyring knows of the providers of this project, which need not be installed. Its schema is made along.
const knownProviders = {
  name: 'known-providers',
  setup(context) {
    context.onLoad({ filter: /\/known-providers\.ts$/ }, ({ path }) => {
      const program = ['--conditions=@axios-keyring/source', 'tools/run.cjs', 'tools/config-schema/main.ts'];
      const cwd = join(import.meta.dirname, '..');
      const made = execFileSync(process.execPath, program, { cwd, encoding: 'utf8' });
      const source = readFileSync(path, 'utf8');
      return { loader: 'ts', contents: source.replace(/typeof KNOWN_PROVIDERS [^;]*/, () => made.trim()) };
    });
  },
};

function entryOf(name) {
  return { in: `src/${name}.ts`, out: name };
}

/** Writes the types of the sources in a folder, for both formats. */
function declareTypes(folder, out) {
  const config = `dist/tsconfig.${folder}.json`;
  const settings = {
    extends: relative('dist', join(import.meta.dirname, '..', 'tsconfig.build.json')),
    compilerOptions: { rootDir: `../${folder}` },
    include: [`../${folder}`],
    exclude: ['../**/*.test.ts', '../**/fixtures'],
  };
  writeFileSync(config, JSON.stringify(settings));
  const commonjs = [
    '--module',
    'commonjs',
    '--moduleResolution',
    'bundler',
    '--verbatimModuleSyntax',
    'false',
  ];
  for (const [format, options] of [
    ['esm', []],
    ['cjs', commonjs],
  ]) {
    const outDir = join('dist', format, out);
    execFileSync(process.execPath, [tsc, '-p', config, '--outDir', outDir, ...options], { stdio: 'inherit' });
  }
  rmSync(config);
}

// Said to have no side effects, as ours: what is imported of them and not used leaves no bare import behind.
const outsidePackages = {
  name: 'outside-packages',
  setup(context) {
    const names = Object.keys({ ...dependencies, ...peerDependencies });
    const filter = new RegExp(`^(node:|(${names.join('|')})(/|$))`);
    context.onResolve({ filter }, ({ path }) => ({ path, external: true, sideEffects: false }));
  },
};

// Where Node.js is known to run the code, its modules are imported; see builtin.ts of core.
const modulesOfNode = {
  name: 'modules-of-node',
  setup(context) {
    context.onResolve({ filter: /\/builtin\.js$/ }, () => ({ path: resolve(builtinOnNode) }));
  },
};

async function bundle(format, outdir, entryPoints, plugins = []) {
  const { metafile } = await build({
    entryPoints,
    bundle: true,
    format,
    outdir,
    metafile: true,
    platform: 'neutral',
    target: 'es2022',
    // An import of types only is none. A field that is only declared is set once, by the constructor. What is assigned to
    // a frozen object throws, also in CommonJS.
    tsconfigRaw: {
      compilerOptions: { verbatimModuleSyntax: false, useDefineForClassFields: false, alwaysStrict: true },
    },
    mainFields: ['module', 'main'],
    plugins: [outsidePackages, knownProviders, ...plugins],
    // What the code cannot see by itself; see module-format.ts of axios-keyring.
    define: { BUILD_FORMAT: JSON.stringify(format) },
    // What is needed seldom stays a file of its own. CommonJS has `require` for it: an `import()` there would load
    // the ESM build of another package, and with it a second copy.
    ...(format === 'esm' ? { splitting: true } : { supported: { 'dynamic-import': false } }),
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'warning',
  });
  carrySources(outdir);
  return metafile;
}

// Two doors to one bundle, so that nothing is there twice: the one for authors hands over some of what is behind the other.
const doorTo = (bundled) => ({
  name: 'door',
  setup(context) {
    context.onResolve({ filter: /^\.\// }, ({ kind }) =>
      kind === 'entry-point' ? undefined : { path: `./${bundled}.js`, external: true, sideEffects: false },
    );
  },
});

rmSync('dist', { recursive: true, force: true });
const engine = existsSync('src/engine.ts');
const metafile = await bundle('esm', 'dist/esm', [
  ...(engine ? [entryOf('engine')] : entries),
  ...main,
  ...emulator,
]);
await bundle('cjs', 'dist/cjs', [...(engine ? [entryOf('engine')] : entries), ...emulator]);
for (const format of engine ? ['esm', 'cjs'] : []) {
  const folder = `dist/${format}`;
  await bundle(format, folder, [{ in: 'src/engine.ts', out: 'engine-on-node' }], [modulesOfNode]);
  await bundle(format, folder, [{ in: 'src/index.ts', out: 'index' }], [doorTo('engine')]);
  await bundle(format, folder, [{ in: 'src/index.ts', out: 'index-on-node' }], [doorTo('engine-on-node')]);
}
declareTypes('src', '');
if (emulator.length > 0) declareTypes('emulator', 'emulator');
writeFileSync('dist/cjs/package.json', `${JSON.stringify({ type: 'commonjs' })}\n`);
const licences = licencesOf(metafile);
if (licences !== '') writeFileSync('dist/third-party-licences.txt', licences);
