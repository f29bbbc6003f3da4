// Sends text messages through Azure Communication Services. CommonJS, to show that it is all the same.
const axios = require('axios');
const { loadKeyring, refusalHint } = require('axios-keyring');
const { createServer } = require('node:http');
const { json } = require('node:stream/consumers');

class BadRequest extends Error {}

async function createEndpoints() {
  const keyring = await loadKeyring();
  const azure = keyring.routes.find(({ provider }) => provider === 'azure-communication');
  const client = axios.create({ baseURL: azure.baseURL, timeout: 10_000 });
  client.interceptors.request.use(keyring);

  return {
    'GET /health': () => ({ status: 'ok' }),

    'POST /messages': async ({ to, text }) => {
      if (!to || !text) throw new BadRequest('A message has a "to" and a "text".');
      const sms = { from: '+15550100', smsRecipients: [{ to }], message: text };
      const { data } = await client.post('/sms', sms, { params: { 'api-version': '2021-03-07' } });
      const [{ messageId, successful }] = data.value;
      return { messageId, successful };
    },
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

async function start() {
  const endpoints = await createEndpoints();
  const server = createServer((request, response) => answer(endpoints, request, response));
  server.listen(Number(process.env.PORT ?? 8083), '127.0.0.1', () => {
    console.log(`messaging listens on http://127.0.0.1:${server.address().port}`);
  });
  process.once('SIGTERM', () => server.close());
}

start().catch((error) => {
  // Every problem of the config, one per line: a stack trace would only hide them.
  console.error(error.message);
  process.exitCode = 1;
});
