import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import type { Server, Socket } from 'node:net';
import { systemCode } from '../../errors.js';
import type { Host } from '../../host/host.js';
import { formatAuthority } from '../../proxy/authority.js';
import type { ListenAddress } from '../listeners/listen-address.js';
import { closeAfter } from '../relay/close-after.js';
import { adminMustBeLoopback } from './admin-address.js';
import { adminListenFailed } from './admin-failures.js';
import { adminRefusals, judgeRequest } from './guard.js';
import { refusalReply, replyText, sendReply, textReply } from './reply.js';
import { type AdminSubject, answer } from './resources.js';

export interface AdminOptions extends AdminSubject {
  /** On loopback; port 0 picks a free one. */
  readonly listen: ListenAddress;
  /** From the first byte of a request to the last one of its answer. */
  readonly exchangeMs?: number;
}

export type AdminPorts = Pick<Host, 'network'>;

/** The listener by which a tunnel is watched: it goes on through a drain, and ends after it. */
export interface Admin {
  /** `http://127.0.0.1:41234` */
  readonly url: string;
  /** Ends it, with what is under way there. */
  close(): void;
}

const mostConnections = 64;
const headerBytes = 8 * 1024;
const defaultExchangeMs = 10_000;

/** Opens the admin listener. Rejects with a `Failure` of `AdminFailures`. */
export async function startAdmin(options: AdminOptions, ports: AdminPorts): Promise<Admin> {
  const { listen, exchangeMs = defaultExchangeMs, ...subject } = options;
  adminMustBeLoopback(listen);
  const served = new Set<Socket>();
  /** Too many: they are told so. */
  const surplus = new Set<Socket>();
  let port = 0;
  const http = httpServer(subject, () => port);
  const server = ports.network.createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
    if (served.size < mostConnections) {
      keep(socket, served, exchangeMs);
      http.emit('connection', socket);
    } else if (surplus.size < mostConnections) {
      keep(socket, surplus, exchangeMs);
      closeAfter(socket, replyText(refusalReply(adminRefusals.busy)));
    } else {
      socket.destroy();
    }
  });
  await bind(server, listen);
  port = (server.address() as { port: number }).port;
  return {
    url: `http://${formatAuthority({ host: listen.host, port })}`,
    close: () => {
      server.close();
      for (const socket of [...served, ...surplus]) socket.destroy();
    },
  };
}

/** For a time. */
function keep(socket: Socket, open: Set<Socket>, exchangeMs: number): void {
  open.add(socket);
  const timer = setTimeout(() => socket.destroy(), exchangeMs);
  socket.on('error', () => socket.destroy());
  socket.once('close', () => {
    clearTimeout(timer);
    open.delete(socket);
  });
}

/** It never listens, it is handed sockets: so it has none of Node's own limits of time. */
function httpServer(subject: AdminSubject, port: () => number): HttpServer {
  const http = createHttpServer({ maxHeaderSize: headerBytes, requireHostHeader: false, keepAlive: false });
  // Node gives no answer to a client that ends its side after the request, unless it is told to.
  Object.assign(http, { httpAllowHalfOpen: true });
  http.on('request', (request, response) => {
    const refusal = judgeRequest(request, port());
    const reply = refusal === null ? answer(subject, request) : Promise.resolve(refusalReply(refusal));
    reply
      .catch(() => textReply(500, 'a fault of aliproxy; please report it'))
      .then((found) => sendReply(response, found));
  });
  const refuse = (socket: Socket) => closeAfter(socket, replyText(refusalReply(adminRefusals.badRequest)));
  http.on('connect', (_request, socket) => refuse(socket as Socket));
  http.on('clientError', (_error, socket) => refuse(socket as Socket));
  return http;
}

function bind(server: Server, listen: ListenAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(adminListenFailed(formatAuthority(listen), systemCode(error) ?? 'UNKNOWN'));
    });
    server.listen({ ...listen, exclusive: true }, () => {
      // Out of file descriptors: that connection is lost, the listener goes on.
      server.on('error', () => {});
      resolve();
    });
  });
}
