// What publint (strict) and "are the types wrong" say of the tarballs that are the arguments, as JSON. In a process of
// its own because they are ES modules.
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { readFileSync } from 'node:fs';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

async function verdictOf(file) {
  const data = readFileSync(file);
  const tarball = data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength);
  const { messages, pkg } = await publint({ pack: { tarball }, strict: true, level: 'suggestion' });
  const { types, problems, entrypoints } = await checkPackage(createPackageFromTarballData(data));
  return {
    publint: messages.map((message) => formatMessage(message, pkg, { color: false }) ?? message.code),
    hasTypes: types !== false,
    resolutions: Object.keys(entrypoints?.['.']?.resolutions ?? {}),
    problems: problems?.map(({ kind, resolutionKind }) =>
      [kind, resolutionKind].filter(Boolean).join(' in '),
    ),
  };
}

const verdicts = {};
for (const file of process.argv.slice(2)) verdicts[file] = await verdictOf(file);
console.log(JSON.stringify(verdicts));
