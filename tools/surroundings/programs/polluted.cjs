// Sends requests while Object.prototype has what an attacker put there, and prints what arrived. Not in Jest, whose
// Object.prototype is neither that of fetch nor that of axios.
const { Buffer } = require('node:buffer');
const { createHash } = require('node:crypto');
const { once } = require('node:events');
const { createRequire } = require('node:module');
const path = require('node:path');
const { URL } = require('node:url');
const { Worker } = require('node:worker_threads');

const load = createRequire(`${process.cwd()}/`);
const axios = load('axios');
const { defineProvider, secret } = load('@axios-keyring/core');
const { avalaraCommunications } = load('@axios-keyring/avalara-communications');

const signatureOf = (method, target, body) =>
  createHash('sha256').update([method, target, body, 'the-secret'].join('\n')).digest('hex');

const signed = defineProvider({
  name: '@test/signed',
  environmentPrefix: 'TEST',
  options: { token: secret({ description: 'The secret.' }) },
  baseURLs: () => [],
  body: () => ({ access: 'read', streamLimit: 0 }),
  authorize: () => (request) => {
    const { method, url, body } = request;
    return { headers: { Authorization: signatureOf(method, url.pathname + url.search, body) } };
  },
});

async function startEcho() {
  const worker = new Worker(path.join(__dirname, 'echo.cjs'));
  const [url] = await once(worker, 'message');
  const received = [];
  worker.on('message', (request) => received.push(request));
  return { url, received, next: () => once(worker, 'message'), stop: () => worker.terminate() };
}

async function main() {
  const [server, stranger] = [await startEcho(), await startEcho()];
  const elsewhere = new URL(stranger.url);
  const evil = { Authorization: 'Bearer attacker', client_profile_id: '666' };
  const pollutions = {
    ...{ method: 'DELETE', headers: evil, body: 'attacker', query: { attacker: 1 }, data: 'attacker' },
    dispatcher: { dispatch: () => stranger.received.push('a dispatcher') },
    createConnection: () => stranger.received.push('a connection'),
    _defaultAgent: { protocol: 'http:', addRequest: () => stranger.received.push('an agent') },
    ...{ ca: 'attacker', secureContext: {}, tls: { ca: 'attacker' } },
    ...{ changes: { port: elsewhere.port }, contentType: 'attacker/attacker' },
    proxy: { protocol: 'http', host: elsewhere.hostname, port: Number(elsewhere.port) },
    ...{ auth: { username: 'attacker', password: 'attacker' }, baseURL: stranger.url, url: '/attacker' },
    ...{ adapter: 'xhr', socketPath: '/nowhere.sock', hostname: 'attacker.invalid', port: elsewhere.port },
    ...{ host: elsewhere.host, maxRedirects: 7, beforeRedirect: () => undefined, keyring: false },
    ...{ allowAbsoluteUrls: false, params: { attacker: 1 }, paramsSerializer: () => 'attacker=1' },
    ...{ token: 'attacker', username: 'attacker', password: 'attacker', clientProfileId: 666, clientId: 666 },
    ...{
      fetchOptions: { method: 'DELETE' },
      transport: { request: () => stranger.received.push('a transport') },
    },
    ...{ redirect: 'follow', mode: 'cors', transformRequest: [() => 'attacker'], Authorization: 'attacker' },
  };
  const interceptors = {
    signed: () => signed({ token: 'the-secret', baseURL: server.url }),
    avalara: () =>
      avalaraCommunications({ username: 'user', password: 'word', baseURL: server.url, clientProfileId: 1 }),
  };
  // As it would arrive, if another client sent it.
  const authorized = async (interceptor) => {
    const { credential } = await interceptor.authorize({ url: `${server.url}/a` });
    const { Authorization: authorization, client_profile_id } = credential.headers;
    const headers = { authorization, client_profile_id };
    server.received.push({ method: 'GET', target: '/a', headers, body: '' });
  };
  const results = [];
  for (const adapter of ['http', 'fetch', 'none']) {
    for (const [provider, make] of Object.entries(interceptors)) {
      for (const key of Object.keys(pollutions)) {
        for (const body of [undefined, 'text']) {
          const early = adapter === 'http' && body === undefined;
          // Without an adapter, it is `authorize` that is asked, for a request of another client.
          if (adapter === 'none' && body !== undefined) continue;
          let interceptor = early ? undefined : make();
          const client = axios.create({ adapter, proxy: false, timeout: 5_000 });
          Object.prototype[key] = pollutions[key];
          let code;
          try {
            // Options are read when the interceptor is made.
            interceptor ??= make();
            client.interceptors.request.use(interceptor);
            const method = body ? 'post' : 'get';
            if (adapter === 'none') await authorized(interceptor);
            else await client.request({ url: `${server.url}/a`, method, ...(body && { data: body }) });
          } catch (error) {
            code = error.code ?? error.message;
          } finally {
            delete Object.prototype[key];
          }
          results.push({ adapter, provider, key, body: body ?? '', code });
          // A thread's message may come a little later than the answer.
          while (code === undefined && server.received.length + stranger.received.length === 0) {
            await Promise.race([server.next(), stranger.next()]);
          }
          results.at(-1).arrived = server.received.splice(0);
          results.at(-1).elsewhere = stranger.received.splice(0);
        }
      }
    }
  }
  await Promise.all([server.stop(), stranger.stop()]);
  const expected = ({ provider, body }) =>
    provider === 'signed'
      ? signatureOf(body ? 'POST' : 'GET', '/a', body)
      : `Basic ${Buffer.from('user:word').toString('base64')}`;
  console.log(JSON.stringify(results.map((result) => ({ ...result, expected: expected(result) }))));
}

void main();
