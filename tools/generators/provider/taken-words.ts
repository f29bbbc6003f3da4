import ts from 'typescript';

/** What the files of every new provider declare or import themselves. */
const ownWords: ReadonlySet<string> = new Set([
  ...[
    'adapter',
    'afterEach',
    'apiKey',
    'authorization',
    'axios',
    'bad',
    'beforeEach',
    'checks',
    'clientWith',
  ],
  ...['closedAfterTest', 'credentials', 'defineProvider', 'describe', 'emulator', 'entry', 'error', 'expect'],
  ...['refusalReasons', 'explanation', 'facts', 'good', 'headers', 'host', 'interceptor', 'it', 'join'],
  ...[
    'json',
    'key',
    'method',
    'onlyHeader',
    'options',
    'providerConformance',
    'reason',
    'refusal',
    'refusalHint',
  ],
  ...['request', 'requireKey', 'retryAfter', 'route', 'run', 'runEmulator', 'secret', 'send'],
  ...['sentence', 'serverOnly', 'startEmulator', 'status', 'target', 'text', 'unauthorized', 'url', 'values'],
  ...['client', 'value', 'vectors', 'wait', 'whenReady'],
  // Files and folders that are there, and those that tools take for something else.
  ...['coverage', 'dist', 'fixtures', 'index', 'spec', 'test'],
]);

/** Whether a provider that is exported as this word would be called as something that is there already. */
export function isTaken(word: string): boolean {
  return ownWords.has(word) || isKeyword(word) || word in globalThis;
}

function isKeyword(word: string): boolean {
  const scanner = ts.createScanner(ts.ScriptTarget.ES2022, true);
  scanner.setText(word);
  return scanner.scan() !== ts.SyntaxKind.Identifier;
}
