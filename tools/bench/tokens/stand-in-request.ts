import { type KeyringRequestOptions, type WireRequest } from '@axios-keyring/core';

const url = new URL('https://api.example/v1.0/scopes');

/** A request that asks for a token and is never sent. */
export class StandInRequest implements WireRequest {
  readonly method = 'GET';
  readonly url = url;
  readonly host = 'api.example';
  readonly baseURL = 'https://api.example';
  readonly body = '';
  readonly contentType = undefined;
  readonly options: KeyringRequestOptions = {};

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
