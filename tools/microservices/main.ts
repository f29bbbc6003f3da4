import { runMain } from '../packed/run-main.js';
import { type Installation, installServices } from './services.js';
import { runExample } from './run-example.js';
import { startVendors, type Vendors } from './vendors.js';

async function main(signal: AbortSignal): Promise<number> {
  let installation: Installation | undefined;
  let vendors: Vendors | undefined;
  try {
    console.log('Packing the packages, and installing each service from them. This takes half a minute.\n');
    installation = await installServices(signal);
    vendors = await startVendors();
    console.log('Emulators of the vendors run on loopback and check every credential as the vendors do.');
    console.log(aboutRedis(vendors));
    signal.throwIfAborted();
    return await runExample(installation, vendors, console.log);
  } finally {
    await vendors?.close();
    await installation?.remove();
  }
}

function aboutRedis({ redis }: Vendors): string {
  return redis
    ? 'Redis runs too: both processes of security share one token.\n'
    : '\n!!! NO REDIS: redis-server is not installed, so each process of security fetches a token of its own.\n';
}

runMain(main);
