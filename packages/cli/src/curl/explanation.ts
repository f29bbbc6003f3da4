import { type Explanation } from '@axios-keyring/core';
import { type Keyring, type RouteReport } from 'axios-keyring';
import { CommandFailure, shownURL } from '../failure.js';
import { type Screen } from '../screen.js';
import { type Cell, printable } from '../text.js';
import { type CurlRequest } from './request.js';

/** A route beside a URL: whether it is taken, and why. */
export interface ConsideredRoute {
  readonly provider: string;
  readonly baseURL: string;
  readonly isTaken: boolean;
  readonly reason: string;
}

/**
 * Looks at all routes as a keyring does: by origin and whole path segments, the longest base URL first, and a host that
 * begins with `*.` last.
 */
export function considerRoutes(
  keyring: Keyring,
  routes: readonly RouteReport[],
  url: URL,
): readonly ConsideredRoute[] {
  const taken = keyring.match(url)?.baseURL;
  const absent = absentRoute(keyring, routes, url);
  return keyring.routes.map(({ provider, baseURL }) => {
    const isMatch = baseURL === taken;
    const reason = isMatch && absent ? whyAbsent(absent) : reasonOf(url, baseURL, taken);
    return { provider, baseURL, isTaken: isMatch && !absent, reason };
  });
}

function reasonOf(url: URL, baseURL: string, taken: string | undefined): string {
  const base = new URL(baseURL);
  const isWildcard = base.hostname.startsWith('*.');
  const isHost = isWildcard ? url.hostname.endsWith(base.hostname.slice(1)) : base.hostname === url.hostname;
  if (!isHost) return 'another host';
  if (base.protocol !== url.protocol) return `another scheme: ${base.protocol} and not ${url.protocol}`;
  if (base.port !== url.port) return 'another port';
  const path = base.pathname.replace(/\/$/, '');
  if (url.pathname !== path && !url.pathname.startsWith(`${path}/`)) {
    const hint = url.pathname.startsWith(path) ? ': only whole segments count' : '';
    return `the path is not below ${path}/${hint}`;
  }
  if (taken === undefined) return 'the path could climb out of the base URL on the server';
  if (taken === baseURL) return 'the longest base URL that covers it';
  if (isWildcard && !taken.includes('*')) return 'covers it, but another base URL names the host';
  return 'covers it, but another base URL is longer';
}

/** How a request is authorized. A token that is needed is fetched. */
export function explainRequest(
  keyring: Keyring,
  { method, url, headers, body }: CurlRequest,
  screen: Screen,
): Promise<Explanation> {
  const given = Object.entries(headers).filter(([, values]) => values.length > 0);
  const joined = Object.fromEntries(given.map(([name, values]) => [name, values.join(', ')]));
  return screen.waitFor((say) => {
    say('Waiting for credentials');
    return keyring.explain({ method, url, headers: joined, ...(body && { body }) });
  });
}

/**
 * Says which routes were considered, what is signed, and which headers are added.
 *
 * @param say - Given one section after the other.
 */
export async function explainInText(
  keyring: Keyring,
  routes: readonly RouteReport[],
  request: CurlRequest,
  screen: Screen,
  say: (text: string) => Promise<void>,
): Promise<void> {
  const considered = considerRoutes(keyring, routes, request.url);
  const routeRows = considered.map(({ baseURL, provider, isTaken, reason }): readonly Cell[] => [
    isTaken ? { text: 'taken', style: 'green' } : { text: 'not taken', style: 'dim' },
    ...[baseURL, provider, reason],
  ]);
  await say(screen.section('Routes', screen.table(['', 'base URL', 'provider', 'why'], routeRows)));
  if (!considered.some(({ isTaken }) => isTaken)) return;
  const { parts, headers, clientCertificate } = await explainRequest(keyring, request, screen);
  const partRows = parts.map(({ name, value }) => [name, value]);
  const signed = screen.table(['part', 'value'], partRows);
  if (signed !== '') await say(`\n${screen.section('What goes into the credentials', signed)}`);
  const added = headers.map((name) => `${printable(name)}: •••`).join('\n');
  await say(`\n${screen.section('Headers that are added', added)}`);
  if (!clientCertificate) return;
  const { subject, validFrom, validTo } = clientCertificate;
  const shown = `${printable(subject)}, valid from ${validFrom} to ${validTo}`;
  await say(`\n${screen.section('Client certificate that is shown', shown)}`);
}

/** That no base URL covers a URL, as a failure. */
export function unmatchedFailure({ routes }: Keyring, url: URL, next: string): CommandFailure {
  const baseURLs = routes.map(({ baseURL }) => baseURL).join(', ');
  const details = [baseURLs === '' ? 'The config has no routes.' : `The routes are ${baseURLs}.`];
  return new CommandFailure(`No route covers ${shownURL(url)}`, { details, next });
}

/** Says which provider is missing, where the route of a URL is for one that is not there. */
export function absentFailure(
  keyring: Keyring,
  routes: readonly RouteReport[],
  url: URL,
): CommandFailure | undefined {
  const route = absentRoute(keyring, routes, url);
  if (!route) return undefined;
  const { path, file, install, name = route.provider } = route;
  return new CommandFailure(`The provider for ${shownURL(url)} is not there`, {
    details: [`${whyAbsent(route)}. It serves ${path} of ${file}.`],
    next: install === undefined ? `Add ${name} to --only.` : `Run: ${install}`,
  });
}

function whyAbsent(route: RouteReport): string {
  return `${route.package} is ${route.status === 'left-out' ? 'left out by --only' : 'not installed'}`;
}

// The keyring has a route for it all the same, on which every request fails.
function absentRoute(keyring: Keyring, routes: readonly RouteReport[], url: URL): RouteReport | undefined {
  const { baseURL = '' } = keyring.match(url) ?? {};
  const route = routes.find(({ baseURLs }) => baseURLs.includes(baseURL));
  return route?.interceptor ? undefined : route;
}
