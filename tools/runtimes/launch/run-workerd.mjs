// Starts workerd with a script, and has it work through the checks. The arguments: where miniflare is, the script, the
// address of the control server, and the compatibility flags.
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';

const [location, script, control, ...compatibilityFlags] = process.argv.slice(2);
const { default: miniflare } = await import(pathToFileURL(location).href);
const worker = new miniflare.Miniflare({
  modules: true,
  script: await readFile(script, 'utf8'),
  compatibilityDate: '2026-04-01',
  compatibilityFlags,
  bindings: { CONTROL: control },
  host: '127.0.0.1',
  // Else it asks its maker where this machine is.
  cf: false,
  telemetry: { enabled: false },
});
try {
  await worker.dispatchFetch('http://127.0.0.1/');
} finally {
  await worker.dispose();
}
