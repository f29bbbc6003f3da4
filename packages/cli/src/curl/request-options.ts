import { type Command } from 'commander';
import { collect } from '../commands/collect.js';
import { type DataArgument } from './data.js';

/** What a command takes that is about one request. */
export interface RequestOptions {
  readonly header?: readonly string[];
}

/**
 * Adds the data and the headers of a request.
 *
 * @returns Where the data is when the command line has been read: in one list, because the order counts across both
 * options.
 */
export function addRequestOptions(command: Command): readonly DataArgument[] {
  const data: DataArgument[] = [];
  const keep = (isBinary: boolean) => (text: string) => {
    data.push({ text, isBinary });
    return text;
  };
  command
    .option(
      '-d, --data <data>',
      'a body: text, @file, or @- for standard input; may be repeated',
      keep(false),
    )
    .option('--data-binary <data>', 'the same, with the line breaks of a file', keep(true))
    .option('-H, --header <header>', 'a header; may be repeated', collect);
  return data;
}
