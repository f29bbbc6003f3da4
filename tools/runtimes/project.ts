import { build, type BuildOptions, type Plugin } from 'esbuild';
import axios from 'axios';
import path from 'node:path';
import { installPackages, packAll, workspace } from '../packed/packages.js';
import { providerPackages } from '../providers/provider-packages.js';

const providers = providerPackages(workspace);
const packages = ['axios-keyring', ...providers.map(({ name }) => name)];

/** Installs the packed packages and axios in a folder, as an application does, and puts the smoke suite there. */
export async function makeProject(folder: string, signal: AbortSignal): Promise<void> {
  const tarballs = path.join(folder, 'tarballs');
  const packed = await packAll(tarballs, signal);
  const dependencies = { ...Object.fromEntries(packages.map((name) => [name, '*'])), axios: axios.VERSION };
  await installPackages(folder, { name: 'smoke', version: '1.0.0', dependencies }, packed, signal);
  // These find the packages as the runtime itself does.
  const outside: BuildOptions = { platform: 'node', packages: 'external' };
  await bundle(folder, 'start', 'smoke.mjs', { ...outside, format: 'esm' });
  await bundle(folder, 'start', 'smoke.cjs', { ...outside, format: 'cjs' });
  // These have the packages in them, as an application's bundle has. Nothing stands in for Node's modules.
  const inside: BuildOptions = { platform: 'browser', format: 'esm', plugins: [installedIn(folder)] };
  await bundle(folder, 'start', 'page.js', inside);
  const conditions = ['workerd', 'worker', 'browser', 'import'];
  await bundle(folder, 'in-workerd', 'workerd.js', { ...inside, conditions });
}

async function bundle(folder: string, entry: string, outfile: string, options: BuildOptions): Promise<void> {
  await build({
    entryPoints: [path.join(__dirname, 'smoke', `${entry}.ts`)],
    bundle: true,
    outfile: path.join(folder, outfile),
    target: 'es2022',
    tsconfigRaw: '{}',
    logLevel: 'warning',
    ...options,
    plugins: [foundProviders, ...(options.plugins ?? [])],
  });
}

/** Fills in `smoke/providers.ts`. */
const foundProviders: Plugin = {
  name: 'found-providers',
  setup(building) {
    const lines = providers.map(({ name, shortName, providers: [{ exportName }] }) => {
      return `import { ${exportName} } from '${name}'; providers['${shortName}'] = ${exportName};`;
    });
    const contents = `export const providers = {};\n${lines.join('\n')}`;
    building.onLoad({ filter: /[/\\]smoke[/\\]providers\.ts$/ }, () => ({ contents, resolveDir: __dirname }));
  },
};

/** Has the suite take the packages that are installed in a folder, and not those of this workspace. */
function installedIn(folder: string): Plugin {
  const setup: Plugin['setup'] = (building) => {
    building.onResolve({ filter: /^[@a-z]/ }, ({ path: name, kind, resolveDir }) =>
      resolveDir.startsWith(__dirname) ? building.resolve(name, { kind, resolveDir: folder }) : undefined,
    );
  };
  return { name: 'installed', setup };
}
