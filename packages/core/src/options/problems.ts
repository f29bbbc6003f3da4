import { KeyringError, type KeyringErrorCode, type OptionProblem } from '../platform/errors.js';
import { type OptionSchema } from './option.js';

/** What is wrong with an option, and where it is set right unless the problem says so itself. */
export function optionProblem(
  option: string,
  problem: string,
  remedy?: string,
  code: KeyringErrorCode = 'ERR_KEYRING_OPTION',
): OptionProblem {
  if (remedy === undefined) return { code, option, problem, message: problem };
  return { code, option, problem, remedy, message: `${problem} ${remedy}` };
}

/** The one error for all problems, so that nobody has to set options right one at a time. */
export function optionError(
  provider: string,
  problems: readonly [OptionProblem, ...OptionProblem[]],
): KeyringError {
  const [{ code, option }] = problems;
  const message = problems.map((problem) => problem.message).join(' ');
  return new KeyringError({ code, provider, option, problems, message });
}

/** The end of a message: where an option is set right. */
export function whereToSet(provider: string, option: string, schema: OptionSchema | undefined): string {
  const env = schema?.metadata.env;
  const call = functionName(provider);
  if (call === undefined) return `Set the option ${option}${env === undefined ? '' : `, or ${env}`}.`;
  return `Set it in ${call}({ ${option} })${env === undefined ? '' : ` or in ${env}`}.`;
}

/**
 * The name of a provider's export: `avalara-communications` is called as `avalaraCommunications`. A package of somebody
 * else may call its provider anything.
 */
export function functionName(provider: string): string | undefined {
  const name = provider.startsWith('@axios-keyring/') ? provider.replace(/^.*\//, '') : provider;
  if (/[^\w-]/.test(name)) return undefined;
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
