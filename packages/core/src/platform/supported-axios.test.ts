import { afterEach, describe, expect, it } from '@jest/globals';
import axios from 'axios';
import { bearer } from '../fixtures/bearer.js';

const { VERSION } = axios;

afterEach(() => {
  Reflect.set(axios, 'VERSION', VERSION);
});

describe('making an interceptor', () => {
  it.each(['0.27.2', '1.6.8', '2.0.0'])('is refused beside axios %s, before it is used', (version) => {
    Reflect.set(axios, 'VERSION', version);

    expect(() => bearer({ token: 'a-token' })).toThrow(
      expect.objectContaining({
        code: 'ERR_KEYRING_NOT_INSTALLED',
        message: `[axios-keyring] axios ${version} is installed, and 1.7.0 or later (below 2) is needed. Run: npm install axios@1.`,
      }),
    );
  });

  it.each(['1.7.0', '1.21.1', undefined])('works beside axios %s', (version) => {
    Reflect.set(axios, 'VERSION', version);

    expect(bearer({ token: 'a-token' }).baseURLs).toEqual(['https://api.example.com/v2']);
  });
});
