import { type OnReadOpts, Socket, type SocketConstructorOpts } from 'node:net';

/** What Node keeps in an accepted socket. None of it is documented, so any of it may be missing. */
interface Inner {
  readonly _handle?: { readonly useUserBuffer?: unknown } | null;
  readonly _server?: unknown;
}

/** The newest Node in which this was tried (docs/decisions/0009). */
const newestTried = 26;

/**
 * Node knows `onread` for sockets that it connects; those that it accepts it makes by itself. So this makes another
 * socket around the same handle, just as Node's own server does, and leaves the accepted one empty. It stays as it is
 * where something was read from it already, or where this Node is newer or keeps its handles elsewhere: that costs speed
 * only.
 */
export function readInto(accepted: Socket, onread: OnReadOpts, node = process.versions.node): Socket {
  if (Number.parseInt(node, 10) > newestTried) return accepted;
  const { _handle: handle, _server: server } = accepted as unknown as Inner;
  const isFresh = !accepted.destroyed && !accepted.readableEnded && accepted.readableLength === 0;
  if (!isFresh || typeof handle?.useUserBuffer !== 'function' || server == null) return accepted;
  const { allowHalfOpen } = accepted;
  const socket = new Socket({ handle, onread, allowHalfOpen } as unknown as SocketConstructorOpts);
  // The server counts its connections by this.
  Object.assign(socket, { server, _server: server });
  Object.assign(accepted, { _handle: null, server: null, _server: null });
  return socket;
}
