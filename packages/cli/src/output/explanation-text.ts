import { type Explanation } from '@axios-keyring/core';
import { type ConsideredRoute } from '../config/consider-routes.js';
import { printable } from './printable.js';
import { type Screen } from './screen.js';
import { type Cell } from './table.js';

/** The routes that were considered, as a section. */
export function consideredText(considered: readonly ConsideredRoute[], { paint, table }: Screen): string {
  const rows = considered.map(({ baseURL, provider, isTaken, reason }): readonly Cell[] => [
    isTaken ? { text: 'taken', style: 'green' } : { text: 'not taken', style: 'dim' },
    baseURL,
    provider,
    reason,
  ]);
  return `${paint('bold', 'Routes')}\n${table(['', 'base URL', 'provider', 'why'], rows)}`;
}

/** What is signed, and the headers that are added, as sections. */
export function explanationText({ parts, headers }: Explanation, { paint, table }: Screen): string {
  const partRows = parts.map(({ name, value }) => [name, value]);
  const headerLines = headers.map((name) => `${printable(name)}: •••`);
  const sections = [
    parts.length > 0 &&
      `${paint('bold', 'What goes into the credentials')}\n${table(['part', 'value'], partRows)}`,
    `${paint('bold', 'Headers that are added')}\n${headerLines.join('\n')}`,
  ];
  return sections.filter((section) => section !== false).join('\n\n');
}
