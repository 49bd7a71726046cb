import type { Duplex } from 'node:stream';
import { systemCode } from '../../errors.js';
import { isNamed, quietMs } from '../diagnosis/protocol-of.js';

/** Why no answer was read. `foreign`: the bytes are another protocol's; there are enough of them to name it. */
export class ReadError extends Error {
  override readonly name = 'ReadError';
  readonly seen: 'timeout' | 'closed' | 'foreign';
  /** What had come until then. */
  readonly bytes: Buffer;
  /** The system's or OpenSSL's code where the connection broke; null for an orderly end. */
  readonly code: string | null;

  constructor(seen: ReadError['seen'], bytes: Buffer, code: string | null = null) {
    super(seen);
    this.seen = seen;
    this.bytes = bytes;
    this.code = code;
  }
}

export interface ReadLimits {
  readonly limitMs: number;
  /** Of an answer that is still not complete; longer ones are foreign. */
  readonly limitBytes: number;
  readonly signal: AbortSignal;
}

/**
 * Looks at all bytes that have come so far: the answer, `more` while they may still become one, `foreign` when they
 * can't. The verdict must not depend on how the bytes were cut: one that is not `more` stays, whatever follows.
 */
export type Judge<T> = (bytes: Buffer) => T | 'more' | 'foreign';

/**
 * Reads until `judge` has an answer. The socket is left paused, and the caller's to destroy; bytes that came with the
 * answer are in the judge's hands alone. Rejects with a `ReadError`, or with the signal's reason.
 */
export function readAnswer<T>(socket: Duplex, judge: Judge<T>, limits: ReadLimits): Promise<T> {
  const { limitMs, limitBytes, signal } = limits;
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    let bytes: Buffer = Buffer.alloc(0);
    let quiet: NodeJS.Timeout | undefined;
    let round = 0;
    const settle = (act: () => void) => {
      round++;
      clearTimeout(timer);
      clearTimeout(quiet);
      signal.removeEventListener('abort', onAbort);
      socket.off('data', onData).off('end', onClosed).off('close', onClosed).off('error', onClosed);
      socket.pause();
      act();
    };
    const fail = (seen: ReadError['seen'], code: string | null = null) =>
      settle(() => reject(new ReadError(seen, bytes, code)));
    const onAbort = () => settle(() => reject(signal.reason));
    const onClosed = (error?: unknown) => fail(quiet ? 'foreign' : 'closed', codeOf(error));
    const onData = (chunk: Buffer) => {
      bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
      const answer = quiet ? 'foreign' : judge(bytes);
      if (answer !== 'more' && answer !== 'foreign') return settle(() => resolve(answer));
      if (answer === 'more' && bytes.length <= limitBytes) return;
      if (isNamed(bytes)) return fail('foreign');
      waitForMore(++round);
    };
    // A machine that was busy for so long may have the bytes already: what came is read before a check runs.
    const waitForMore = (mine: number) => {
      clearTimeout(quiet);
      quiet = setTimeout(() => setImmediate(() => mine === round && fail('foreign')), quietMs);
    };
    const timer = setTimeout(() => fail(quiet ? 'foreign' : 'timeout'), limitMs);
    signal.addEventListener('abort', onAbort, { once: true });
    if (socket.destroyed || socket.readableEnded) return onClosed(socket.errored);
    socket.on('data', onData).on('end', onClosed).on('close', onClosed).on('error', onClosed);
    socket.resume();
  });
}

function codeOf(error: unknown): string | null {
  return error instanceof Error ? systemCode(error) : null;
}
