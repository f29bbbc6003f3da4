// Answers everything with a small JSON text, over connections that it keeps. Prints its port.
const { Buffer } = require('node:buffer');
const { createServer } = require('node:http');

const answer = Buffer.from('{"id":42,"name":"loopback"}');
const headers = { 'Content-Type': 'application/json', 'Content-Length': answer.length };

const server = createServer((request, response) => {
  request.on('end', () => response.writeHead(200, headers).end(answer)).resume();
});
// Longer than any pause between two turns of a contestant.
server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
