import { join } from 'node:path';
import ts from 'typescript';
import { type Example } from './readme-files.js';

const workspace = join(__dirname, '..', '..');

/**
 * Checks all examples in one program, each as a module of its own, with the workspace's packages from source.
 *
 * @returns Each problem with the README and the line where it is.
 */
export function typeProblems(examples: readonly Example[]): readonly string[] {
  const options = compilerOptions();
  const files = new Map(examples.map((example) => [fileName(example), example]));
  const host = ts.createCompilerHost(options);
  const readFile = host.readFile.bind(host);
  const fileExists = host.fileExists.bind(host);
  host.readFile = (name) => files.get(name)?.code ?? readFile(name);
  host.fileExists = (name) => files.has(name) || fileExists(name);
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files].flatMap(([name, example]) => {
    const file = program.getSourceFile(name);
    const problems = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    return problems.map((problem) => describe(example, problem));
  });
}

// The name is one that no file has, in a folder from which the packages are found.
function fileName({ readme, line }: Example): string {
  return join(workspace, 'tools', 'readme', `${readme.replaceAll(/[^\w-]/g, '-')}-line-${line}.ts`);
}

// What a user of the strict mode has. The workspace goes further, but an example need not.
function compilerOptions(): ts.CompilerOptions {
  const path = join(workspace, 'tsconfig.json');
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(path, (name) => ts.sys.readFile(name)).config,
    ts.sys,
    workspace,
  );
  return {
    ...options,
    noUncheckedIndexedAccess: false,
    exactOptionalPropertyTypes: false,
    moduleDetection: ts.ModuleDetectionKind.Force,
  };
}

function describe({ readme, line }: Example, { file, start, messageText }: ts.Diagnostic): string {
  const offset = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line : 0;
  return `${readme}:${line + offset} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
}
