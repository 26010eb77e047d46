import { createServer } from 'node:http';

/** Answers every request at once with a success: what is measured is the client. */
const reply = JSON.stringify({ Code: 0, Message: 'success', RequestId: '1234567890123456789', ErrorUsers: [] });
const server = createServer((request, response) => {
  request.resume();
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(reply) });
  response.end(reply);
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${typeof address === 'object' ? address?.port : ''}\n`);
});
process.on('SIGTERM', () => process.exit(0));
