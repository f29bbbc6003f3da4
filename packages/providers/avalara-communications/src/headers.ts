import { toBase64, type WireRequest } from '@axios-keyring/core';

/** What the headers are made of, beside the password and the request. */
export interface Login {
  readonly username: string;
  readonly scheme: 'basic' | 'api_key';
  readonly clientId: string | undefined;
  readonly clientProfileId: number | undefined;
}

/** The headers of a request. */
export function headersOf(login: Login, request: WireRequest, password: string): Record<string, string> {
  const encoded = toBase64(`${login.username}:${password}`);
  return {
    ...(login.scheme === 'basic' ? { Authorization: `Basic ${encoded}` } : { api_key: encoded }),
    ...clientHeaders(login, request),
    // The guide requires it of every call; uploads are multipart and keep their boundary.
    ...(request.contentType === undefined && { 'Content-Type': 'application/json' }),
  };
}

/** The headers that choose a company and a profile. */
export function clientHeaders(login: Login, request: WireRequest): Record<string, string> {
  const profile = request.options.clientProfileId ?? login.clientProfileId;
  return {
    ...(login.clientId !== undefined && { client_id: login.clientId }),
    ...(profile !== undefined && { client_profile_id: String(profile) }),
  };
}
