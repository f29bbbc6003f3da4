/** A stream that is written to, such as `process.stdout`. */
export type OutputStream = NodeJS.WritableStream & {
  readonly isTTY?: boolean | undefined;
  /** How many characters a line of the terminal has. */
  readonly columns?: number | undefined;
};

/** A stream that is read, such as `process.stdin`. */
export type InputStream = NodeJS.ReadableStream & { readonly isTTY?: boolean | undefined };

/** What a command sees of the world around it. */
export interface CommandIO {
  readonly stdin: InputStream;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Only for how output looks; secrets are read by axios-keyring itself. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The working directory: where a config is searched, and what paths are relative to. */
  readonly directory: string;
  /** Aborted by Ctrl-C; the reason is the signal’s name, for example `SIGINT`. */
  readonly signal: AbortSignal;
  /** What `--version` prints. */
  readonly version: string;
}
