import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';

const outcome = v.object({
  isSent: v.boolean(),
  code: v.optional(v.string()),
  message: v.optional(v.string()),
});

/** What became of a request. */
export type Outcome = v.InferOutput<typeof outcome>;

/** What becomes of a request to a URL with the packages and the config in a folder. It does not leave the process. */
export async function outcomeOf(
  url: string,
  folder: string,
  environment: Readonly<Record<string, string>>,
): Promise<Outcome> {
  // Not run where it lies, because its imports are meant to find the packages of the folder.
  const program = await readFile(path.join(__dirname, 'one-request.mjs'), 'utf8');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', program, url],
    { cwd: folder, env: { ...environment } },
  );
  return v.parse(outcome, JSON.parse(stdout));
}
