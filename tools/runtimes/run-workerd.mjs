// Starts workerd with a script, and has it work through the checks. The arguments: where miniflare is, the script, the
// compatibility flags, and the address of the control server.
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL, URLSearchParams } from 'node:url';

const [location, script, ...compatibilityFlags] = process.argv.slice(2);
const control = compatibilityFlags.pop();
const { default: miniflare } = await import(pathToFileURL(location).href);
const world = await told('world');
const worker = new miniflare.Miniflare({
  modules: true,
  // What it makes at its top has to know the world too, and bindings come with requests only.
  script: `const CONTROL = ${JSON.stringify(control)}, WORLD = ${JSON.stringify(world)};\n${await readFile(script, 'utf8')}`,
  compatibilityDate: '2026-04-01',
  compatibilityFlags,
  host: '127.0.0.1',
  // Else it asks its maker where this machine is.
  cf: false,
  telemetry: { enabled: false },
});

// What one request began dies with it. The next ones come to the same isolate.
const checks = {
  'isolate: requests at the same moment share an exchange': async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask('at once')));
    ensureEqual(answers, Array(5).fill('200'));
    const received = await told('received/portal');
    ensureEqual(received.filter(({ target }) => target === '/auth/external').length, 1);
  },
  'isolate: an exchange that died with its request holds up no other': async () => {
    ensureEqual(await ask('given up', 100), 'ECONNABORTED');
    ensureEqual(await ask('given up'), '200');
  },
  'isolate: nor does a renewal that died in the background': async () => {
    const { portalLife } = world;
    const start = Date.now();
    ensureEqual(await ask('renewed'), '200');
    // When it is time to renew the token, and not yet so late that the request waits for that.
    await sleep(start + portalLife * 0.87 - Date.now());
    ensureEqual(await ask('renewed'), '200');
    await sleep(portalLife * 0.25);
    ensureEqual(await ask('renewed'), '200');
  },
};

async function told(path, note) {
  const response = await miniflare.fetch(`${control}/${path}`, note);
  return response.json();
}

async function ask(client, timeout = 0) {
  const url = `http://127.0.0.1/scopes?${new URLSearchParams({ client, timeout })}`;
  const answer = worker.dispatchFetch(url).then(
    (response) => response.text(),
    (error) => String(error),
  );
  return Promise.race([answer, sleep(8_000, 'no answer in 8 seconds', { ref: false })]);
}

function ensureEqual(found, expected) {
  const [is, should] = [JSON.stringify(found), JSON.stringify(expected)];
  if (is !== should) throw new Error(`It is ${is} and not ${should}.`);
}

try {
  const results = [];
  for (const [name, run] of Object.entries(checks)) {
    const problem = await run().catch((error) => error.message);
    results.push({ name, problem });
  }
  await told('note', { method: 'POST', body: JSON.stringify(results) });
  await worker.dispatchFetch('http://127.0.0.1/');
} finally {
  await worker.dispose();
}
