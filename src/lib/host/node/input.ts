import type { Readable } from 'node:stream';
import type { Input } from '../input.js';

const lineFeed = 0x0a;

export const nodeInput: Input = {
  get isTerminal() {
    return process.stdin.isTTY === true;
  },
  line: ({ mostBytes, signal }) => readLine(process.stdin, mostBytes, signal),
};

/** What follows the line is not read on; the stream is left paused. */
export async function readLine(
  stream: Readable,
  mostBytes: number,
  signal: AbortSignal,
): Promise<string | null> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let length = 0;
    const settle = (act: () => void) => {
      stream.off('data', onData).off('end', onEnd).off('error', onError).pause();
      signal.removeEventListener('abort', onAbort);
      act();
    };
    const finish = () => settle(() => resolve(length > mostBytes ? null : textOf(Buffer.concat(pieces))));
    const onData = (piece: Buffer) => {
      const end = piece.indexOf(lineFeed);
      pieces.push(end < 0 ? piece : piece.subarray(0, end));
      length += end < 0 ? piece.length : end;
      if (end >= 0 || length > mostBytes) finish();
    };
    const onEnd = () => finish();
    const onError = (error: Error) => settle(() => reject(error));
    const onAbort = () => settle(() => reject(signal.reason));
    signal.addEventListener('abort', onAbort, { once: true });
    stream.on('data', onData).on('end', onEnd).on('error', onError);
  });
}

function textOf(bytes: Buffer): string {
  return bytes
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .replace(/\r$/, '');
}
