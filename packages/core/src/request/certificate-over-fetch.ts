import { type CheckedCertificate, pemOf } from '../credentials/client-certificate.js';
import { hostProcess } from '../platform/host.js';
import { own, property } from '../platform/values.js';
import { type Config } from './adapter.js';

/** What fetch takes a certificate by, or why it takes none, as it continues "clientCertificate". */
export type CertificateOverFetch =
  { readonly fetchOptions: Readonly<Record<string, unknown>> } | { readonly problem: string };

/**
 * Whether the runtime has a fetch that takes certificates. Its http is left alone then: that of Bun does not tell which one
 * it will show, and that of Deno leaves the key on its sockets.
 */
export function fetchTakesCertificates(): boolean {
  return isBun() || clientMaker() !== undefined;
}

function isBun(): boolean {
  return hostProcess()?.versions?.bun !== undefined;
}

// https://docs.deno.com/api/deno/~/Deno.createHttpClient
function clientMaker(): ((settings: object) => unknown) | undefined {
  const make: unknown = property(Reflect.get(globalThis, 'Deno'), 'createHttpClient');
  if (typeof make !== 'function') return undefined;
  return (settings): unknown => Reflect.apply(make, undefined, [settings]);
}

const clients = new WeakMap<CheckedCertificate, unknown>();

/** How fetch shows a certificate. Each has connections of its own: fetch of Bun tells them apart by it, and that of Deno by a client. */
export function certificateOverFetch(config: Config, certificate: CheckedCertificate): CertificateOverFetch {
  const given = own(config, 'fetchOptions');
  if (property(given, 'dispatcher') !== undefined) {
    const problem =
      'cannot be given to a dispatcher that is there already: make that with the certificate, as in new Agent({ connect: { ' +
      'cert, key } }), and leave the option out, or set adapter: "http"';
    return { problem };
  }
  const makeClient = clientMaker();
  if (!makeClient && !isBun())
    return { problem: 'cannot be shown by fetch: set adapter: "http", which needs Node' };
  const taken = ['tls', 'client'].find((name) => property(given, name) !== undefined);
  if (taken !== undefined)
    return { problem: `does not go together with fetchOptions.${taken}: take one of them away` };
  if (property(own(config, 'env'), 'fetch') !== undefined)
    return { problem: 'cannot be given to a fetch of your own: leave env.fetch out' };
  const pem = pemOf(certificate);
  if (!pem) return { problem: 'is in an archive, which fetch does not read: give certificate and key' };
  const { cert, key, ca } = pem;
  if (!makeClient) return { fetchOptions: { tls: { cert, key, ...(ca !== undefined && { ca }) } } };
  const known = clients.get(certificate);
  if (known) return { fetchOptions: { client: known } };
  const settings = { cert, key, ...(ca !== undefined && { caCerts: [ca] }) };
  const client = makeClient(settings);
  clients.set(certificate, client);
  return { fetchOptions: { client } };
}
