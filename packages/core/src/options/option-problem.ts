import { KeyringError, type OptionProblem } from '../errors.js';
import { type OptionSchema } from './option-schema.js';

/** The one error for all problems, so that nobody has to set options right one at a time. */
export function optionError(
  provider: string,
  problems: readonly [OptionProblem, ...OptionProblem[]],
): KeyringError {
  const [{ code, option }] = problems;
  return new KeyringError({
    code,
    provider,
    option,
    problems,
    message: problems.map(({ message }) => message).join(' '),
  });
}

/** The end of a message: where an option is set right. */
export function whereToSet(provider: string, option: string, schema: OptionSchema | undefined): string {
  const env = schema?.metadata.env;
  return `Set it in ${functionName(provider)}({ ${option} })${env === undefined ? '' : ` or in ${env}`}.`;
}

/** The name of a provider's export: `avalara-communications` is called as `avalaraCommunications`. */
function functionName(provider: string): string {
  return provider.replace(/^.*\//, '').replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
