import axios, { type AxiosInstance } from 'axios';
import { Control } from './control.js';
import { Stage } from './stage.js';
import { runSuite } from './suite.js';

// One for each isolate and name: requests that come one after the other share what it keeps.
const clients = new Map<string, AxiosInstance>();

export default {
  async fetch(request: Request, { CONTROL }: { readonly CONTROL: string }): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const control = new Control(CONTROL);
    if (pathname === '/scopes') return ask(control, searchParams);
    await runSuite(control);
    return new Response(null, { status: 204 });
  },
};

/** Asks the portal through the client of a name, and answers what came of it. */
async function ask(control: Control, wish: URLSearchParams): Promise<Response> {
  const name = wish.get('client') ?? '';
  const made = await newClient(control);
  const client = clients.get(name) ?? made;
  clients.set(name, client);
  try {
    const { status } = await client.get('/v1.0/scopes', { timeout: Number(wish.get('timeout')) });
    return new Response(String(status));
  } catch (error) {
    return new Response(axios.isAxiosError(error) ? error.code : String(error));
  }
}

async function newClient(control: Control): Promise<AxiosInstance> {
  const stage = new Stage(await control.world(), control);
  return stage.client(stage.portal());
}
