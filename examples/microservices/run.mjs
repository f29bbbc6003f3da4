// Builds and packs the packages, installs the services from them in a temporary folder, and runs all of it against
// emulators of the vendors. See README.md. The work is done in tools/microservices.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const program = ['tools/run.cjs', 'tools/microservices/main.ts'];
const child = spawn(process.execPath, ['--conditions=@axios-keyring/source', ...program], {
  cwd: root,
  stdio: 'inherit',
});
// A terminal sends Ctrl-C to both; this one waits until the other has ended what it started.
process.on('SIGINT', () => undefined);
process.once('SIGTERM', () => child.kill('SIGTERM'));
child.once('exit', (code) => {
  process.exitCode = code ?? 1;
});
