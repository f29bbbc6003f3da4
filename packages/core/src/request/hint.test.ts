import { describe, expect, it } from '@jest/globals';
import axios, { AxiosError, type AxiosInstance, type AxiosRequestConfig } from 'axios';
import { startServer, type TestServer } from '@axios-keyring/testing';
import { adapters } from '../fixtures/adapters.js';
import { closedAfterTest } from '../../../../tools/test-setup/closed-after-test.js';
import { everythingVisible } from '../fixtures/everything-visible.js';
import { secret } from '../options/secrets.js';
import { defineProvider } from '../provider.js';
import { refusalHint } from './recover.js';

const token = 'a-token-that-nobody-may-see';

/** Explains with all that it is told. */
const explaining = defineProvider({
  name: 'explaining',
  environmentPrefix: 'EXPLAINING',
  options: { token: secret({ description: 'The token.' }) },
  baseURLs: () => [],
  authorize: (options) => async (request) => ({ headers: { 'X-Token': await options.token(request) } }),
  explainRefusal:
    () =>
    ({ status, body, clockOffset, request, ...facts }) => {
      if (status === 500) throw new TypeError('a mistake in the explanation');
      if (status === 404) return undefined;
      const own = [request.headers['x-token'], request.headers['x-own']].join(' and ');
      const minutes = Math.round(clockOffset / 60_000);
      return `${status} for ${request.method} ${request.url.pathname}: ${body}, ${String(facts.header('x-reason'))}, ${minutes}, ${own}`;
    },
});

function startAPI(): Promise<TestServer> {
  return closedAfterTest(
    startServer(({ target }, response) => {
      const { pathname, searchParams } = new URL(target, 'http://localhost');
      response.statusCode = Number(pathname.slice(1));
      response.setHeader('X-Reason', 'as asked');
      const date = searchParams.get('date');
      if (date === 'none') response.sendDate = false;
      else if (date === 'ahead') response.setHeader('Date', new Date(Date.now() + 600_000).toUTCString());
      else if (date !== null) response.setHeader('Date', date);
      const location = searchParams.get('location');
      if (location !== null) response.setHeader('Location', location);
      response.end('refused');
    }),
  );
}

describe.each(adapters)('the hint over the $name adapter', ({ adapter }) => {
  function clientOf(api: TestServer): AxiosInstance {
    const client = axios.create({ baseURL: api.url, adapter });
    client.interceptors.request.use(explaining({ token, baseURL: api.url }));
    return client;
  }

  async function failureOf(api: TestServer, path: string, config?: AxiosRequestConfig): Promise<AxiosError> {
    const error: unknown = await clientOf(api)
      .get(path, config)
      .catch((reason: unknown) => reason);
    if (error instanceof AxiosError) return error;
    throw new Error('The request did not fail.');
  }

  it('is on the error, made of what the API answered', async () => {
    const api = await startAPI();

    const error = await failureOf(api, '/403', { headers: { 'X-Own': 'mine' } });

    expect(error).toMatchObject({
      hint: '403 for GET /403: refused, as asked, 0,  and mine',
      code: 'ERR_BAD_REQUEST',
      response: { status: 403, data: 'refused' },
    });
    expect(error.message).toBe('Request failed with status code 403');
  });

  it('is made of bytes as well', async () => {
    const api = await startAPI();

    const error = await failureOf(api, '/403', { responseType: 'arraybuffer' });

    expect(refusalHint(error)).toContain('403 for GET /403: refused, as asked');
  });

  it('knows how far the API’s clock is ahead', async () => {
    const api = await startAPI();

    expect(refusalHint(await failureOf(api, '/403?date=ahead'))).toContain(', 10, ');
    expect(refusalHint(await failureOf(api, '/403?date=none'))).toContain(', 0, ');
  });

  it.each([
    'Fri, 31 Dec 9999 23:59:59 GMT',
    'Sat, 13 Sep 275760 00:00:00 GMT',
    'Thu, 01 Jan 1970 00:00:00 GMT',
  ])('takes no clock to show %s', async (date) => {
    const api = await startAPI();

    const hint = refusalHint(await failureOf(api, `/403?date=${encodeURIComponent(date)}`));

    expect(hint).toContain(', 0, ');
  });

  it('is not there on success, also where the user takes every status', async () => {
    const api = await startAPI();

    const answers = [
      await clientOf(api).get('/200'),
      await clientOf(api).get('/403', { validateStatus: () => true }),
    ];

    for (const answer of answers) expect(answer).not.toHaveProperty('hint');
  });

  it('is there for whatever status the user does not take', async () => {
    const api = await startAPI();

    const error = await failureOf(api, '/200', { validateStatus: (status) => status !== 200 });

    expect(refusalHint(error)).toContain('200 for GET /200');
  });

  it('is not there where the provider has none, or makes a mistake', async () => {
    const api = await startAPI();

    for (const status of [404, 500]) {
      const error = await failureOf(api, `/${status}`);
      expect(error).not.toHaveProperty('hint');
      expect(error.response?.status).toBe(status);
    }
  });

  it('is not there for a request that is no business of the provider', async () => {
    const [api, other] = [await startAPI(), await startAPI()];

    const errors = [
      await failureOf(api, `${other.url}/403`),
      await failureOf(api, '/403', { keyring: false }),
    ];

    for (const error of errors) expect(error).not.toHaveProperty('hint');
  });

  it('is not there where no answer came', async () => {
    const api = await startAPI();
    await api.close();

    expect(await failureOf(api, '/403')).not.toHaveProperty('hint');
  });

  it('is about the last request after redirects', async () => {
    const api = await startAPI();

    const error = await failureOf(api, '/302?location=/403');

    expect(refusalHint(error)).toContain('403 for GET /403');
    expect(api.requests.map(({ headers }) => headers['x-token'])).toEqual([token, token]);
  });

  it('is not there where a redirect led elsewhere', async () => {
    const [api, other] = [await startAPI(), await startAPI()];

    const error = await failureOf(api, `/302?location=${other.url}/403`);

    expect(error.response?.status).toBe(403);
    expect(error).not.toHaveProperty('hint');
    expect(other.requests[0]?.headers).not.toHaveProperty('x-token');
  });

  it('leaves no secret on the error, also after redirects', async () => {
    const api = await startAPI();

    for (const path of ['/403', '/302?location=/403', '/401']) {
      expect(everythingVisible(await failureOf(api, path))).not.toContain(token);
    }
  });
});
