import { startServer } from '@axios-keyring/testing';
import * as v from 'valibot';
import { readableAnywhere } from './forwarder.js';
import { type Listening } from './listen.js';
import { type CheckResult } from './smoke/world.js';
import { serverNames, type Surroundings } from './surroundings.js';

/** What the smoke suite asks and tells, from wherever it runs. */
export interface ControlServer extends Listening {
  /** What it hands in. */
  readonly results: Promise<readonly CheckResult[]>;
}

const report = v.array(v.object({ name: v.string(), problem: v.exactOptional(v.string()) }));

const page = '<!doctype html><meta charset="utf-8"><script type="module" src="/script.js"></script>';

/**
 * Starts it.
 *
 * @param script - What the page runs, for a browser.
 */
export async function startControlServer(surroundings: Surroundings, script: string): Promise<ControlServer> {
  let handIn: (results: readonly CheckResult[]) => void = () => undefined;
  const results = new Promise<readonly CheckResult[]>((resolve) => (handIn = resolve));
  // What came of the checks that a runtime has for itself, before the suite.
  let noted: readonly CheckResult[] = [];
  const files: Readonly<Record<string, readonly [type: string, text: string]>> = {
    page: ['text/html', page],
    'script.js': ['text/javascript', script],
  };
  const server = await startServer((request, response) => {
    const path = new URL(request.target, 'http://127.0.0.1').pathname.slice(1);
    if (path === 'note') noted = v.parse(report, JSON.parse(request.body.toString()));
    if (path === 'report') handIn([...noted, ...v.parse(report, JSON.parse(request.body.toString()))]);
    const [type, text] = files[path] ?? [
      'application/json',
      JSON.stringify(told(path, surroundings) ?? null),
    ];
    response.writeHead(200, { ...readableAnywhere, 'content-type': type }).end(text);
  });
  return { url: server.url, close: () => server.close(), results };
}

function told(path: string, surroundings: Surroundings): unknown {
  if (path === 'world') return surroundings.world;
  if (path === 'tokens-issued') return surroundings.tokensIssued;
  if (path === 'revoke-tokens') surroundings.revokeTokens();
  const name = serverNames.find((one) => path === `received/${one}`);
  return name && surroundings.received(name);
}
