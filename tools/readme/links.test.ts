import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readmes } from './readme-files.js';

const workspace = join(__dirname, '..', '..');

/** What is linked within the workspace: the file, and the heading in it if one is meant. */
function linksIn(
  path: string,
  text: string,
): readonly (readonly [link: string, file: string, heading: string])[] {
  const prose = text.replaceAll(/^```[^]*?^```/gm, '');
  return [...prose.matchAll(/\]\((?!https?:)(?<link>[^)\s]+)\)/g)].map(({ groups: { link = '' } = {} }) => {
    const [file = '', heading = ''] = link.split('#');
    return [link, file === '' ? path : join(dirname(path), file), heading];
  });
}

// As GitHub makes them.
function anchorsIn(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (?<heading>.*)$/gm)].map(({ groups: { heading = '' } = {} }) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe.each(readmes().map(({ path, text }) => [path, text] as const))('the links of %s', (path, text) => {
  it('lead somewhere', () => {
    const dead = linksIn(path, text).filter(([, file, heading]) => {
      const target = join(workspace, file);
      if (!existsSync(target)) return true;
      return heading !== '' && !anchorsIn(readFileSync(target, 'utf8')).includes(heading);
    });
    expect(dead.map(([link]) => link)).toEqual([]);
  });
});
