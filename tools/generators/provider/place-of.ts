import { type Tree } from '@nx/devkit';
import { refuse } from './refuse.js';

/** Where an API is. */
export interface Place {
  /** Without a path. */
  readonly host: string;
  /** The path of the base URL, without a slash at its end; may be empty. */
  readonly basePath: string;
}

const knownProviders = 'packages/axios-keyring/src/config/routes/known-providers.ts';

/**
 * Takes a base URL apart.
 *
 * @throws Error that says what is wrong with it, and what to give instead.
 */
export function placeOf(tree: Tree, text: string): Place {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const { origin: host = '', hostname = '', pathname = '' } = url ?? {};
  const basePath = pathname.replace(/\/$/, '');
  const isPlain =
    isName(hostname) && /^(\/[\w.~-]+)*$/.test(basePath) && text.replace(/\/$/, '') === host + basePath;
  if (url?.protocol !== 'https:' || !isPlain) {
    refuse(
      `"${text}" cannot be the base URL. It begins with https:// and has a host in lower case, and may have a path: ` +
        'https://api.acme.com/v1.',
    );
  }
  // Requests of examples and tests are told apart by their host.
  if (hostsIn(tree).some((known) => covers(known, host))) {
    refuse(
      `"${text}" cannot be the base URL: a provider that is there has the host ${host}, see ${knownProviders}. Give ` +
        'another host, or add to that provider.',
    );
  }
  return { host, basePath };
}

// The names of hosts that have no meaning in a pattern, and are no addresses.
function isName(hostname: string): boolean {
  return /^([a-z\d]([a-z\d-]*[a-z\d])?\.)*[a-z]([a-z\d-]*[a-z\d])?$/.test(hostname);
}

function hostsIn(tree: Tree): readonly string[] {
  return [...(tree.read(knownProviders, 'utf8') ?? '').matchAll(/https:\/\/[^'"]+/g)].map(([host]) => host);
}

function covers(known: string, host: string): boolean {
  const [, below] = known.split('*');
  return below === undefined ? known === host : host.endsWith(below);
}
