// Builds the package in the current folder twice, as ESM and as CommonJS, with types for both:
// require() must not bring a second copy of axios next to the application's.
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const native = createRequire(import.meta.url).resolve('@typescript/native/package.json');
const tsc = join(dirname(native), 'bin', 'tsc');

function compile(...options) {
  execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', ...options], { stdio: 'inherit' });
}

rmSync('dist', { recursive: true, force: true });
compile();
compile(
  ...['--outDir', 'dist/cjs', '--module', 'commonjs', '--moduleResolution', 'bundler'],
  ...['--verbatimModuleSyntax', 'false'],
);
writeFileSync('dist/cjs/package.json', `${JSON.stringify({ type: 'commonjs' })}\n`);
