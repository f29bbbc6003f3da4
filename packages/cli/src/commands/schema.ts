import { keyringSchema } from 'axios-keyring';
import { addConfigOptions, type ConfigOptions } from '../config/config-options.js';
import { installedProviders } from '../config/installed-providers.js';
import { withReport } from '../config/open-report.js';
import { writeText } from '../output/write-text.js';
import { type Screen } from '../output/screen.js';
import { type AddCommand } from './add-command.js';

interface SchemaOptions extends ConfigOptions {
  readonly output?: string;
}

/** `schema`: the JSON Schema of a config, for editors. */
export const addSchema: AddCommand = (program, screen) => {
  addConfigOptions(program.command('schema'))
    .description('Print the JSON Schema for the providers of the config and those that are installed.')
    .option('-o, --output <file>', 'write it to a file')
    .addHelpText('after', '\nName the file in the config, as "$schema": "./keyring.schema.json".')
    .action((options: SchemaOptions) => printSchema(options, screen));
};

async function printSchema(options: SchemaOptions, screen: Screen): Promise<void> {
  // Whatever is wrong with the config: the schema is there to help with that.
  const routes = await withReport(options, screen, (report) => Promise.resolve(report.routes));
  const schema = keyringSchema([...(await installedProviders(screen.io.directory)), ...routes]);
  if (options.output === undefined) {
    await screen.printJSON(schema);
    return;
  }
  await writeText(options.output, `${JSON.stringify(schema, undefined, 2)}\n`, screen);
  await screen.print(`Wrote ${options.output}.`);
}
