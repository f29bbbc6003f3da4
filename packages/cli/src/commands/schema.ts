import { type Command } from 'commander';
import { keyringSchema } from 'axios-keyring';
import { installedProviders } from '../config/installed-providers.js';
import { addConfigOptions, type ConfigOptions, withReport } from '../config/report.js';
import { type Screen } from '../screen.js';

/** `schema`: the JSON Schema of a config, for editors. */
export function addSchema(program: Command, screen: Screen): void {
  addConfigOptions(program.command('schema'))
    .description('Print the JSON Schema for the providers of the config and those that are installed.')
    .option('-o, --output <file>', 'write it to a file')
    .addHelpText('after', '\nName the file in the config, as "$schema": "./keyring.schema.json".')
    .action(async ({ output, ...options }: ConfigOptions & { readonly output?: string }) => {
      // Whatever is wrong with the config: the schema is there to help with that.
      const routes = await withReport(options, screen, (report) => Promise.resolve(report.routes));
      const installed = await installedProviders(screen.io.directory);
      await screen.printJSON(keyringSchema([...installed, ...routes]), output);
    });
}
