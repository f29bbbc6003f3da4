// Field values are visible ASCII, space, tab and obs-text: https://www.rfc-editor.org/rfc/rfc9110#section-5.5
// axios strips what does not fit, Node throws: a credential is refused instead, before it is cut short.
const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/;

/** What is wrong with a text as a header value, without repeating it; `undefined` if nothing is. */
export function headerValueProblem(value: string): string | undefined {
  // What fits has no line break either.
  return value !== '' && fieldValue.test(value) && value.trim() === value ? undefined : explain(value);
}

/** What is wrong with a text that will be encoded before it is sent, without repeating it. */
export function textProblem(value: string): string | undefined {
  if (value === '') return 'is empty';
  if (/[\r\n\0]/.test(value)) return 'contains a line break or a NUL character';
  return value.includes('\uFFFD')
    ? 'contains U+FFFD, which somebody put in the place of bytes that are not UTF-8'
    : undefined;
}

function explain(value: string): string {
  const problem = textProblem(value);
  if (problem !== undefined) return problem;
  if (value.trim() !== value) return 'starts or ends with white space';
  return 'contains a character that a header cannot carry (only Latin-1 without control characters)';
}
