import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { generatedFiles } from './generated-files.js';

// npm run schema [-- --check]
const workspace = join(__dirname, '..', '..');

generatedFiles(workspace).then(
  (files) => {
    const stale = files.filter(({ path, text }) => !existsSync(path) || readFileSync(path, 'utf8') !== text);
    for (const { path, text } of stale) {
      if (!process.argv.includes('--check')) writeFileSync(path, text);
      else {
        console.error(`${relative(workspace, path)} is not current. Run npm run schema.`);
        process.exitCode = 1;
      }
    }
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
