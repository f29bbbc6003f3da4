import { type ExplanationPart, type WireRequest } from '@axios-keyring/core';
import { clientHeaders, type Login } from './headers.js';

/** What is encoded and sent with a request; of the password it is only said that it is there. */
export function explanationOf(login: Login, request: WireRequest): readonly ExplanationPart[] {
  const header = login.scheme === 'basic' ? 'Authorization: Basic' : 'api_key';
  const client = Object.entries(clientHeaders(login, request));
  return [
    { name: 'username', value: login.username },
    { name: 'password', value: '(secret)' },
    { name: header, value: 'base64 of the UTF-8 of username:password' },
    ...client.map(([name, value]) => ({ name, value })),
    { name: 'Content-Type', value: request.contentType ?? 'application/json' },
  ];
}
