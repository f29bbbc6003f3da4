import { readFileSync, writeFileSync } from 'node:fs';
import { generatedFiles } from './generated-files.js';

// node --conditions=@axios-keyring/source tools/run.cjs tools/config-schema/main.ts [--check]
generatedFiles().then(
  (files) => {
    const stale = files.filter(({ path, text }) => readFileSync(path, 'utf8') !== text);
    for (const { path, text } of stale) {
      if (!process.argv.includes('--check')) writeFileSync(path, text);
      else {
        console.error(`${path} is not current. Run tools/config-schema/main.ts.`);
        process.exitCode = 1;
      }
    }
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
