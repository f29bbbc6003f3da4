import axios from 'axios';
import { createKeyring } from 'axios-keyring';
import { Stage } from './stage.js';
import { runSuite } from './suite.js';
import { type World } from '../surroundings.js';

// Written before this script by what starts it.
declare const CONTROL: string;
declare const WORLD: World;

// Made where applications make theirs. Outside of a request a worker has no random numbers, timers or connections.
const stage = new Stage(CONTROL, WORLD);
const keyring = createKeyring(stage.all());

// What they keep is shared by requests that come one after the other.
const clients = new Map(
  ['at once', 'given up', 'renewed'].map((name) => [name, stage.client(stage.portal())]),
);

export default {
  async fetch(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === '/scopes') return askPortal(searchParams);
    await runSuite(CONTROL);
    return new Response(keyring.partitionKey);
  },
};

/** Asks the portal through the client of a name, and answers what came of it. */
async function askPortal(wish: URLSearchParams): Promise<Response> {
  const client = clients.get(wish.get('client') ?? '');
  if (!client) return new Response('no such client');
  try {
    const { status } = await client.get('/v1.0/scopes', { timeout: Number(wish.get('timeout')) });
    return new Response(String(status));
  } catch (error) {
    return new Response(axios.isAxiosError(error) ? error.code : String(error));
  }
}
