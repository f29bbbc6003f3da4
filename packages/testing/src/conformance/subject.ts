import type { ReceivedRequest } from '../server.js';

/** What the suite needs of axios: `import axios from 'axios'`, in any version that the provider works with. */
export interface AxiosLike {
  create(config: object): AxiosClientLike;
}

/** What the suite needs of an axios instance. */
export interface AxiosClientLike {
  readonly defaults: object;
  readonly interceptors: {
    readonly request: { use(interceptor: <Request extends object>(request: Request) => Request): unknown };
  };
  request(config: object): Promise<unknown>;
}

/** What an option's declaration says. */
export interface OptionMetadataLike {
  /** `text`, `identifier`, `choice`, `integer`, `flag`, `secret`, `rotating-secret`, `token`, or `code`. */
  readonly kind: string;
  readonly description: string;
  readonly env?: string | undefined;
  readonly secret?: boolean | undefined;
  readonly isBinary?: boolean | undefined;
  readonly default?: string | undefined;
  readonly values?: readonly string[] | undefined;
}

/** A declared option. */
export interface DeclaredOptionLike {
  readonly metadata: OptionMetadataLike;
  /** Answers an object with `problem` for a value that is wrong; `undefined` stands for none. */
  check(value: unknown): object;
}

/** What a provider says of itself. */
export interface DeclarationLike {
  readonly name: string;
  readonly hosts?: readonly string[] | undefined;
  readonly options: Readonly<Record<string, DeclaredOptionLike>>;
  readonly oneOf?: readonly (readonly string[])[] | undefined;
}

/** A request of another client than axios. */
export interface OtherRequest {
  readonly method?: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that another client can send as it is. */
export interface AuthorizedLike {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What a provider gives: an axios request interceptor, with what `@axios-keyring/core` adds to it. */
export interface InterceptorLike {
  <Request extends object>(request: Request): Request;
  readonly provider: string;
  readonly baseURLs: readonly string[];
  readonly partitionKey: string;
  authorize(request: OtherRequest): Promise<AuthorizedLike>;
  explain(request: OtherRequest): Promise<object>;
  verify(): Promise<object>;
}

/** A provider, as `defineProvider` of `@axios-keyring/core` makes it. */
export interface ProviderLike<Options> {
  (options?: Options): InterceptorLike;
  readonly declaration: DeclarationLike;
}

/** An API, or what stands in for it, on this machine. */
export interface ApiLike {
  /** Without a trailing slash. */
  readonly url: string;
  close(): Promise<void>;
}

/** Options that the provider has to refuse. */
export interface BadOptions {
  /** Given in addition to the good ones. */
  readonly options: object;
  /** A part of the message that says what to do, such as the name of the option or of its variable. */
  readonly says: string;
}

/** A provider, and what the suite has to know to try it. */
export interface ConformanceSubject<Options extends object> {
  /** The copy of axios that requests are sent with. */
  readonly axios: AxiosLike;
  readonly provider: ProviderLike<Options>;
  /** Good options, with secrets as texts. Not `baseURL` and `onEvent`: the suite sets them. */
  readonly options: NoInfer<Options>;
  /**
   * What nobody may see: the secrets among the options, and what is made of them. Their beginnings, and their forms in
   * base64, hexadecimal digits and URLs, are looked for too.
   */
  readonly secrets: readonly string[];
  /**
   * Starts the API, or what stands in for it, anew: an emulator, or a server of your own. It answers below 400 if a
   * request is authenticated, and with 400 or above if it is not. The suite closes it.
   */
  readonly start: () => Promise<ApiLike>;
  /** What is asked for with GET and with POST, from the root of the host: `/v2/categories`. */
  readonly path: string;
  /** Headers whose values nobody may see, in lower case. Default: those that hold a secret, and `authorization`. */
  readonly secretHeaders?: readonly string[] | undefined;
  /** Query parameters whose values nobody may see. Default: those that hold a secret. */
  readonly secretParameters?: readonly string[] | undefined;
  /** Whether it asks the API for a challenge before it authenticates a request. Default: false. */
  readonly asksForChallenge?: boolean | undefined;
  /** Declared options that have no effect beside these, and so are not tried. Default: none. */
  readonly unused?: readonly string[] | undefined;
  /**
   * Well-formed values that the API refuses, for those of the secrets that may be functions. It shows that a provider
   * recovers by asking again. Default: recovery is only tried for tokens that the provider fetches itself.
   */
  readonly stale?: Partial<NoInfer<Options>> | undefined;
  /**
   * Well-formed secrets of somebody else, as texts. Default: those of `stale`, else the good ones with one character
   * changed.
   */
  readonly others?: Partial<NoInfer<Options>> | undefined;
  /** The status that stands for a credential that is no longer valid. Default: 401. */
  readonly staleStatus?: number | undefined;
  /** Where tokens come from, as origins, if not from the API's own. Default: nowhere else. */
  readonly exchangeHosts?: readonly string[] | undefined;
  /** Reads the time that a request was signed with, in milliseconds since the epoch. Default: none is signed. */
  readonly signedTime?: ((request: ReceivedRequest) => number) | undefined;
  /** More options that have to be refused. Default: none but those that the declaration shows. */
  readonly badOptions?: readonly BadOptions[] | undefined;
  /** The README with the table of options, as a path or a `file:` URL. Default: it is not looked at. */
  readonly readme?: string | URL | undefined;
}
