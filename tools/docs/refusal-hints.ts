import ts from 'typescript';

/** How many words tell one hint from another. */
const enoughWords = 4;

/**
 * The beginnings of all sentences that a source can give as a hint, with … for what is filled in: what somebody on
 * call has before them, and looks for in the README.
 */
export function hintOpenings(source: string): readonly string[] {
  const openings: string[] = [];
  const visit = (node: ts.Node): void => {
    const written = writtenAs(node);
    const text = written?.text.trim() ?? '';
    if (isSentence(text)) openings.push(openingOf(text));
    // The name of a property is no hint, but looks like one.
    if (ts.isPropertyAssignment(node)) visit(node.initializer);
    else if (written) written.filledIn.forEach(visit);
    else ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('hints.ts', source, ts.ScriptTarget.ES2022));
  return openings;
}

// One that begins with the name of a vendor may begin in lower case, as eBay; then it is told by its end.
function isSentence(text: string): boolean {
  return /^[\p{Lu}\p{N}]|^\p{L}.*\.$/u.test(text) && words(text) >= enoughWords;
}

// Up to the first end of a clause that leaves enough words.
function openingOf(text: string): string {
  for (const { index } of text.matchAll(/[.,:;](?=\s|$)|\s\(/g)) {
    const opening = text.slice(0, index);
    if (words(opening) >= enoughWords) return opening;
  }
  return text;
}

function words(text: string): number {
  return text.split(/\s+/).length;
}

interface Written {
  readonly text: string;
  /** The expressions that stand for each …; a hint may be put together of several. */
  readonly filledIn: readonly ts.Node[];
}

/** A literal, a template or a sum of them; `undefined` for every other node. */
function writtenAs(node: ts.Node): Written | undefined {
  if (ts.isStringLiteralLike(node)) return { text: node.text, filledIn: [] };
  if (ts.isTemplateExpression(node)) {
    const { head, templateSpans } = node;
    return {
      text: head.text + templateSpans.map(({ literal }) => `…${literal.text}`).join(''),
      filledIn: templateSpans.map(({ expression }) => expression),
    };
  }
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return undefined;
  const sides = [node.left, node.right].map((side) => writtenAs(side) ?? { text: '…', filledIn: [side] });
  return {
    text: sides.map(({ text }) => text).join(''),
    filledIn: sides.flatMap(({ filledIn }) => filledIn),
  };
}
