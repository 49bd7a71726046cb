import type { Socket } from 'node:net';
import { HeadCollector, type NewClient } from './head-collector.js';

export type Received =
  | NewClient
  | { readonly kind: 'timeout' }
  /** The client went away before it had asked for anything. */
  | { readonly kind: 'closed' };

/** Reads a new connection until it is clear what it brings. The socket is left paused; nothing of it is lost. */
export function receiveHead(client: Socket, timeoutMs: number): Promise<Received> {
  return new Promise((resolve) => {
    if (client.destroyed || client.readableEnded) return resolve({ kind: 'closed' });
    const collector = new HeadCollector();
    const done = (received: Received) => {
      clearTimeout(timer);
      client.off('data', onData);
      client.off('end', onEnd);
      client.off('close', onClosed);
      client.pause();
      resolve(received);
    };
    const onClosed = () => done({ kind: 'closed' });
    const timer = setTimeout(() => done({ kind: 'timeout' }), timeoutMs);
    let begun = false;
    const onEnd = () => done({ kind: begun ? 'malformed' : 'closed' });
    const onData = (chunk: Buffer) => {
      begun = true;
      const found = collector.add(chunk);
      if (found !== null) done(found);
    };
    client.on('data', onData);
    client.on('end', onEnd);
    client.on('close', onClosed);
  });
}
