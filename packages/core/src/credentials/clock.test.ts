import { type KeyringEvent } from '../contract/event.js';
import { describe, expect, it } from '@jest/globals';
import axios from 'axios';
import { startServer } from '@axios-keyring/testing';
import { secret } from '../options/secrets.js';
import { defineProvider } from '../provider.js';
import { Clock } from './clock.js';

const dated = defineProvider({
  name: 'dated',
  environmentPrefix: 'DATED',
  options: { key: secret({ description: 'The key.' }) },
  baseURLs: () => [],
  authorize: () => (request) => ({ headers: { 'x-signed-at': String(request.now()) } }),
});

/** A server whose clock is ahead of this machine's, and which refuses dates that are five minutes off. */
function serverAhead(by: number, refusal: number): ReturnType<typeof startServer> {
  return startServer(({ headers }, response) => {
    const now = Date.now() + by;
    response.setHeader('date', new Date(now).toUTCString());
    response.statusCode = Math.abs(Number(headers['x-signed-at']) - now) < 300_000 ? 200 : refusal;
    response.end();
  });
}

describe.each([401, 403])('a clock that is wrong, where the API answers %i', (refusal) => {
  it.each([600_000, -600_000])('by %i ms is corrected once, for all requests', async (offset) => {
    const server = await serverAhead(offset, refusal);
    const events: KeyringEvent[] = [];
    const client = axios.create({ baseURL: server.url });
    client.interceptors.request.use(
      dated({ key: 'k', baseURL: server.url, onEvent: (event) => events.push(event) }),
    );

    const answers = await Promise.all([client.get('/1'), client.get('/2')]);
    await client.get('/3');

    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(server.requests).toHaveLength(5);
    const corrections = events.filter(({ type }) => type === 'clock-corrected');
    expect(corrections).toHaveLength(2);
    expect(Math.abs((corrections[0]?.offset ?? 0) - offset)).toBeLessThan(2_000);
    await server.close();
  });

  it('by less than the API allows is not what a refusal is about', async () => {
    const server = await startServer((_request, response) => {
      response.statusCode = refusal;
      response.end();
    });
    const client = axios.create({ baseURL: server.url });
    client.interceptors.request.use(dated({ key: 'k', baseURL: server.url }));

    await expect(client.get('/')).rejects.toMatchObject({ status: refusal });
    expect(server.requests).toHaveLength(1);
    await server.close();
  });
});

describe('Clock', () => {
  it('learns nothing from a missing or broken date', () => {
    const clock = new Clock();

    expect(clock.correct(undefined, 0)).toBe(false);
    expect(clock.correct('yesterday', 0)).toBe(false);
    expect(clock.offset).toBe(0);
  });

  it('takes no date that is further off than ten years, and corrects one that it took', () => {
    const clock = new Clock();

    expect(clock.correct('Sat, 13 Sep 275760 00:00:00 GMT', 0)).toBe(false);
    expect(clock.correct('Thu, 01 Jan 1970 00:00:00 GMT', 0)).toBe(false);
    expect(clock.offset).toBe(0);

    expect(clock.correct(new Date(Date.now() + 86_400_000).toUTCString(), 0)).toBe(true);
    expect(clock.correct(new Date().toUTCString(), clock.offset)).toBe(true);
    expect(Math.abs(clock.offset)).toBeLessThan(2_000);
  });
});
