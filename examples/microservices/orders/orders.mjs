// Computes taxes: of orders with TaxJar, of phone plans with Avalara.
import axios from 'axios';
import { loadKeyring, refusalHint } from 'axios-keyring';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';

class BadRequest extends Error {}

async function createEndpoints() {
  // The shared config has four routes. The two whose providers this service has installed are loaded.
  const keyring = await loadKeyring();
  const client = axios.create({ timeout: 10_000 });
  client.interceptors.request.use(keyring);
  // The config decides where a vendor is, here as for the credentials.
  const baseURLOf = (name) => keyring.routes.find(({ provider }) => provider === name).baseURL;

  return {
    'GET /health': () => ({ status: 'ok' }),

    'POST /orders': async ({ zip, amount, shipping = 0 }) => {
      if (!zip || !(amount > 0)) throw new BadRequest('An order has a zip, and an amount above 0.');
      const order = { to_country: 'US', to_zip: zip, amount, shipping };
      const { data } = await client.post(`${baseURLOf('taxjar')}/v2/taxes`, order);
      return { tax: data.tax.amount_to_collect };
    },

    'POST /phone-plans': async ({ zip, charge }) => {
      if (!zip || !(charge > 0)) throw new BadRequest('A phone plan has a zip, and a charge above 0.');
      const item = { tran: 19, serv: 6, chg: charge };
      const invoice = { doc: 'estimate', bill: { zip }, itms: [item] };
      const url = `${baseURLOf('avalara-communications')}/api/v2/afc/calctaxes`;
      const { data } = await client.post(url, { inv: [invoice] });
      return { taxes: data.inv[0].itms[0].txs.map(({ name, tax }) => ({ name, tax })) };
    },

    // To show what happens: this service has not installed the provider of Avanan, so nothing is sent.
    'GET /threats': async () => (await client.get(`${baseURLOf('avanan')}/scopes`)).data,
  };
}

async function answer(endpoints, request, response) {
  const endpoint = endpoints[`${request.method} ${request.url}`];
  if (!endpoint) return respond(response, 404, { error: 'There is no such endpoint.' });
  try {
    respond(response, 200, await endpoint(request.method === 'POST' ? await json(request) : undefined));
  } catch (error) {
    if (error instanceof BadRequest || error instanceof SyntaxError) {
      return respond(response, 400, { error: error.message });
    }
    // Neither the error nor its message has a secret in it.
    const { message, code } = error;
    console.error(`${request.method} ${request.url} failed: ${message} ${refusalHint(error) ?? ''}`.trim());
    if (axios.isAxiosError(error)) respond(response, 502, { error: message, code });
    else respond(response, 500, { error: 'Something went wrong in this service.' });
  }
}

function respond(response, status, body) {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

try {
  const endpoints = await createEndpoints();
  const server = createServer((request, response) => answer(endpoints, request, response));
  server.listen(Number(process.env.PORT ?? 8081), '127.0.0.1', () => {
    console.log(`orders listens on http://127.0.0.1:${server.address().port}`);
  });
  process.once('SIGTERM', () => server.close());
} catch (error) {
  // Every problem of the config, one per line: a stack trace would only hide them.
  console.error(error.message);
  process.exitCode = 1;
}
