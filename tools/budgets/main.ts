import { writeFileSync } from 'node:fs';
import { table } from '../docs/table.js';
import { writeSection } from '../docs/write-section.js';
import { measureSizes, sizeRows, sizesFile } from './sizes.js';

// npm run sizes: writes the sizes from which later changes are reckoned.

async function main(): Promise<void> {
  const sizes = await measureSizes();
  writeFileSync(sizesFile, `${JSON.stringify(sizes, undefined, 2)}\n`);
  const text = table(['Package', 'With what it imports of ours', 'By itself'], sizeRows(sizes));
  await writeSection('docs/speed.md', 'sizes', text);
  console.log(text);
}

void main();
