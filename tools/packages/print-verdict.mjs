// What publint and "are the types wrong" say of the tarball that is the argument, as JSON.
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { readFileSync } from 'node:fs';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

const data = readFileSync(process.argv[2]);
const tarball = data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength);
const { messages, pkg } = await publint({ pack: { tarball }, strict: true, level: 'suggestion' });
const { types, problems, entrypoints } = await checkPackage(createPackageFromTarballData(data));
console.log(
  JSON.stringify({
    publint: messages.map((message) => formatMessage(message, pkg, { color: false }) ?? message.code),
    hasTypes: types !== false,
    resolutions: Object.keys(entrypoints?.['.']?.resolutions ?? {}),
    problems: problems?.map(({ kind, resolutionKind }) =>
      [kind, resolutionKind].filter(Boolean).join(' in '),
    ),
  }),
);
