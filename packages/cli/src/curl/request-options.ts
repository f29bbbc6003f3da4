import { type Command } from 'commander';
import { collect } from '../commands/collect.js';
import { type DataArgument, type DataKind } from './data.js';

/** What a command takes that is about one request. */
export interface RequestOptions {
  readonly header?: readonly string[];
}

/**
 * Adds the data and the headers of a request.
 *
 * @param takesJSON - Whether `--json` is data too, as with curl.
 * @returns Where the data is when the command line has been read: in one list, because the order counts across all
 * options.
 */
export function addRequestOptions(command: Command, takesJSON = false): readonly DataArgument[] {
  const data: DataArgument[] = [];
  const addData = (flags: string, description: string, kind: DataKind): void => {
    command.option(flags, description, (text: string) => {
      data.push({ text, kind });
      return text;
    });
  };
  addData('-d, --data <data>', 'a body: text, @file, or @- for standard input; may be repeated', 'data');
  addData('--data-binary <data>', 'the same, with the line breaks of a file', 'data-binary');
  addData('--data-urlencode <data>', 'the same, encoded: content, name=content, name@file', 'data-urlencode');
  if (takesJSON) addData('--json <data>', 'as --data-binary, with the types of JSON', 'json');
  command.option('-H, --header <header>', 'a header; may be repeated', collect);
  return data;
}
