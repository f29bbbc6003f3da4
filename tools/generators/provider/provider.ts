import { execFileSync, execSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { formatFiles, generateFiles, joinPathFragments, names, readJson, type Tree } from '@nx/devkit';
import ts from 'typescript';
import * as v from 'valibot';

/** What somebody says of a new provider. */
export interface ProviderSettings {
  readonly name: string;
  readonly baseURL?: string;
  readonly title?: string;
}

const providers = joinPathFragments('packages', 'providers');
const templates = join(__dirname, 'files');

/**
 * Makes the package of a provider that builds and passes its tests as it is: what is left is the vendor. Nothing outside of
 * its folder changes but the lock file.
 *
 * nx asks for a default export: https://nx.dev/docs/extending-nx/local-generators
 *
 * @returns What nx does once all files are written.
 * @throws Error for a name, an address or a title that cannot be; then nothing is written.
 */
export default async function generateProvider(tree: Tree, settings: ProviderSettings): Promise<() => void> {
  const { name, baseURL = `https://api.${name}.example` } = settings;
  const title = settings.title?.trim() ?? titleOf(name);
  const url = URL.canParse(baseURL) ? new URL(baseURL) : undefined;
  const problem = nameProblem(tree, name) ?? titleProblem(title) ?? addressProblem(baseURL, url);
  if (problem !== undefined) throw new Error(`${problem} Nothing was written.`);

  const manifestOf = (other: string): Manifest =>
    readJson<Manifest>(tree, joinPathFragments('packages', other, 'package.json'));
  const { propertyName: exportName, className: typeName } = names(name);
  const folder = joinPathFragments(providers, name);
  generateFiles(tree, templates, folder, {
    ...{ name, title, exportName, typeName },
    prefix: name.toUpperCase().replaceAll('-', '_'),
    host: url?.origin,
    basePath: url?.pathname.replace(/\/$/, ''),
    axiosRange: manifestOf('core').peerDependencies?.axios,
    versionOf: (other: string) => manifestOf(other).version,
  });
  tree.write(joinPathFragments(folder, 'LICENSE'), tree.read('LICENSE', 'utf8') ?? '');
  await formatFiles(tree);
  return () => {
    joinWorkspace(tree.root, name);
  };
}

interface Manifest {
  readonly version: string;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

function titleOf(name: string): string {
  return name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
}

function nameProblem(tree: Tree, name: string): string | undefined {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 40) {
    return (
      `"${name}" cannot be the name of a provider. It is lower case letters, digits and single hyphens, begins with ` +
      'a letter and has up to 40 characters: acme-billing.'
    );
  }
  const there = ['packages', 'packages/schemes', providers]
    .map((parent) => joinPathFragments(parent, name))
    .find((folder) => tree.exists(folder));
  if (there !== undefined) return `${there} is there already. Choose another name, or remove the folder.`;
  return isTaken(names(name).propertyName)
    ? `"${name}" means something else in the code. Say more: ${name}-api.`
    : undefined;
}

/** Whether a word has a meaning in TypeScript, for every program, for tools, or in the files of every provider. */
function isTaken(word: string): boolean {
  const scanner = ts.createScanner(ts.ScriptTarget.ES2022, true);
  scanner.setText(word);
  const isKeyword = scanner.scan() !== ts.SyntaxKind.Identifier;
  return (
    isKeyword ||
    word in globalThis ||
    /^(coverage|dist|fixtures|spec|test)$/.test(word) ||
    isInTemplates(word)
  );
}

function isInTemplates(word: string): boolean {
  const files = readdirSync(templates, { recursive: true, encoding: 'utf8' });
  const sources = files.filter((file) => file.endsWith('.ts.template'));
  const pattern = new RegExp(`(?<![\\w-])${word}(?![\\w-])`);
  return sources.some(
    (file) => file.includes(`/${word}.`) || pattern.test(readFileSync(join(templates, file), 'utf8')),
  );
}

function titleProblem(title: string): string | undefined {
  // It is written into sources, tables and manifests as it is.
  const isPlain = /^[\p{L}\p{N}]([\p{L}\p{N} .&+’-]*[\p{L}\p{N}])?$/u.test(title) && !title.includes('  ');
  if (isPlain && title.length <= 40) return undefined;
  return (
    `"${title}" cannot be the title. It is up to 40 characters: letters and digits, and between them spaces, hyphens ` +
    'or . & + ’, as in Acme Billing.'
  );
}

function addressProblem(text: string, url: URL | undefined): string | undefined {
  const { protocol, origin = '', hostname = '', pathname = '' } = url ?? {};
  const basePath = pathname.replace(/\/$/, '');
  // The names of hosts that have no meaning in a pattern, and are no addresses.
  const isName = /^([a-z\d]([a-z\d-]*[a-z\d])?\.)*[a-z]([a-z\d-]*[a-z\d])?$/.test(hostname);
  const isWhole = /^(\/[\w.~-]+)*$/.test(basePath) && text.replace(/\/$/, '') === origin + basePath;
  if (protocol !== 'https:' || !isName || !isWhole) {
    return (
      `"${text}" cannot be the base URL. It begins with https:// and has a host in lower case, and may have a path: ` +
      'https://api.acme.com/v1.'
    );
  }
  // Requests of examples and tests are told apart by their host.
  if (!isKnownHost(origin)) return undefined;
  return (
    `"${text}" cannot be the base URL: a provider that is there has the host ${origin}. Give another host, or add to that ` +
    'provider.'
  );
}

/** Whether a provider that is there has the host. */
function isKnownHost(origin: string): boolean {
  // In a process of its own: nx loads no package from source.
  const program = ['--conditions=@axios-keyring/source', 'tools/run.cjs', 'tools/config-schema/main.ts'];
  const directory = join(__dirname, '..', '..', '..');
  const printed = execFileSync(process.execPath, program, { cwd: directory, encoding: 'utf8' });
  const known = v.parse(v.record(v.string(), v.object({ hosts: v.array(v.string()) })), JSON.parse(printed));
  return Object.values(known)
    .flatMap(({ hosts }) => hosts)
    .some((host) => {
      const [, below] = host.split('*');
      return below === undefined ? host === origin : origin.endsWith(below);
    });
}

/** Has a new package found by its name and in the lock file, and its README complete. */
function joinWorkspace(root: string, name: string): void {
  const place = join(root, 'node_modules', '@axios-keyring', name);
  const run = (command: string): void => void execSync(command, { cwd: root, stdio: 'inherit' });
  if (!existsSync(place)) {
    // As npm install would, which takes longer and may want a registry.
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(relative(dirname(place), join(root, providers, name)), place, 'junction');
  }
  try {
    // All that the package depends on is in the lock file, so no registry has to be asked.
    run('npm install --package-lock-only --ignore-scripts --no-audit --no-fund --loglevel=error --offline');
  } catch {
    console.warn('The lock file has not got the package yet: run npm install.');
  }
  run('npm run --silent docs');
  console.log(
    `\n${providers}/${name} is in place. Look for TODO in it: that is the vendor’s.\nnpx jest ${providers}/${name} runs its tests.`,
  );
}
