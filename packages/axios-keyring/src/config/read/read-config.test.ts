import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createProject, removeProjects } from '../fixtures/project.js';
import { moduleImporter } from '../modules/import-module.js';
import { lineOf } from '../findings.js';
import { inspect } from '../load.js';

afterEach(() => {
  removeProjects();
  jest.restoreAllMocks();
});

const routes = [{ provider: 'taxjar', options: { apiToken: 'a-token' } }];

async function inspectFiles(files: Readonly<Record<string, unknown>>, file?: string) {
  const { directory } = createProject(files);
  const { problems, warnings, keyring } = await inspect({ directory, file, profile: 'none' });
  return { problems: problems.map(lineOf), warnings: warnings.map(lineOf), keyring, directory };
}

describe('a config', () => {
  it.each([
    ['keyring.config.json', JSON.stringify({ $schema: './x.json', routes })],
    ['keyring.config.json', `\uFEFF${JSON.stringify({ routes })}`],
    ['keyring.config.yaml', 'routes:\n  - provider: taxjar\n    options: { apiToken: a-token }\n'],
    ['keyring.config.yml', 'routes:\n  - provider: taxjar\n    options: { apiToken: a-token }\n'],
    ['keyring.config.cjs', `module.exports = ${JSON.stringify({ routes })};`],
    ['keyring.config.js', `module.exports = ${JSON.stringify({ routes })};`],
    ['keyring.config.js', `module.exports = Promise.resolve(${JSON.stringify({ routes })});`],
    ['keyring.config.js', `exports.__esModule = true; exports.default = ${JSON.stringify({ routes })};`],
    [
      'keyring.config.ts',
      `interface Route { provider: string }\nconst routes: Route[] = ${JSON.stringify(routes)};\nexport default { routes };`,
    ],
  ])('is read from %s', async (name, text) => {
    const { problems, keyring, directory } = await inspectFiles({ [name]: text });

    expect(problems).toEqual([]);
    expect(keyring?.baseURLs).toEqual(['https://api.taxjar.com']);
    expect(readdirSync(directory).filter((file) => file !== '.git')).toEqual([name]);
  });

  it('is found in a folder above, but not above the repository', async () => {
    const project = createProject({ 'keyring.config.json': { routes }, 'services/orders/x.txt': '' });
    const inner = project.path('services/orders');

    expect((await inspect({ directory: inner, profile: 'none' })).problems).toEqual([]);

    project.write('services/.git/HEAD', '');
    const { problems } = await inspect({ directory: inner, profile: 'none' });
    expect(problems.map(lineOf)).toEqual([
      `There is no keyring.config.json, keyring.config.yaml, keyring.config.yml, keyring.config.js, keyring.config.cjs, keyring.config.mjs, keyring.config.ts in ${inner} or above, up to the repository. Make one with npx @axios-keyring/cli init, or name another file: loadKeyring({ file }).`,
    ]);
  });

  it('that is beside another one is not read, with a warning', async () => {
    const { keyring, warnings } = await inspectFiles({
      'keyring.config.json': { routes: [] },
      'keyring.config.yaml': 'routes: [{ provider: nothing }]',
    });

    expect(keyring?.routes).toEqual([]);
    expect(warnings).toEqual([
      'keyring.config.yaml is not read, because keyring.config.json is beside it. Remove one.',
    ]);
  });

  it.each([
    ['js', 'console.log("stranger"); module.exports = {};'],
    ['ts', 'console.log("stranger"); export default {};'],
  ])('is all that is read: no .config/config.%s of the working directory is run', (ending, text) => {
    const { directory } = createProject({
      'keyring.config.json': { routes: [] },
      [`.config/config.${ending}`]: text,
    });
    const source = JSON.stringify(join(__dirname, '..', 'load.ts'));
    const program =
      `require(${JSON.stringify(join(__dirname, '../../../../../tools/typescript.cjs'))});` +
      `require(${source}).inspect({}).then((report) => console.log(report.problems.length, report.files.join()));`;
    const output = execFileSync(process.execPath, ['--conditions=@axios-keyring/source', '--eval', program], {
      cwd: directory,
      encoding: 'utf8',
    });

    expect(output).toBe('0 keyring.config.json\n');
  });

  it.each([
    ['{"routes": [],\n "unmatched": "warn",\n\t"routes": []}', 'line 3, column 2, routes'],
    ['{"routes": [{"provider": "taxjar", "options": {"a\\u0062": [{}], "ab": 2}}]}', 'line 1, column 65, ab'],
    [
      '{"sk_live_9e0cd62a22f451701f29c3bde214":1,"sk_live_9e0cd62a22f451701f29c3bde214":1}',
      'line 1, column 43, (a key)',
    ],
    ['{"":{},"":{}}', 'line 1, column 8, the empty key'],
  ])('with a key twice in one object says where: %s', async (text, where) => {
    const { problems } = await inspectFiles({ 'keyring.config.json': text });

    expect(problems).toEqual([
      `keyring.config.json: In ${where} is there for the second time in one object, and the first would be ignored. Remove one.`,
    ]);
  });

  it('may have one key in several objects, and in texts', async () => {
    const text =
      '{"routes":[{"provider":"taxjar","options":{"apiToken":"provider"}}],"$a":{"routes":[]},"$b":{"routes":[]}}';
    expect((await inspectFiles({ 'keyring.config.json': text })).problems).toEqual([]);
  });

  it('cannot make a program read something else', async () => {
    const { problems } = await inspectFiles({
      'keyring.config.json': { $import: './other.json', routes: [] },
      'other.json': { routes },
    });

    expect(problems).toEqual([
      'keyring.config.json $import: $import has to be an object with routes, unmatched, tokenStore, grantStore; found a string.',
    ]);
  });

  it.each([
    ['keyring.config.json', '', 'The file is empty. Write at least { "routes": [] }.'],
    ['keyring.config.yaml', ' \n# nothing\n', 'The file is empty. Write at least { "routes": [] }.'],
    ['keyring.config.json', 'null', 'A config has to be an object with routes; found null.'],
    ['keyring.config.json', '[]', 'A config has to be an object with routes; found a list.'],
    ['keyring.config.json', '"canary-secret"', 'A config has to be an object with routes; found a string.'],
    [
      'keyring.config.cjs',
      'module.exports = 7;',
      'A config has to be an object with routes; found a number.',
    ],
    [
      'keyring.config.json',
      '{}',
      'There are no routes. Write "routes": [{ "provider": "taxjar" }] for example.',
    ],
    [
      'keyring.config.json',
      '{"routes": [canary-secret]}',
      'It is not JSON: in line 1, column 13, a value, or a key in double quotation marks, is expected here.',
    ],
    [
      'keyring.config.yaml',
      'routes:\n  - *canary-secret\n',
      'It is not YAML: in line 2, column 19, unidentified alias.',
    ],
    ['keyring.config.yaml', 'a: !canary-secret b', 'It is not YAML: in line 1, column 20, unknown tag.'],
    ['keyring.config.yaml', '&a [*a]', 'A config has to be an object with routes; found a list.'],
    [
      'keyring.config.yaml',
      'routes: &a [*a]',
      'The config contains itself, or is too large or too deep to be one.',
    ],
    [
      'keyring.config.cjs',
      'module.exports = () => ({ routes: [] });',
      'It exports a function. Export the config itself: export default { routes: [ … ] }.',
    ],
    [
      'keyring.config.cjs',
      'module.exports = Promise.reject(new RangeError("canary-secret"))',
      'Running it failed (RangeError). Run it alone with node to see why.',
    ],
    [
      'keyring.config.cjs',
      'throw new TypeError("canary-secret")',
      'Running it failed (TypeError). Run it alone with node to see why.',
    ],
    [
      'keyring.config.cjs',
      'require("./canary-secret")',
      'Running it failed (Error, MODULE_NOT_FOUND). A file or a package that it imports is not there: run it alone with node to see which.',
    ],
  ])('%s with %j says what is wrong with it', async (name, text, problem) => {
    const { problems, keyring } = await inspectFiles({ [name]: text });

    expect(problems).toEqual([`${name}: ${problem}`]);
    expect(keyring).toBeUndefined();
  });

  it('that is no JavaScript is told without a piece of it', async () => {
    const { problems } = await inspectFiles({ 'keyring.config.cjs': 'module.exports = { canary-secret' });

    expect(problems).toHaveLength(1);
    expect(problems.join()).toMatch(/^keyring\.config\.cjs: (It is not JavaScript|Running it failed) \(/);
    expect(problems.join()).not.toContain('canary');
  });

  it('that is no TypeScript is told with its place', async () => {
    const { problems } = await inspectFiles({
      'keyring.config.ts': 'export default {\n  a: sk-live "canary"\n};',
    });

    expect(problems).toEqual(['keyring.config.ts: It is not TypeScript: in line 2, column 14 (TS1005).']);
  });

  it('in TypeScript says what to do where nothing can read it', async () => {
    jest.spyOn(moduleImporter, 'importPackage').mockResolvedValue(undefined);
    const { problems } = await inspectFiles({ 'keyring.config.ts': 'export default { routes: [] }' });

    expect(problems).toEqual([
      'keyring.config.ts: This Node does not read TypeScript, and there is no package typescript that has transpileModule. Use Node 22.18 or later, or run npm install --save-dev typescript@5, or write the file as .mjs.',
    ]);
  });

  it('in TypeScript in a folder that cannot be written says so', async () => {
    jest.spyOn(moduleImporter, 'importPackage').mockResolvedValue({
      exports: {
        transpileModule: () => {
          throw Object.assign(new Error('canary-secret'), { code: 'EROFS' });
        },
      },
    });
    const { problems } = await inspectFiles({ 'keyring.config.ts': 'export default { routes: [] }' });

    expect(problems).toEqual([
      'keyring.config.ts: Compiling it failed (EROFS). The folder has to be writable for that; Node 22.18 or later needs no compiler, and .mjs needs none at all.',
    ]);
  });

  it('that is not UTF-8 is refused, and not repaired', async () => {
    const project = createProject({});
    const text = '{ "routes": [{ "provider": "taxjar", "options": { "apiToken": "schl\u00fcssel" } }] }';
    const problems = [];
    for (const content of [Buffer.from(text, 'latin1'), Buffer.from(`\uFEFF${text}`, 'utf16le')]) {
      writeFileSync(project.path('keyring.config.json'), content);
      problems.push(...(await inspect({ directory: project.directory })).problems);
    }

    const remedy = 'Save it as UTF-8: another encoding would change its letters.';
    expect(problems.map(lineOf)).toEqual([
      `keyring.config.json: The file is not UTF-8. ${remedy}`,
      `keyring.config.json: The file is UTF-16. ${remedy}`,
    ]);
  });

  it('that is named but not there, or of no known format, is a problem', async () => {
    expect((await inspectFiles({}, 'nowhere.json')).problems).toEqual([
      'nowhere.json: The file cannot be read (ENOENT). See whether it is there and may be read.',
    ]);
    expect((await inspectFiles({ 'keyring.toml': '' }, 'keyring.toml')).problems).toEqual([
      'keyring.toml: A config is one of .json, .yaml, .yml, .js, .cjs, .mjs, .ts. Rename the file.',
    ]);
  });

  it('that may not be read is a problem, and not passed over', async () => {
    if (process.getuid?.() === 0) return;
    const project = createProject({ 'keyring.config.json': { routes } });
    chmodSync(project.path('keyring.config.json'), 0);
    const { problems } = await inspect({ directory: project.directory });

    expect(problems.map(lineOf)).toEqual([
      'keyring.config.json: The file cannot be read (EACCES). See whether it is there and may be read.',
    ]);
  });
});
