// Runs a bundle of all packages in pages that lack one thing or another, and prints what fails there. Argument: the
// bundle, which leaves its work in the global `tryOut`.
const { readFileSync } = require('node:fs');
const { createContext, runInContext } = require('node:vm');

const bundle = readFileSync(process.argv[2], 'utf8');

const never = () => {
  throw new Error('Random numbers are not needed here.');
};
const { URL, URLSearchParams, AbortController, TextEncoder, TextDecoder, Headers, Request, Response } =
  globalThis;
const common = {
  URL,
  URLSearchParams,
  AbortController,
  btoa: globalThis.btoa,
  atob: globalThis.atob,
  console,
};
const modern = { TextEncoder, TextDecoder, Headers, Request, Response, fetch: never };
const pages = {
  'a page': { ...modern, crypto: globalThis.crypto },
  'a page over plain http': { ...modern, crypto: { getRandomValues: (array) => array.fill(7) } },
  'a page of jsdom': { crypto: { getRandomValues: never } },
  'a page without crypto': { ...modern },
};

async function main() {
  const results = [];
  for (const [name, globals] of Object.entries(pages)) {
    const page = createContext({
      ...common,
      ...globals,
      document: {},
      location: new URL('http://127.0.0.1/'),
    });
    page.window = page;
    runInContext(bundle, page);
    results.push({ name, ...(await page.tryOut()) });
  }
  console.log(JSON.stringify(results));
}

void main();
