// Loads all packages anew in one surroundings after the other, and prints what fails there.
const { createRequire } = require('node:module');
const { problemsOf } = require('./everything.cjs');

const load = createRequire(`${process.cwd()}/`);

const client = { interceptors: { request: { use() {} }, response: { use() {} } }, get() {} };
const mock = { create: () => client, get: client.get, isAxiosError: () => false };
class Nothing {
  constructor() {
    return Object.create(Nothing.prototype);
  }
}
const automatic = {
  ...mock,
  Axios: Nothing,
  AxiosError: Nothing,
  AxiosHeaders: Nothing,
  CanceledError: Nothing,
};
const never = () => {
  throw new Error('This is not there yet.');
};

const withAxios = (exports) => ({ exports });
const withGlobals = (globals) => ({ globals });
const surroundings = {
  usual: {},
  'a mock of axios made by a factory': withAxios(mock),
  'such a mock as an ES module': withAxios({ __esModule: true, ...mock, default: mock }),
  'a mock that has its default export only, as jest-mock-axios': withAxios({
    __esModule: true,
    default: mock,
  }),
  'an automatic mock of axios': withAxios({ __esModule: true, ...automatic, default: automatic }),
  jsdom: withGlobals({
    ...{ window: { document: {} }, document: {}, location: { href: 'http://localhost/' } },
    ...{ TextEncoder: undefined, TextDecoder: undefined, structuredClone: undefined },
    crypto: { getRandomValues: never },
  }),
  'the top of a worker’s module': withGlobals({
    ...{ setTimeout: never, setInterval: never, fetch: never },
    crypto: { getRandomValues: never, randomUUID: never, subtle: { digest: never, importKey: never } },
  }),
  'Node.js before 20.16': { before: () => replace(process, 'getBuiltinModule', undefined) },
};

function replace(holder, name, value) {
  const descriptor = Object.getOwnPropertyDescriptor(holder, name);
  Object.defineProperty(holder, name, { value, configurable: true, writable: true });
  return () => (descriptor ? Object.defineProperty(holder, name, descriptor) : delete holder[name]);
}

const axiosFile = load.resolve('axios');
const results = Object.entries(surroundings).map(([name, { exports, globals = {}, before }]) => {
  for (const file of Object.keys(require.cache)) {
    if (!file.startsWith(__dirname)) delete require.cache[file];
  }
  // What is loaded in these surroundings is not axios, whose own needs are not ours.
  if (exports) require.cache[axiosFile] = { id: axiosFile, filename: axiosFile, loaded: true, exports };
  else load('axios');
  const undo = Object.entries(globals).map(([key, value]) => replace(globalThis, key, value));
  if (before) undo.push(before());
  try {
    for (const other of ['@axios-keyring/redis', '@axios-keyring/testing']) load(other);
    return { name, problems: problemsOf(load) };
  } finally {
    for (const restore of undo) restore();
  }
});
console.log(JSON.stringify(results));
