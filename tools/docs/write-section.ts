import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { withSections } from './sections.js';

/** Writes what stands in a page between `<!-- name -->` and `<!-- /name -->`. */
export async function writeSection(page: string, name: string, content: string): Promise<void> {
  await writeFile(page, await pageWithSection(page, name, content));
}

/** Whether that is what stands there. */
export async function isSection(page: string, name: string, content: string): Promise<boolean> {
  return (await readFile(page, 'utf8')) === (await pageWithSection(page, name, content));
}

async function pageWithSection(page: string, name: string, content: string): Promise<string> {
  const text = withSections(await readFile(page, 'utf8'), page, new Map([[name, content]]));
  return format(text, { ...(await resolveConfig(page)), filepath: page });
}
