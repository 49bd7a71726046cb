import { connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';

export interface SilentListener {
  readonly port: number;
  /** From now on it accepts: what waits is connected at the next SYN, about a second after the first. */
  wake(): void;
  close(): Promise<void>;
}

/**
 * A listener whose backlog is full: a further SYN gets no answer, as from a host behind a silent firewall. It lives
 * in a thread that sleeps, because Node itself would accept everything at once. Linux only.
 */
export async function listenSilently(host: string): Promise<SilentListener> {
  const asleep = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(program, { eval: true, workerData: { host, asleep } });
  const port = await new Promise<number>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  const fillers: Socket[] = [];
  for (let index = 0; index < 4; index++) fillers.push(await fill(host, port));
  const wake = () => {
    Atomics.store(asleep, 0, 1);
    Atomics.notify(asleep, 0);
  };
  return {
    port,
    wake,
    close: async () => {
      for (const filler of fillers) filler.destroy();
      wake();
      await worker.terminate();
    },
  };
}

/** One connection more; it stays pending once the backlog is full. */
function fill(host: string, port: number): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.on('error', () => {});
    socket.once('connect', () => resolve(socket));
    setTimeout(() => resolve(socket), 50);
  });
}

const program = `
const { createServer } = require('node:net');
const { parentPort, workerData: { host, asleep } } = require('node:worker_threads');
const server = createServer((socket) => socket.on('error', () => {}));
server.listen({ host, port: 0, backlog: 1 }, () => {
  parentPort.postMessage(server.address().port);
  setImmediate(() => Atomics.wait(asleep, 0, 0));
});
`;
