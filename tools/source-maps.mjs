// The sources of a package lie beside its source maps; those of a bundled library do not, so its maps carry them.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const libraryFile = /\/node_modules\/(.*)$/;

/** Makes the source maps in a folder complete without the files of any library. */
export function carrySources(folder) {
  const maps = readdirSync(folder, { recursive: true }).filter((file) => file.endsWith('.js.map'));
  for (const file of maps) carrySourcesIn(join(folder, file));
}

function carrySourcesIn(file) {
  const map = JSON.parse(readFileSync(file, 'utf8'));
  const names = map.sources.map((source) => libraryFile.exec(source)?.[1]);
  if (names.every((name) => name === undefined)) return;
  const textOf = (source) => readFileSync(resolve(dirname(file), source), 'utf8');
  map.sourcesContent = map.sources.map((source, index) => (names[index] ? textOf(source) : null));
  map.sources = map.sources.map((source, index) => (names[index] ? `node_modules/${names[index]}` : source));
  // Debuggers step over what is listed here: https://tc39.es/ecma426/#sec-source-map-format
  map.ignoreList = names.flatMap((name, index) => (name ? [index] : []));
  writeFileSync(file, JSON.stringify(map));
}
