import { type KeyringRequestOptions, type WireRequest } from '@axios-keyring/core';

/** What a {@link StandInRequest} may have instead of its own. */
export type StandInParts = Partial<Pick<WireRequest, 'method' | 'url' | 'body'>>;

const standInURL = new URL('https://api.example/v1.0/scopes');

/** A request that asks for credentials and is never sent. */
export class StandInRequest implements WireRequest {
  readonly method: string;
  readonly url: URL;
  readonly host: string;
  readonly baseURL: string;
  readonly body: string | Uint8Array;
  readonly contentType = undefined;
  readonly options: KeyringRequestOptions = {};

  constructor({ method = 'GET', url = standInURL, body = '' }: StandInParts = {}) {
    this.method = method;
    this.url = url;
    this.host = url.host;
    this.baseURL = url.origin;
    this.body = body;
  }

  header(): undefined {
    return undefined;
  }

  now(): number {
    return Date.now();
  }

  correctClock(): boolean {
    return false;
  }

  report(): void {
    // Nobody listens, as in most applications.
  }

  exchange(): Promise<never> {
    return Promise.reject(new Error('This request goes nowhere.'));
  }
}
