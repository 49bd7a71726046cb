import type { Socket } from 'node:net';

/** `ended`: the client will send nothing more. `closed`: it is gone. */
export type NoBytes = 'timeout' | 'ended' | 'closed';

/** The next bytes of a client, within the time. The socket is left paused; nothing of it is lost. */
export function nextBytes(client: Socket, timeoutMs: number): Promise<Buffer | NoBytes> {
  return new Promise((resolve) => {
    if (client.destroyed) return resolve('closed');
    if (client.readableEnded) return resolve('ended');
    const done = (found: Buffer | NoBytes) => {
      clearTimeout(timer);
      client.off('data', done).off('end', onEnd).off('close', onClose);
      client.pause();
      resolve(found);
    };
    const onEnd = () => done('ended');
    const onClose = () => done('closed');
    const timer = setTimeout(() => done('timeout'), Math.max(0, timeoutMs));
    client.on('data', done).on('end', onEnd).on('close', onClose);
    client.resume();
  });
}
