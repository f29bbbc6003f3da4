import { type CheckedCertificate, pemOf } from '../credentials/client-certificate.js';
import { hostProcess } from '../platform/host.js';
import { isObject, own, property } from '../platform/values.js';
import { type Config } from './adapter.js';

/** What fetch takes a certificate by, or why it takes none, as it continues "clientCertificate". */
export type CertificateOverFetch =
  { readonly fetchOptions: Readonly<Record<string, unknown>> } | { readonly problem: string };

/** Whether this is Bun, whose http takes a certificate too, but does not tell before it is shown which one that is. */
export const isBun: boolean = hostProcess()?.versions?.bun !== undefined;

// https://docs.deno.com/api/deno/~/Deno.createHttpClient
const clients = new WeakMap<CheckedCertificate, object>();

/** How fetch shows a certificate. Each has connections of its own: those of fetch in Bun go by it, those in Deno by a client. */
export function certificateOverFetch(config: Config, certificate: CheckedCertificate): CertificateOverFetch {
  const given = own(config, 'fetchOptions');
  if (property(given, 'dispatcher') !== undefined) {
    const problem =
      'cannot be given to a dispatcher that is there already: make that with the certificate, as in new Agent({ connect: { ' +
      'cert, key } }), and leave the option out, or set adapter: "http"';
    return { problem };
  }
  const createClient: unknown = property(Reflect.get(globalThis, 'Deno'), 'createHttpClient');
  const isDeno = typeof createClient === 'function';
  if (!isDeno && !isBun)
    return { problem: 'cannot be shown by fetch: set adapter: "http", which needs Node' };
  const taken = ['tls', 'client'].find((name) => property(given, name) !== undefined);
  if (taken !== undefined)
    return { problem: `does not go together with fetchOptions.${taken}: take one of them away` };
  if (property(own(config, 'env'), 'fetch') !== undefined)
    return { problem: 'cannot be given to a fetch of your own: leave env.fetch out' };
  const pem = pemOf(certificate);
  if (!pem) return { problem: 'is in an archive, which fetch does not read: give certificate and key' };
  const { cert, key, ca } = pem;
  if (!isDeno) return { fetchOptions: { tls: { cert, key, ...(ca !== undefined && { ca }) } } };
  const known = clients.get(certificate);
  if (known) return { fetchOptions: { client: known } };
  const settings = { cert, key, ...(ca !== undefined && { caCerts: [ca] }) };
  const client: unknown = Reflect.apply(createClient, undefined, [settings]);
  if (isObject(client)) clients.set(certificate, client);
  return { fetchOptions: { client } };
}
