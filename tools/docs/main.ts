import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { generatedDocs } from './generated-docs.js';

// npm run docs [-- --check | --check-release] [FOLDER]
const options = process.argv.slice(2);
const workspace = resolve(options.find((option) => !option.startsWith('--')) ?? join(__dirname, '..', '..'));

generatedDocs(workspace).then(
  (docs) => {
    for (const { path, text, isList } of docs.filter(({ isCurrent }) => !isCurrent)) {
      if (!options.some((option) => option.startsWith('--check'))) writeFileSync(join(workspace, path), text);
      else if (!isList || options.includes('--check-release')) {
        console.error(`${path} is not what the code declares. Run npm run docs.`);
        process.exitCode = 1;
      }
    }
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
