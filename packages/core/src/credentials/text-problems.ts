// Field values are visible ASCII, space, tab and obs-text: https://www.rfc-editor.org/rfc/rfc9110#section-5.5
// axios strips what does not fit, Node throws: a credential is refused instead, before it is cut short.
const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/;

/** What is wrong with a text as a header value, without repeating it; `undefined` if nothing is. */
export function headerValueProblem(value: string): string | undefined {
  const isTrimmed = value.trim() === value;
  // What fits has no line break either.
  if (value !== '' && isTrimmed && fieldValue.test(value)) return undefined;
  const character =
    'contains a character that a header cannot carry (only Latin-1 without control characters)';
  return textProblem(value) ?? (isTrimmed ? character : 'starts or ends with white space');
}

/** What is wrong with a text that will be encoded before it is sent, without repeating it. */
export function textProblem(value: string): string | undefined {
  if (value === '') return 'is empty';
  if (/[\r\n\0]/.test(value)) return 'contains a line break or a NUL character';
  return value.includes('\uFFFD')
    ? 'contains U+FFFD, which somebody put in the place of bytes that are not UTF-8'
    : undefined;
}

const quotationMarks = /^(["'`]).*\1$/s;

// Also as Kubernetes, CI and Windows write a variable. Without brackets only in capitals: a password may begin with $.
// https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
const variable = /^(?:\$(?:\{.*\}|\(.*\)|[A-Z_][A-Z0-9_]*)|%[A-Z_][A-Z0-9_]*%)$/s;

/**
 * What is wrong with a value that some shell should have read first, as it continues the option's name and without
 * repeating any of it; `undefined` if nothing is. An env file of Docker, for example, is read by no shell:
 * https://docs.docker.com/reference/cli/docker/container/run/#env
 */
export function shellSyntaxProblem(value: string): string | undefined {
  if (value.length > 1 && quotationMarks.test(value)) {
    return 'is in quotation marks, which nothing took away (an env file of Docker keeps them): leave them out';
  }
  if (!variable.test(value)) return undefined;
  return (
    'is a variable, as $NAME or ${NAME}, in whose place nothing put its value: set the value itself (in a shared ' +
    'config, { "env": "NAME" })'
  );
}

/**
 * {@link shellSyntaxProblem} of a secret. What a function returns is not asked: a program has read it, and somebody may
 * have chosen such a password.
 */
export function givenSecretProblem(value: string): string | undefined {
  const problem = shellSyntaxProblem(value);
  return problem && `${problem}. If that is the secret indeed, give a function that returns it`;
}
