import path from 'node:path';
import * as v from 'valibot';
import { runProgram } from '../packed/run-program.js';

const verdict = v.object({
  publint: v.array(v.string()),
  hasTypes: v.boolean(),
  resolutions: v.array(v.string()),
  problems: v.array(v.string()),
});

/** What publint (strict) and "are the types wrong" say of a tarball. */
export type Verdict = v.InferOutput<typeof verdict>;

/** Asks both of them, in a process of its own because they are ES modules. */
export async function checkTarball(tarball: string): Promise<Verdict> {
  const program = path.join(__dirname, 'print-verdict.mjs');
  const printed = await runProgram(process.execPath, [program, tarball], { directory: __dirname });
  return v.parse(verdict, JSON.parse(printed));
}
