// Reports threats that Avanan found in mail. Any number of processes share one token through Redis.
import axios from 'axios';
import { loadKeyring, refusalHint } from 'axios-keyring';
import { createServer } from 'node:http';

const day = 24 * 60 * 60 * 1000;

async function createEndpoints() {
  // With KEYRING_ENV=production, keyring.config.json adds the Redis through which tokens are shared.
  const keyring = await loadKeyring();
  const avanan = keyring.routes.find(({ provider }) => provider === 'avanan');
  const client = axios.create({ baseURL: avanan.baseURL, timeout: 10_000 });
  client.interceptors.request.use(keyring);

  return {
    'GET /health': () => ({ status: 'ok' }),

    'GET /threats': async () => {
      const startDate = new Date(Date.now() - day).toISOString();
      const { data } = await client.post('/event/query', { requestData: { startDate } });
      return { threats: data.responseData.map(({ eventId, type, state }) => ({ eventId, type, state })) };
    },
  };
}

async function answer(endpoints, request, response) {
  const endpoint = endpoints[`${request.method} ${request.url}`];
  if (!endpoint) return respond(response, 404, { error: 'There is no such endpoint.' });
  try {
    respond(response, 200, await endpoint());
  } catch (error) {
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
  server.listen(Number(process.env.PORT ?? 8082), '127.0.0.1', () => {
    console.log(`security listens on http://127.0.0.1:${server.address().port}`);
  });
  process.once('SIGTERM', () => server.close());
} catch (error) {
  // Every problem of the config, one per line: a stack trace would only hide them.
  console.error(error.message);
  process.exitCode = 1;
}
