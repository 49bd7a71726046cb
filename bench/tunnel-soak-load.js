// The load of the soak, in a process of its own: workers of each kind, over and over, until the parent goes away. Tells
// the parent once a second what became of their visits. Arguments: port of the tunnel, address of the Go target.
import { once } from 'node:events';
import { createServer, get } from 'node:http';
import { connect } from 'node:net';

const [port, target] = process.argv.slice(2);
const transferBytes = 50_000_000;
const page = Buffer.alloc(100_000, 'page ');
const limitMs = 30_000;

const web = createServer((_, response) => response.end(page));
await new Promise((resolve) => web.listen(0, '127.0.0.1', resolve));

const kinds = {
  'short CONNECT': { workers: 8, restMs: 2, visit: shortConnect },
  'long download': { workers: 2, restMs: 400, visit: () => transfer('d') },
  'long upload': { workers: 1, restMs: 400, visit: () => transfer('u') },
  'plain HTTP': { workers: 3, restMs: 2, visit: plainHttp },
  SOCKS: { workers: 3, restMs: 2, visit: socks },
  'abrupt end': { workers: 4, restMs: 10, visit: abruptEnd },
};

let visits = [];
for (const [kind, { workers, restMs, visit }] of Object.entries(kinds)) {
  for (let worker = 0; worker < workers; worker++) work(kind, restMs, visit);
}
setInterval(() => {
  process.send(visits);
  visits = [];
}, 1_000);
process.on('disconnect', () => process.exit());

async function work(kind, restMs, visit) {
  while (true) {
    const began = Date.now();
    const failure = await visit().then(
      () => null,
      (error) => error.message || error.code || 'failed',
    );
    visits.push({ kind, began, ended: Date.now(), failure });
    await new Promise((resolve) => setTimeout(resolve, restMs));
  }
}

async function shortConnect() {
  const socket = await open();
  try {
    await echo(socket, 'e');
  } finally {
    socket.destroy();
  }
}

async function transfer(kind) {
  const socket = await open();
  try {
    const order = Buffer.alloc(9, kind);
    order.writeBigUInt64BE(BigInt(transferBytes), 1);
    socket.write(order);
    if (kind === 'd') {
      await read(socket, transferBytes);
      return;
    }
    const block = Buffer.alloc(1_000_000);
    for (let sent = 0; sent < transferBytes; sent += block.length) {
      if (!socket.write(block)) await next(socket, 'drain');
    }
    await read(socket, 1);
  } finally {
    socket.destroy();
  }
}

async function plainHttp() {
  const { port: own } = web.address();
  const asked = get({
    host: '127.0.0.1',
    port,
    path: `http://127.0.0.1:${own}/`,
    agent: false,
    timeout: limitMs,
  });
  const [answer] = await once(asked, 'response');
  let count = 0;
  answer.on('data', (bytes) => {
    count += bytes.length;
  });
  await once(answer, 'close');
  if (answer.statusCode !== 200)
    throw new Error(`${answer.statusCode} ${answer.headers['x-aliproxy-error']}`);
  if (count !== page.length) throw new Error(`${count} bytes of ${page.length}`);
}

async function socks() {
  const socket = reach();
  try {
    socket.write(Buffer.from([5, 1, 0]));
    await read(socket, 2);
    const [host, targetPort] = target.split(':');
    socket.write(
      Buffer.from([5, 1, 0, 1, ...host.split('.').map(Number), targetPort >> 8, targetPort & 255]),
    );
    const reply = await read(socket, 10);
    if (reply[1] !== 0) throw new Error(`SOCKS ${reply[1]}`);
    await echo(socket, 'e');
  } finally {
    socket.destroy();
  }
}

/** At a random moment of a conversation; there is nothing in it that could fail. */
async function abruptEnd() {
  const socket = reach();
  socket.write(`CONNECT ${target} HTTP/1.1\r\n\r\nehello`);
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
  if (Math.random() < 0.5) socket.resetAndDestroy();
  else socket.destroy();
}

function reach() {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.setTimeout(limitMs, () => socket.destroy());
  return socket;
}

async function open() {
  const socket = reach();
  socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`);
  let head = '';
  while (!head.includes('\r\n\r\n')) head += (await read(socket, 1)).toString('latin1');
  if (head.startsWith('HTTP/1.1 200 ')) return socket;
  socket.destroy();
  throw new Error(`${head.slice(9, 12)} ${/X-Aliproxy-Error: (\S+)/.exec(head)?.[1]}`);
}

async function echo(socket, prefix) {
  const word = `${Math.random()}`;
  socket.write(prefix + word);
  const answer = await read(socket, word.length);
  if (answer.toString() !== word) throw new Error('other bytes came back');
}

/** So many bytes, of which the last chunk is returned; no more are taken. Rejects where the connection ends before. */
async function read(socket, bytes) {
  let left = bytes;
  while (true) {
    const chunk = socket.read(Math.min(left, socket.readableLength));
    if (chunk !== null) left -= chunk.length;
    if (left === 0) return chunk;
    if (chunk === null) await next(socket, 'readable');
  }
}

/** Waits for something to happen to a socket; rejects where it closes before. */
async function next(socket, event) {
  if (socket.destroyed) throw new Error('closed in between');
  await new Promise((resolve, reject) => {
    const settle = (done) => () => {
      socket.off(event, onEvent).off('close', onClose);
      done(new Error('closed in between'));
    };
    const onEvent = settle(() => resolve());
    const onClose = settle(reject);
    socket.on(event, onEvent).on('close', onClose);
  });
}
