import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { type OptionSchemas } from '@axios-keyring/core';
import { errorCodes } from '@axios-keyring/core/engine';
import { code, optionsText, requestOptionsText } from './option-tables.js';
import { type ProviderPackage, providerPackages } from '../providers/provider-packages.js';
import { type Sections, withSections } from './sections.js';
import { table } from './table.js';

/** A README with its tables as they have to be. */
export interface GeneratedDoc {
  /** Relative to the workspace. */
  readonly path: string;
  readonly text: string;
  readonly isCurrent: boolean;
  /** Whether it lists all providers: a new one touches nothing but its folder, so that is made up at a release. */
  readonly isList: boolean;
}

/** The READMEs of a workspace that have tables of what the code declares. */
export async function generatedDocs(workspace: string): Promise<readonly GeneratedDoc[]> {
  const packages = providerPackages(workspace);
  const sections: readonly (readonly [path: string, sections: Sections])[] = [
    ['README.md', listsFrom(packages, '')],
    ['packages/axios-keyring/README.md', listsFrom(packages, 'packages/axios-keyring')],
    ['packages/core/README.md', new Map([['error-codes', errorCodesTable()]])],
    ...packages.map((one) => [`${one.folder}/README.md`, sectionsOf(one)] as const),
  ];
  return Promise.all(sections.map(([path, parts]) => generatedDoc(workspace, path, parts)));
}

async function generatedDoc(workspace: string, path: string, sections: Sections): Promise<GeneratedDoc> {
  const file = join(workspace, path);
  const present = readFileSync(file, 'utf8');
  const style = { ...(await resolveConfig(file)), filepath: file };
  const text = await format(withSections(present, path, sections), style);
  return { path, text, isCurrent: text === present, isList: sections.has('providers') };
}

// A scheme serves any API, and reads nothing from the environment by itself.
function listsFrom(packages: readonly ProviderPackage[], from: string): Sections {
  const rowOf = ({ folder, name, description }: ProviderPackage): string[] => [
    `[${code(name)}](${posix.relative(from, folder)}/README.md)`,
    description,
  ];
  const schemes = packages.filter(({ folder }) => folder.startsWith('packages/schemes/'));
  const providers = packages
    .filter((one) => !schemes.includes(one))
    .map((one) => [
      ...rowOf(one),
      secretVariables(one.providers[0].declaration.options).map(code).join(', '),
    ]);
  return new Map([
    ['schemes', table(['Package', 'What it is'], schemes.map(rowOf))],
    ['providers', table(['Package', 'What it is', 'Secrets that it reads from the environment'], providers)],
  ]);
}

function secretVariables(options: OptionSchemas): string[] {
  return Object.values(options).flatMap(({ metadata: { env, secret } }) =>
    env !== undefined && secret === true ? [env] : [],
  );
}

// The provider that a package is named after has the plain markers; those of any other name it.
function sectionsOf({ providers }: ProviderPackage): Sections {
  const sections = new Map<string, string>();
  for (const [position, { exportName, declaration }] of providers.entries()) {
    const suffix = position === 0 ? '' : ` ${exportName}`;
    sections.set(`options${suffix}`, optionsText(declaration));
    const perRequest = requestOptionsText(declaration);
    if (perRequest !== undefined) sections.set(`request-options${suffix}`, perRequest);
  }
  return sections;
}

function errorCodesTable(): string {
  return table(
    ['Code', 'When'],
    Object.entries(errorCodes).map(([name, when]) => [code(name), when]),
  );
}
