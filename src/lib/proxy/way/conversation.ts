import type { Socket } from 'node:net';
import { systemCode } from '../../errors.js';

/** Why a proxy gave no answer that can be used. `bytes` are the first that came instead. */
export class ConnectError extends Error {
  override readonly name = 'ConnectError';
  readonly seen: 'timeout' | 'closed' | 'not-http' | 'not-socks' | 'too-long';
  readonly bytes: Buffer;

  constructor(seen: ConnectError['seen'], bytes: Buffer = Buffer.alloc(0), options: ErrorOptions = {}) {
    super(seen, options);
    this.seen = seen;
    this.bytes = bytes;
  }
}

/** What a reader makes of the bytes so far. `say` is to be sent; `rest` belongs to whoever speaks next on the socket. */
export type Step<T> =
  | { readonly kind: 'more'; readonly say?: Buffer }
  | { readonly kind: 'done'; readonly value: T; readonly rest: Buffer };

export interface Conversation<T> {
  /** Sent at once. */
  readonly opening: Buffer;
  /** Takes each chunk as it comes; may throw, which ends the conversation. */
  readonly read: (chunk: Buffer) => Step<T>;
  /** For everything up to `done`. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** As many first bytes as tell one protocol from another, and how long they are waited for. */
const tellingBytes = 16;
const tellingMs = 100;

function isForeign(error: unknown): error is ConnectError {
  return error instanceof ConnectError && error.seen.startsWith('not-');
}

/** Kept of what came, for an error to show what it was. */
const keptBytes = 4 * 1024;

/**
 * Talks with a proxy until its answer is complete. Afterwards the socket is paused and flows no more by itself.
 * Rejects with a `ConnectError`, with what the reader threw, or with the signal's reason. The socket stays the
 * caller's: to destroy, and to listen to for errors throughout.
 */
export function converse<T>(
  socket: Socket,
  { opening, read, timeoutMs, signal }: Conversation<T>,
): Promise<{ value: T; rest: Buffer }> {
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    let received: Buffer = Buffer.alloc(0);
    /** What the reader called foreign, while a few more bytes may tell what it is. */
    let foreign: ConnectError | null = null;
    let telling: NodeJS.Timeout | undefined;
    const settle = (act: () => void) => {
      clearTimeout(timer);
      clearTimeout(telling);
      signal?.removeEventListener('abort', onAbort);
      socket.off('data', onData).off('end', onEnd).off('close', onEnd).off('error', onError);
      socket.pause();
      act();
    };
    const onAbort = () => settle(() => reject(signal?.reason));
    const tell = ({ seen, cause }: ConnectError) =>
      settle(() => reject(new ConnectError(seen, received, { cause })));
    const onEnd = () => tell(foreign ?? new ConnectError('closed'));
    const onError = (error: Error) => {
      const seen = systemCode(error) === 'ETIMEDOUT' ? 'timeout' : 'closed';
      tell(foreign ?? new ConnectError(seen, undefined, { cause: error }));
    };
    const onForeign = (error: ConnectError) => {
      foreign = error;
      if (received.length >= tellingBytes) tell(error);
      else telling ??= setTimeout(() => tell(error), tellingMs);
    };
    const onData = (chunk: Buffer) => {
      if (received.length < keptBytes) received = Buffer.concat([received, chunk]);
      if (foreign !== null) return onForeign(foreign);
      try {
        const step = read(chunk);
        if (step.kind === 'done') settle(() => resolve({ value: step.value, rest: step.rest }));
        else if (step.say) socket.write(step.say);
      } catch (error) {
        if (isForeign(error)) onForeign(error);
        else settle(() => reject(error));
      }
    };
    const timer = setTimeout(() => tell(foreign ?? new ConnectError('timeout')), timeoutMs);
    signal?.addEventListener('abort', onAbort, { once: true });
    socket.on('data', onData).on('end', onEnd).on('close', onEnd).on('error', onError);
    // One that ended between two conversations has told so already.
    if (socket.destroyed || socket.readableEnded) return onEnd();
    // It was paused after the conversation before.
    socket.resume();
    socket.write(opening);
  });
}
