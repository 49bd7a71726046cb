import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, isIPv4 } from 'node:net';
import type { HttpRequest } from './rpc-request.js';

const bodyLimitBytes = 1024 * 1024;
const headerTimeoutMs = 10_000;
const requestTimeoutMs = 30_000;

/** What goes back; null cuts the connection without an answer. */
export type HttpAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
} | null;

export interface HttpListener {
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Listens on a loopback address and hands each complete request to `answer`. Requests that name another host are
 * refused (a web page could otherwise reach this server by a name that resolves here), so are bodies over 1 MiB.
 *
 * Rejects with Node's error where it can't listen.
 */
export async function listenHttp(
  listen: { readonly host: string; readonly port: number },
  answer: (request: HttpRequest) => Promise<HttpAnswer>,
): Promise<HttpListener> {
  const server = createServer(
    { headersTimeout: headerTimeoutMs, requestTimeout: requestTimeoutMs, keepAliveTimeout: 5_000 },
    (request, response) => void serve(request, response, answer, () => server.listening),
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: listen.host, port: listen.port }, resolve);
  });
  const { address, port } = server.address() as AddressInfo;
  return { host: address, port, close: () => close(server) };
}

/** Running answers get a moment to finish; idle connections are closed at once. */
function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), 1_000);
    server.close(() => {
      clearTimeout(force);
      resolve();
    });
    server.closeIdleConnections();
  });
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (request: HttpRequest) => Promise<HttpAnswer>,
  isOpen: () => boolean,
): Promise<void> {
  try {
    if (!isLoopbackName(request.headers.host)) {
      refuse(response, 421, 'This server answers on loopback names only.');
      return;
    }
    const body = await readBody(request);
    if (body === null) {
      refuse(response, 413, 'The body is larger than 1 MiB.');
      return;
    }
    const result = await answer({
      method: request.method ?? '',
      target: request.url ?? '/',
      headers: request.headers as Record<string, string | undefined>,
      body,
    });
    if (result === null) {
      request.socket.destroy();
      return;
    }
    // A connection that is kept open would hold up the end of the server.
    const last = isOpen() ? {} : { connection: 'close' };
    response
      .writeHead(result.status, {
        ...result.headers,
        ...last,
        'content-length': Buffer.byteLength(result.body),
      })
      .end(result.body);
  } catch {
    // The client went away, or the answer could not be made: there is nobody to tell but the connection.
    request.socket.destroy();
  }
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response
    .writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' })
    .end(`${text}\n`);
}

async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bodyLimitBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function isLoopbackName(host: string | undefined): boolean {
  const name = host?.replace(/:\d+$/, '') ?? '';
  return isLoopback(name.replace(/^\[|\]$/g, ''));
}

/** `127.0.0.0/8`, `::1` and `localhost`. */
export function isLoopback(host: string): boolean {
  return (isIPv4(host) && host.startsWith('127.')) || host === '::1' || host.toLowerCase() === 'localhost';
}
