import { property } from '@axios-keyring/core';
import { type Keyring } from '../create-keyring.js';
import { configError } from './keyring-config-error.js';
import { lineOf } from './findings.js';
import { type ModuleImporter, moduleImporter } from './routes/import-module.js';
import { inspectConfig } from './inspect-config.js';
import { type ConfigNote, type KeyringReport, type LoadKeyringOptions } from './keyring-report.js';

/** The keyring of a config, or one error with all that is wrong. */
export async function load(options: LoadKeyringOptions, importer?: ModuleImporter): Promise<Keyring> {
  const report = await inspect(options, importer);
  const { keyring, problems, warnings } = report;
  // What an argument is not is a problem already; a warning may still be due.
  const onWarning = property(options, 'onWarning');
  for (const warning of warnings) {
    if (typeof onWarning === 'function') Reflect.apply(onWarning, undefined, [warning]);
    else emitWarning(warning);
  }
  if (keyring) return keyring;
  await report.close();
  throw configError(problems);
}

/** Everything that there is to say of a config. */
export async function inspect(
  options: LoadKeyringOptions,
  importer: ModuleImporter = moduleImporter,
): Promise<KeyringReport> {
  return inspectConfig(options, importer);
}

function emitWarning(warning: ConfigNote): void {
  process.emitWarning(`[axios-keyring] ${lineOf(warning)}`, {
    type: 'KeyringWarning',
    code: 'KEYRING_CONFIG',
  });
}
