import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { formatTable } from '../demo/format-table.js';
import { tableBelow } from '../readme/readme-files.js';
import { committedSizes, kilobytes, manifests, measureSizes, sizeRows } from './sizes.js';

/** How much a package may grow before somebody has to say so, with `npm run sizes`. */
const mayGrow = 0.05;

/** The packages of others that each package has `npm install` bring, beside the peers that an application has. */
const thirdParties = {
  '@axios-keyring/cli': ['commander', 'yaml'],
  'axios-keyring': ['js-yaml'],
};

it('no package has grown much since npm run sizes was run', async () => {
  const committed = committedSizes();
  const changes = Object.entries(await measureSizes()).flatMap(([name, size]) =>
    (['together', 'alone'] as const).map((how) => {
      const [before, now] = [committed[name]?.[how] ?? NaN, size[how]];
      return { title: how === 'alone' ? name : `${name} together`, before, now, growth: now / before - 1 };
    }),
  );
  const rows = changes.map(({ title, before, now, growth }) => {
    const percent = `${growth < 0 ? '' : '+'}${(growth * 100).toFixed(1)} %`;
    return [title, kilobytes(before), kilobytes(now), percent];
  });
  process.stdout.write(`${formatTable(['minified and compressed', 'before', 'now', 'change'], rows)}\n`);

  // One that is new has no number yet.
  expect(changes.filter(({ growth }) => growth > mayGrow).map(({ title }) => title)).toEqual([]);
});

it('the table of docs/speed.md has the sizes that are committed', () => {
  const page = { path: 'docs/speed.md', text: readFileSync('docs/speed.md', 'utf8') };

  expect(tableBelow(page, '## What a package weighs')).toEqual(sizeRows(committedSizes()));
});

it('the third-party packages that are installed along are those that are listed', () => {
  const ours = manifests.map(({ name }) => name);
  const found = manifests.flatMap(({ name, dependencies }) => {
    const names = Object.keys(dependencies).filter((dependency) => !ours.includes(dependency));
    return names.length > 0 ? [[name, names] as const] : [];
  });

  expect(Object.fromEntries(found)).toEqual(thirdParties);
});
