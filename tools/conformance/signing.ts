import { createHmac } from 'node:crypto';
import type { ReceivedRequest } from '@axios-keyring/testing';

/** The Authorization of a request that is signed with a token. */
export function signatureOf(
  { method, target, body }: { method: string; target: string; body: string | Uint8Array },
  token: string,
): string {
  return `HMAC ${createHmac('sha256', token).update(`${method}\n${target}\n`).update(body).digest('hex')}`;
}

/** Whether a request came with its own signature. */
export function isSigned(request: ReceivedRequest, token: string): boolean {
  return request.headers.authorization === signatureOf(request, token);
}
