import type { Socket } from 'node:net';
import { type Connection, noteFailure } from '../connection.js';
import type { Refusal } from '../refusals/refusal.js';
import { closeAfter } from '../relay/close-after.js';

/** Answers an HTTP client with a no, on the bare socket. `bodyless`: to a HEAD. */
export function refuseHttp(connection: Connection, refusal: Refusal, bodyless = false): void {
  const { session, socket } = connection;
  session.closeReason ??= 'refused';
  noteFailure(connection, refusal.code, refusal.status);
  refuse(socket, refusal, { bodyless });
}

/** Answers on the bare socket, and closes it so that the answer arrives. `bodyless`: the request was a HEAD. */
export function refuse(client: Socket, refusal: Refusal, { bodyless = false } = {}): void {
  const headers = refusalHeaders(refusal).map(([name, value]) => `${name}: ${value}\r\n`);
  const body = bodyless ? '' : refusalBody(refusal);
  closeAfter(client, `HTTP/1.1 ${refusal.status} ${refusal.reason}\r\n${headers.join('')}\r\n${body}`);
}

/** The body of the answer. Nothing of the request is repeated in it. */
function refusalBody({ code, sentence }: Refusal): string {
  return `${code}: ${sentence}\n`;
}

/** The headers of the answer; `Proxy-Status` is RFC 9209's. */
function refusalHeaders(refusal: Refusal): [string, string][] {
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
