/** The parts of a README that are written by the tool: `<!-- name -->`, the text, `<!-- /name -->`. */
export type Sections = ReadonlyMap<string, string>;

/**
 * Puts each section between its markers.
 *
 * @throws Error that names the markers which the README lacks, or has for nothing.
 */
export function withSections(readme: string, path: string, sections: Sections): string {
  for (const [marker, name = ''] of readme.matchAll(/<!-- ((?:request-)?options[^>]*) -->/g)) {
    if (!sections.has(name)) throw new Error(`${path} has ${marker}, but nothing of that kind is declared.`);
  }
  return [...sections].reduce((text, [name, content]) => {
    const start = `<!-- ${name} -->`;
    const end = `<!-- /${name} -->`;
    const [before, rest, ...again] = text.split(start);
    const after = rest?.split(end).slice(1).join(end);
    if (before === undefined || after === undefined || again.length > 0 || !rest?.includes(end)) {
      throw new Error(`${path} needs ${start} and ${end}, once each, where the table belongs.`);
    }
    return `${before}${start}\n\n${content}\n\n${end}${after}`;
  }, readme);
}
