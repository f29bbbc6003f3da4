import ts from 'typescript';
import { type PackageFiles } from './package-files.js';

/** Where the types of a package say `any`. */
export function findAny(files: PackageFiles): readonly string[] {
  const declarations = [...files].filter(([file]) => file.endsWith('.d.ts'));
  return declarations.flatMap(([file, text]) => {
    const found: string[] = [];
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
    const visit = (node: ts.Node): void => {
      if (node.kind === ts.SyntaxKind.AnyKeyword) {
        found.push(`${file}:${source.getLineAndCharacterOfPosition(node.pos).line + 1}`);
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
    return found;
  });
}
