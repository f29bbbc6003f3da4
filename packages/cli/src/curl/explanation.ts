import { type Explanation } from '@axios-keyring/core';
import { type Keyring } from 'axios-keyring';
import { type ConsideredRoute } from '../config/coverage.js';
import { type Screen } from '../screen.js';
import { type Cell } from '../table.js';
import { printable } from '../text.js';
import { type CurlRequest } from './request.js';

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

/** The routes that were considered, as a section. */
export function consideredText(considered: readonly ConsideredRoute[], screen: Screen): string {
  const rows = considered.map(({ baseURL, provider, isTaken, reason }): readonly Cell[] => [
    isTaken ? { text: 'taken', style: 'green' } : { text: 'not taken', style: 'dim' },
    ...[baseURL, provider, reason],
  ]);
  return `${screen.paint('bold', 'Routes')}\n${screen.table(['', 'base URL', 'provider', 'why'], rows)}`;
}

/** What is signed, and the headers that are added, as sections. */
export function explanationText({ parts, headers }: Explanation, screen: Screen): string {
  const rows = parts.map(({ name, value }) => [name, value]);
  const title = screen.paint('bold', 'What goes into the credentials');
  const signed = parts.length === 0 ? '' : `${title}\n${screen.table(['part', 'value'], rows)}\n\n`;
  const added = headers.map((name) => `\n${printable(name)}: •••`).join('');
  return `${signed}${screen.paint('bold', 'Headers that are added')}${added}`;
}
