import type { Socket } from 'node:net';

const lingerMs = 1_000;

export interface LastWords {
  /** How long they, and what was written before them, may wait for a client that does not read. */
  readonly flushMs?: number;
  /** Closes it where they were not taken in that time. */
  readonly cut?: () => void;
}

/**
 * Says the last words and ends our side, then swallows what the client still sends, for a second at most. Closing a
 * socket with unread bytes makes the kernel reset it, and the reset can overtake the answer (RFC 9112 section 9.6);
 * closing one whose bytes still wait here loses them, so the second begins when the kernel has them all.
 */
export function closeAfter(
  client: Socket,
  words: string | Uint8Array,
  { flushMs = lingerMs, cut = () => client.destroy() }: LastWords = {},
): void {
  if (client.destroyed) return;
  let timer = setTimeout(cut, flushMs);
  client.once('close', () => clearTimeout(timer));
  client.on('error', () => client.destroy());
  client.end(words, () => {
    clearTimeout(timer);
    if (!client.destroyed) timer = setTimeout(() => client.destroy(), lingerMs);
  });
  client.resume();
}
