import type { Socket } from 'node:net';
import type { Refusal } from './refusal.js';

/** The body of the answer. Nothing of the request is repeated in it. */
export function refusalBody({ code, sentence }: Refusal): string {
  return `${code}: ${sentence}\n`;
}

/** The headers of the answer; `Proxy-Status` is RFC 9209's. */
export function refusalHeaders(refusal: Refusal): [string, string][] {
  const { proxyError, code, sentence, headers = [] } = refusal;
  return [
    ['Proxy-Status', `aliproxy; error=${proxyError}; details="${sentence}"`],
    ['X-Aliproxy-Error', code],
    ...headers.map(([name, value]): [string, string] => [name, value]),
    ['Content-Type', 'text/plain; charset=utf-8'],
    ['Content-Length', String(Buffer.byteLength(refusalBody(refusal)))],
    ['Cache-Control', 'no-store'],
    ['Connection', 'close'],
  ];
}

/** Answers on the bare socket, and closes it so that the answer arrives. `bodyless`: the request was a HEAD. */
export function refuse(client: Socket, refusal: Refusal, { bodyless = false } = {}): void {
  const headers = refusalHeaders(refusal).map(([name, value]) => `${name}: ${value}\r\n`);
  const body = bodyless ? '' : refusalBody(refusal);
  closeAfter(client, `HTTP/1.1 ${refusal.status} ${refusal.reason}\r\n${headers.join('')}\r\n${body}`);
}

const lingerMs = 1_000;

/**
 * Says the last words and ends our side, then swallows what the client still sends, for a second at most. Closing a
 * socket with unread bytes makes the kernel reset it, and the reset can overtake the answer (RFC 9112 section 9.6).
 */
export function closeAfter(client: Socket, words: string | Uint8Array): void {
  if (client.destroyed) return;
  const timer = setTimeout(() => client.destroy(), lingerMs);
  client.once('close', () => clearTimeout(timer));
  client.on('error', () => client.destroy());
  client.end(words);
  client.resume();
}
