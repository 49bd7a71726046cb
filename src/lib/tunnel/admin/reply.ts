import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { AdminRefusal } from './guard.js';

export interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  /** More headers, or other values for those that all have. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What begins once the answer is out, or can't get out: it may end the listener itself. */
  readonly afterwards?: () => void;
}

/** A browser takes nothing else from an answer, shows it in no frame, and keeps no copy. */
export const guardHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

export function textReply(status: number, line: string, headers?: Reply['headers']): Reply {
  const reply = { status, type: 'text/plain; charset=utf-8', body: `${line}\n` };
  return headers === undefined ? reply : { ...reply, headers };
}

export function jsonReply(status: number, value: object): Reply {
  return { status, type: 'application/json; charset=utf-8', body: `${JSON.stringify(value)}\n` };
}

export function refusalReply({ status, line }: AdminRefusal, headers?: Reply['headers']): Reply {
  return textReply(status, line, headers);
}

/** One answer a connection: none stays open that a drain would have to wait for. */
export function sendReply(response: ServerResponse, reply: Reply): void {
  if (reply.afterwards) response.once('close', reply.afterwards);
  response.writeHead(reply.status, headersOf(reply));
  response.end(reply.body);
}

/** The same for a bare socket. */
export function replyText(reply: Reply): string {
  const lines = Object.entries(headersOf(reply)).map(([name, value]) => `${name}: ${value}\r\n`);
  const reason = STATUS_CODES[reply.status] ?? '';
  return `HTTP/1.1 ${reply.status} ${reason}\r\n${lines.join('')}\r\n${reply.body}`;
}

function headersOf({ type, body, headers = {} }: Reply): Record<string, string> {
  return {
    'Content-Type': type,
    'Content-Length': String(Buffer.byteLength(body)),
    ...guardHeaders,
    ...headers,
    Connection: 'close',
  };
}
