import { createServer } from 'node:http';

// Answers everything with a small JSON text, over connections that it keeps. Tells its address to who started it.

const answer = Buffer.from('{"id":42,"name":"loopback"}');
const headers = { 'Content-Type': 'application/json', 'Content-Length': answer.length };

const server = createServer((request, response) => {
  request.on('end', () => response.writeHead(200, headers).end(answer)).resume();
});
// Longer than any pause between two turns of a contestant.
server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object') process.send?.(`http://127.0.0.1:${address?.port}`);
});
// Whoever started it is gone.
process.once('disconnect', () => process.exit());
