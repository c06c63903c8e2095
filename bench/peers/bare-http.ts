// The peer: a bare node:http server that answers one ready buffer, with the socket options of our gateway. Also the upstream of the proxies.
import { createServer } from 'node:http';
import { BODY } from '../answer.ts';
import { announce, endWith } from './process.ts';

const body = Buffer.from(BODY);
const headers = ['content-type', 'application/json', 'content-length', String(body.byteLength)];

const server = createServer({ keepAliveTimeout: 65_000, noDelay: true }, (_request, response) => {
  response.writeHead(200, headers);
  response.end(body);
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address && typeof address === 'object') announce(address.port);
});
endWith(() => {
  server.close();
  server.closeAllConnections();
});
