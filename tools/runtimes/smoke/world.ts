/** What the smoke suite finds: addresses on this machine, and what the APIs there accept. */
export interface World {
  /** Over which of its own adapters axios sends. */
  readonly adapter: Adapter;
  /** Whether scripts see a redirect, or are told of what it led to. */
  readonly seesRedirects: boolean;
  readonly taxjar: { readonly baseURL: string; readonly apiToken: string };
  readonly avalara: { readonly baseURL: string; readonly username: string; readonly password: string };
  readonly avanan: { readonly baseURL: string; readonly applicationId: string; readonly secretKey: string };
  /** Avanan's other platform, whose tokens live for {@link World.portalLife} and take half a second to fetch. */
  readonly portal: { readonly baseURL: string; readonly clientId: string; readonly accessKey: string };
  /** In milliseconds. */
  readonly portalLife: number;
  readonly azure: { readonly endpoint: string; readonly accessKey: string; readonly userToken: string };
  /** A server that no route covers. */
  readonly bystander: string;
}

/** The names that axios has for its own adapters. */
export type Adapter = 'http' | 'fetch' | 'xhr';

/** The servers, by the names under which the control server tells what they received. */
export type ServerName = 'taxjar' | 'avalara' | 'avanan' | 'portal' | 'azure' | 'bystander';

/** A request as a server received it. */
export interface Received {
  readonly method: string;
  readonly target: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What came of a check. */
export interface CheckResult {
  readonly name: string;
  /** Absent if all was as it has to be. */
  readonly problem?: string;
}
