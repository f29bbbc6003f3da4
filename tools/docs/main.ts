import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { generatedDocs } from './generated-docs.js';

// npm run docs [-- [--check] [--release]] [FOLDER]
const options = process.argv.slice(2);
const workspace = resolve(options.find((option) => !option.startsWith('--')) ?? join(__dirname, '..', '..'));

generatedDocs(workspace).then(
  (docs) => {
    const stale = docs.filter(
      ({ isCurrent, isList }) => !isCurrent && (!isList || options.includes('--release')),
    );
    for (const { path, text, isList } of stale) {
      if (!options.includes('--check')) writeFileSync(join(workspace, path), text);
      else {
        console.error(
          `${path} is not what the code declares. Run npm run docs${isList ? ' -- --release' : ''}.`,
        );
        process.exitCode = 1;
      }
    }
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
