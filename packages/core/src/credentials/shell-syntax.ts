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
