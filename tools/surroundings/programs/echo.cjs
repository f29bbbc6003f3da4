// Tells its parent of every request. In a thread, so that no Object.prototype of the application's is its own.
const { Buffer } = require('node:buffer');
const { createServer } = require('node:http');
const { parentPort } = require('node:worker_threads');

const server = createServer((request, response) => {
  const { method, url: target, headers, rawHeaders } = request;
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    parentPort.postMessage({ method, target, headers, rawHeaders, body: Buffer.concat(chunks).toString() });
    response.end('ok');
  });
});
server.listen(0, '127.0.0.1', () => parentPort.postMessage(`http://127.0.0.1:${server.address().port}`));
