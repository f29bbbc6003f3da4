import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Figure } from '../figure.js';
import { type Program, runFresh } from './fresh-process.js';

const counts = [4, 200];

/** The time of `loadKeyring` in a fresh process, with all that it imports. */
export async function loadFigures(): Promise<readonly Figure[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'axios-keyring-bench-'));
  try {
    const programs: Program[] = [];
    for (const count of counts) programs.push(await loading(folder, count));
    const times = await runFresh(programs);
    return [...times].map(([name, value]) => ({ name, value, unit: 'ms' }));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function loading(folder: string, count: number): Promise<Program> {
  const directory = path.join(folder, String(count));
  await writeProject(directory, count);
  const code = `
    import 'axios';
    import { loadKeyring } from 'axios-keyring';
    const start = performance.now();
    const { routes } = await loadKeyring({ directory: ${JSON.stringify(directory)}, environment: 'none' });
    const time = performance.now() - start;
    if (routes.length !== ${count}) throw new Error(routes.length + ' routes were loaded.');
    process.stdout.write(String(time));
  `;
  return { name: `loadKeyring, ${count} routes`, format: 'module', code };
}

// A provider of the user's own, in a module beside the config, with a base URL for each route.
async function writeProject(directory: string, count: number): Promise<void> {
  await mkdir(directory);
  await symlink(path.resolve('node_modules'), path.join(directory, 'node_modules'));
  await writeFile(path.join(directory, 'package.json'), '{ "type": "module" }');
  await writeFile(path.join(directory, 'billing.js'), provider);
  const routes = Array.from({ length: count }, (_, index) => ({
    provider: './billing.js',
    baseURL: `https://billing-${index}.example.com/v2`,
    options: { token: { env: 'PATH' } },
  }));
  await writeFile(path.join(directory, 'keyring.config.json'), JSON.stringify({ routes }));
}

const provider = `
import { defineProvider, secret } from '@axios-keyring/core';

export const billing = defineProvider({
  name: 'billing',
  environmentPrefix: 'BILLING',
  options: { token: secret({ env: 'BILLING_TOKEN', description: 'The token.' }) },
  baseURLs: () => ['https://billing.example.com'],
  authorize: ({ token }) => async (request) => ({ Authorization: \`Bearer \${await token(request)}\` }),
});
`;
