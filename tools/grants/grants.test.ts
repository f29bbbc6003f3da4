import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import { hasRedisServer, startRedisServer, startServer } from '@axios-keyring/testing';
import { closedAfterTest } from '../test-setup/closed-after-test.js';
import { type Death, type Order, outcomes, type Outcomes, type Setup } from './messages.js';

const size = 8;
const rotations = 20;
const requestsEach = 200;

let folder: string;
let program: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'axios-keyring-grants-'));
  program = path.join(folder, 'worker.cjs');
  await build({
    entryPoints: [path.join(__dirname, 'worker.ts')],
    ...{ outfile: program, bundle: true, platform: 'node', conditions: ['@axios-keyring/source'] },
  });
});
afterAll(() => rm(folder, { recursive: true }));

/** An API whose refresh tokens change, and which takes one that comes twice for stolen. */
async function startAPI({ hasGrace = false } = {}) {
  const sent: string[] = [];
  const reused: string[] = [];
  let current = 'refresh 0';
  let access = '';
  let isEnded = false;
  const server = closedAfterTest(
    await startServer(({ target, headers, body }, response) => {
      const answer = (status: number, content: object): void => {
        response.writeHead(status, { 'Content-Type': 'application/json' });
        response.end(JSON.stringify(content));
      };
      if (target !== '/token') {
        answer(headers.authorization === `Bearer ${access}` ? 200 : 401, {});
        return;
      }
      const refreshToken = new URLSearchParams(body.toString()).get('refresh_token') ?? '';
      const isPrevious = hasGrace && refreshToken === sent.at(-1);
      sent.push(refreshToken);
      if (refreshToken !== current && !isPrevious) {
        reused.push(refreshToken);
        isEnded = true;
      }
      if (isEnded) {
        answer(400, { error: 'invalid_grant' });
        return;
      }
      current = `refresh ${sent.length}`;
      access = `access-${sent.length}`;
      answer(200, { access_token: access, refresh_token: current });
    }),
  );
  const revoke = (): void => {
    access = '';
  };
  return { url: server.url, sent, reused, revoke };
}

type API = Awaited<ReturnType<typeof startAPI>>;

/** A process of its own. */
class Worker {
  readonly #child: ChildProcess;

  constructor(setup: Setup) {
    this.#child = fork(program, [JSON.stringify(setup)]);
  }

  get isAlive(): boolean {
    return this.#child.signalCode === null && this.#child.exitCode === null;
  }

  /** What became of the requests; none if it died meanwhile. */
  async send(order: Order): Promise<Outcomes> {
    const end = new AbortController();
    const { signal } = end;
    this.#child.send(order);
    const answer = await Promise.race([
      once(this.#child, 'message', { signal }),
      once(this.#child, 'exit', { signal }).then(() => [[]]),
    ]);
    end.abort();
    return v.parse(outcomes, answer[0]);
  }

  async close(): Promise<void> {
    if (!this.isAlive) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exit;
  }
}

const kinds = [
  {
    kind: 'a file',
    describe,
    store: (): Promise<Setup['store']> =>
      Promise.resolve({ file: path.join(folder, `${randomBytes(8).toString('hex')}.json`) }),
  },
  {
    kind: 'Redis',
    // Where there is no redis-server, the set-up of the tests says so loudly.
    describe: hasRedisServer() ? describe : describe.skip,
    store: async (): Promise<Setup['store']> => {
      const redis = await startRedisServer({ args: ['--appendonly', 'yes'] });
      closedAfterTest({ close: () => redis.kill() });
      return { redis: redis.url, encryptionKeys: randomBytes(32).toString('base64') };
    },
  },
];

describe.each(kinds)('processes with grants in $kind', ({ describe: suite, store }) => {
  const start = async (api: API, count: number): Promise<() => Worker[]> => {
    const setup = { api: api.url, refreshToken: 'refresh 0', store: await store() };
    const startOne = (): Worker => closedAfterTest(new Worker(setup));
    const workers = Array.from({ length: count }, startOne);
    // Who died is started again, as an operator does, with the options of the first day.
    return () => {
      for (const [index, worker] of workers.entries()) if (!worker.isAlive) workers[index] = startOne();
      return workers;
    };
  };

  suite('that are killed', () => {
    it(`${size} of them renew ${rotations} times in ${requestsEach} requests each, and lose nothing`, async () => {
      const api = await startAPI();
      const all = await start(api, size);
      const deaths = new Map<number, Death>([
        [7, 'before the exchange'],
        [14, 'after the grant is stored'],
      ]);
      const ended: Outcomes = [];
      let died = 0;
      for (let round = 1; round <= rotations; round += 1) {
        api.revoke();
        const death = deaths.get(round);
        const [first, ...others] = all();
        const count = requestsEach / rotations;
        // Who is to die is the first to renew, and the others find what it left.
        const begun = death ? await first?.send({ count, death }) : undefined;
        const rest = death ? others : all();
        const orders = await Promise.all(rest.map((worker) => worker.send({ count })));
        if (begun) orders.push(begun);
        died += orders.filter((answers) => answers.length === 0).length;
        ended.push(...orders.flat());
      }
      expect(died).toBe(deaths.size);
      expect(new Set(ended)).toEqual(new Set([200]));
      expect(ended).toHaveLength((size * rotations - died) * (requestsEach / rotations));
      expect(api.reused).toEqual([]);
      expect(api.sent).toEqual(Array.from({ length: rotations }, (_, index) => `refresh ${index}`));
    });

    it('between the answer and the store lose the grant, unless the server takes it once more', async () => {
      const ends = [false, true].map(async (hasGrace) => {
        const api = await startAPI({ hasGrace });
        const [first, other] = (await start(api, 2))();
        const died = await first?.send({ count: 1, death: 'before the grant is stored' });
        return { died, ended: await other?.send({ count: 2 }), sent: api.sent };
      });
      const [dead, code, sent] = [[], 'ERR_KEYRING_GRANT_ENDED', ['refresh 0', 'refresh 0']];
      await expect(Promise.all(ends)).resolves.toEqual([
        { died: dead, ended: [code, code], sent },
        { died: dead, ended: [200, 200], sent },
      ]);
    });
  });
});
