import { KeyringError } from '@axios-keyring/core';
import { lineOf } from './findings.js';
import { type ConfigProblem } from './keyring-report.js';

/** One error for all problems: a line for each. */
export function configError(problems: readonly ConfigProblem[]): KeyringError {
  const count = problems.length === 1 ? 'There is a problem' : `There are ${problems.length} problems`;
  const lines = problems.map((problem) => `\n  ${lineOf(problem)}`);
  return new KeyringError({
    code: 'ERR_KEYRING_CONFIG',
    option: problems[0]?.option,
    message: `${count} with the keyring config.${lines.join('')}`,
    problems,
  });
}
