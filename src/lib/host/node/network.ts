import { getServers, lookup } from 'node:dns/promises';
import { connect, createServer, isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import {
  type ConnectionOptions,
  connect as connectTls,
  createSecureContext,
  type SecureContext,
} from 'node:tls';
import type { Address, Network } from '../network.js';
import { readInto } from './read-into.js';

export const nodeNetwork: Network = {
  connect: (options) => connect(options),
  connectTls: (options) => connectTls(withSharedContext(options)),
  createServer: (options, onConnection) => createServer(options, onConnection),
  readInto: (accepted, onread) => readInto(accepted, onread),
  async resolve(host, signal) {
    const family = isIP(host);
    if (family !== 0) return [{ address: host, family: family === 6 ? 6 : 4 }];
    const found = await abortable(lookup(host, { all: true, verbatim: true }), signal);
    return found.map(({ address, family: kind }): Address => ({ address, family: kind === 6 ? 6 : 4 }));
  },
  localAddresses: () =>
    Object.values(networkInterfaces()).flatMap((found) => (found ?? []).map(({ address }) => address)),
  nameServers: () => getServers(),
};

/** What says nothing about the context: options beside these get one of their own. */
const besideContext: ReadonlySet<string> = new Set([
  ...['socket', 'host', 'port', 'servername', 'ca', 'ALPNProtocols', 'rejectUnauthorized', 'requestOCSP'],
  'checkServerIdentity',
]);
const contexts = new Map<string | undefined, SecureContext>();
const mostContexts = 8;

/** Node makes a context for each connection, which takes longer than most of a handshake. */
function withSharedContext(options: ConnectionOptions): ConnectionOptions {
  const { ca } = options;
  if (ca !== undefined && typeof ca !== 'string') return options;
  if (!Object.keys(options).every((key) => besideContext.has(key))) return options;
  let secureContext = contexts.get(ca);
  if (!secureContext) {
    if (contexts.size >= mostContexts) contexts.clear();
    secureContext = createSecureContext(ca === undefined ? {} : { ca });
    contexts.set(ca, secureContext);
  }
  return { ...options, secureContext };
}

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
