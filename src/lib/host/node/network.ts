import { lookup } from 'node:dns/promises';
import { connect, createServer, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Address, Network } from '../network.js';

export const nodeNetwork: Network = {
  connect: (options) => connect(options),
  connectTls: (options) => connectTls(options),
  createServer: (options, onConnection) => createServer(options, onConnection),
  async resolve(host, signal) {
    const family = isIP(host);
    if (family !== 0) return [{ address: host, family: family === 6 ? 6 : 4 }];
    const found = await abortable(lookup(host, { all: true, verbatim: true }), signal);
    return found.map(({ address, family: kind }): Address => ({ address, family: kind === 6 ? 6 : 4 }));
  },
};

/** getaddrinfo itself can't be stopped; this stops waiting for it. */
function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
