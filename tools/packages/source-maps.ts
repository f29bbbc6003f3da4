import path from 'node:path';
import * as v from 'valibot';
import { type PackageFiles } from './package-files.js';

const sourceMap = v.object({
  sources: v.array(v.string()),
  sourcesContent: v.optional(v.array(v.nullable(v.string()))),
});

/** The sources that source maps of a package name, and that are neither in the package nor in the map. */
export function missingSources(files: PackageFiles): readonly string[] {
  const maps = [...files].filter(([name]) => name.endsWith('.map'));
  return maps.flatMap(([name, text]) => {
    const { sources, sourcesContent } = v.parse(sourceMap, JSON.parse(text));
    return sources.filter((source, index) => {
      const file = path.posix.join(path.posix.dirname(name), source);
      return !files.has(file) && typeof sourcesContent?.[index] !== 'string';
    });
  });
}
