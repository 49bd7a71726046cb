// The other end of the probe bench, in a process of its own: HTTP and HTTPS that close after each answer, so that every
// client has to connect anew; what is asked for under /slow/ comes after 20 ms, as from a server across a VPC that has
// something to do. Argument: a folder with server.pem and server.key, or nothing for HTTP alone.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { join } from 'node:path';

const [folder] = process.argv.slice(2);
const slowMs = 20;
const end = (response) => response.writeHead(200, { Connection: 'close' }).end('ok');
const answer = ({ url }, response) => {
  // In absolute form a proxy may pass the whole URL on.
  if (url.includes('/slow/')) setTimeout(end, slowMs, response);
  else end(response);
};
const listen = (server) =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', 1024, () => resolve(server.address().port)));
const identity = folder && {
  cert: readFileSync(join(folder, 'server.pem')),
  key: readFileSync(join(folder, 'server.key')),
};
const http = await listen(createServer(answer));
const https = identity ? await listen(createSecureServer(identity, answer)) : null;
process.send({ http, https });
process.on('disconnect', () => process.exit());
