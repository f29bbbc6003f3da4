import { fromBase64 } from '@axios-keyring/core';

/** What a connection string holds. */
export interface ConnectionString {
  readonly endpoint: string;
  readonly accessKey: string;
}

/** Either its parts, or what is wrong with it. It is never repeated: it contains the access key. */
export type ConnectionStringResult = ConnectionString | { readonly problem: string };

/**
 * Reads a connection string as the portal shows it, `endpoint=https://…;accesskey=…`. Order, case and spaces do
 * not matter, and entries with other names are passed over, as in the vendor's Python SDK.
 */
export function parseConnectionString(text: string): ConnectionStringResult {
  const entries = new Map<string, string>();
  for (const part of text.split(';')) {
    const equals = part.indexOf('=');
    if (equals === -1) continue;
    const name = part.slice(0, equals).trim().toLowerCase();
    if (entries.has(name)) return { problem: 'has an entry twice' };
    entries.set(name, part.slice(equals + 1).trim());
  }
  const endpoint = entries.get('endpoint') ?? '';
  const accessKey = entries.get('accesskey') ?? '';
  if (endpoint === '') return { problem: 'has no endpoint=…' };
  if (accessKey === '') return { problem: 'has no accesskey=…' };
  const problem = accessKeyProblem(accessKey);
  return problem === undefined ? { endpoint, accessKey } : { problem: `has an accesskey that ${problem}` };
}

/** What is wrong with an access key, without repeating it; `undefined` if nothing is. */
export function accessKeyProblem(accessKey: string): string | undefined {
  return fromBase64(accessKey)
    ? undefined
    : 'is not base64: copy it from the portal whole, with its = at the end';
}
