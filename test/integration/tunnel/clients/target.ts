import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import type { Identity } from '../../../helpers/certificates.js';

/** A request as a target saw it. */
export interface Seen {
  /** With the query, by which a test knows its own. */
  readonly url: string;
  readonly method: string;
  /** The port that the connection came from: whose it is. */
  readonly fromPort: number;
  /** What proxies said of themselves; empty where none did. */
  readonly via: string;
  /** Of the body. */
  readonly sha256: string;
  readonly bytes: number;
}

/** Web servers with the same content, one in the clear and one with TLS. */
export interface Target {
  readonly plainPort: number;
  readonly securePort: number;
  /** Everything that was asked for, until a test takes it. */
  readonly seen: Seen[];
  close(): Promise<void>;
}

export type Route = (request: IncomingMessage, response: ServerResponse) => void;

export const largestBlobBytes = 64 * 1024 * 1024;
const blob = randomBytes(largestBlobBytes);

/** What a target gives for `/blob/BYTES`. */
export function blobOf(bytes: number): Buffer {
  return blob.subarray(0, bytes);
}

const digests = new Map<number, string>();

export function blobSha256(bytes: number): string {
  const known = digests.get(bytes) ?? sha256(blobOf(bytes));
  digests.set(bytes, known);
  return known;
}

export function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** What a target answers to an upload. */
export function receiptOf(bodySha256: string, bytes: number): string {
  return `received ${bytes} bytes, ${bodySha256}\n`;
}

/**
 * `GET /blob/BYTES` gives so many bytes, `PUT` and `POST /upload` a receipt, `/page` a page with a script; what begins
 * with `/git/` goes to `git`.
 */
export async function openWebTarget(identity: Identity, git: Route): Promise<Target> {
  const seen: Seen[] = [];
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    serve(request, response, { seen, git }).catch(() => response.destroy());
  };
  const plain = createServer(answer);
  const secure = createSecureServer(identity, answer);
  const servers = [plain, secure];
  await Promise.all(servers.map((server) => new Promise<void>((up) => server.listen(0, '127.0.0.1', up))));
  return {
    plainPort: portOf(plain),
    securePort: portOf(secure),
    seen,
    close: async () => {
      for (const server of servers) {
        server.closeAllConnections();
        await new Promise((closed) => server.close(closed));
      }
    },
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  { seen, git }: { seen: Seen[]; git: Route },
): Promise<void> {
  const { url = '', method = '', headers, socket } = request;
  const entry = { url, method, fromPort: socket.remotePort ?? 0, via: String(headers.via ?? '') };
  if (url.startsWith('/git/')) {
    seen.push({ ...entry, sha256: '', bytes: 0 });
    git(request, response);
    return;
  }
  const digest = createHash('sha256');
  let bytes = 0;
  await pipeline(request, async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) {
      digest.update(chunk);
      bytes += chunk.length;
    }
  });
  const received = { sha256: digest.digest('hex'), bytes };
  seen.push({ ...entry, ...received });
  const [, wanted] = /^\/blob\/(\d+)/.exec(url) ?? [];
  const { content, type } =
    wanted !== undefined
      ? { content: blobOf(Number(wanted)), type: 'application/octet-stream' }
      : url.startsWith('/page')
        ? { content: page, type: 'text/html' }
        : { content: receiptOf(received.sha256, received.bytes), type: 'text/plain' };
  response.writeHead(200, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(content) });
  response.end(content);
}

/** For a browser: a page of its own origin, by which it can ask for more. */
const page = '<!doctype html><title>target</title><link rel="icon" href="data:,"><p id="here">loaded</p>';

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
