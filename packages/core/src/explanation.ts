import { type Authorizer, type Credential, type ExplanationPart } from './contract/authorizer.js';
import { type CertificateFacts } from './contract/client-certificate.js';
import { type AuthorizeRequest, prepareRequest } from './other-clients.js';
import { rewriteQuery } from './request/locate.js';
import { noCredential } from './request/placement.js';
import { type RouteTable } from './request/route-table.js';

/** How a request is authorized, with every secret masked. */
export interface Explanation {
  readonly provider: string;
  readonly baseURL: string;
  /** What is signed or encoded, part by part, in order; empty for a provider that just sends a secret. */
  readonly parts: readonly ExplanationPart[];
  /** The names of the headers that are added. */
  readonly headers: readonly string[];
  /** The names of the query parameters that are set. */
  readonly query: readonly string[];
  /** The names of the cookies that are added. */
  readonly cookies: readonly string[];
  /** Whether the body is written anew. */
  readonly writesBody: boolean;
  /** What the connection shows; `undefined` if that is no certificate. */
  readonly clientCertificate: CertificateFacts | undefined;
}

/**
 * Explains how a request would be authorized. A token that is needed is fetched.
 *
 * @throws KeyringError for a URL outside of the base URLs, or a credential that cannot be had.
 */
export async function explainRequest(table: RouteTable, request: AuthorizeRequest): Promise<Explanation> {
  const { sealed, route, url } = await prepareRequest(table, request);
  const { authorizer, baseURL } = route;
  // As axios would send it. Another client's URL is authorized as it is, because that client has written it already.
  rewriteQuery(url, route);
  const { headers, query, cookies, body } = (await authorizer.authorize(sealed)) ?? nothingYet(authorizer);
  const certificate = await sealed.clientCertificate;
  const parts = (await authorizer.explain?.(sealed)) ?? [];
  const names = (texts: object | undefined): string[] => Object.keys(texts ?? {});
  return {
    provider: authorizer.provider,
    baseURL: baseURL.href,
    parts,
    headers: names(headers),
    query: names(query),
    cookies: names(cookies),
    writesBody: body !== undefined,
    clientCertificate: certificate && factsOf(certificate),
  };
}

/** The credential of a request that asks for a challenge first. */
function nothingYet(authorizer: Authorizer): Credential {
  if (authorizer.readsRefusals) return {};
  throw noCredential(authorizer, '');
}

function factsOf({ subject, validFrom, validTo }: CertificateFacts): CertificateFacts {
  return { subject, validFrom, validTo };
}
