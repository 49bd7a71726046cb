import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import { systemCode } from '../errors.js';
import type { Network } from '../host/network.js';
import type { Credentials } from './credentials.js';

export interface TransportRequest {
  readonly endpoint: string;
  readonly version: string;
  readonly action: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Ends the exchange at once. */
  readonly signal: AbortSignal;
}

/** What came back, as a value: refused, accepted, not JSON, or nothing at all. */
export type TransportResult =
  | {
      readonly kind: 'answer';
      readonly body: unknown;
      readonly status: number | null;
      readonly retryAfterMs: number | null;
    }
  | { readonly kind: 'not-json'; readonly status: number | null }
  | { readonly kind: 'no-answer'; readonly reason: string; readonly connecting: boolean };

export interface Transport {
  send(request: TransportRequest): Promise<TransportResult>;
  /** Closes the connections that are kept for the next call; they would keep the process alive. */
  close(): void;
}

const connectTimedOut = 'CONNECT_TIMEOUT';
/** Longer than any limit of ours: httpx counts idle time from the connect on, and gives up in texts. */
const neverMs = 3_600_000;

interface Entry {
  readonly response?: { readonly statusCode?: number; readonly headers?: Record<string, string> } | null;
}
interface PopClient {
  request(action: string, parameters: object, options: object): Promise<[unknown, Entry]>;
}
type PopClientClass = new (config: object, verbose: boolean) => PopClient;

/**
 * pop-core, for its signature (HMAC-SHA1, version 1). Always by POST: with GET it puts keys into URLs and URLs into
 * error texts. Connections, limits and errors are ours.
 */
export function popTransport(
  credentials: Credentials,
  network: Network,
  limits: { readonly connectTimeoutMs: number },
): Transport {
  const agents = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) };
  const connecting = limitConnect(limits.connectTimeoutMs);
  override(agents.http, (options) => connecting(network.connect(options as never), 'connect'));
  override(agents.https, (options) => connecting(network.connectTls(options as never), 'secureConnect'));
  const clients = new Map<string, PopClient>();

  const clientFor = async (endpoint: string, version: string): Promise<PopClient> => {
    const key = `${version} ${endpoint}`;
    const known = clients.get(key);
    if (known) return known;
    const Client = await loadPopCore();
    const { accessKeyId, accessKeySecret, securityToken } = credentials;
    const config = { endpoint, apiVersion: version, accessKeyId, accessKeySecret };
    const client = new Client(securityToken ? { ...config, securityToken } : config, true);
    clients.set(key, client);
    return client;
  };

  return {
    async send({ endpoint, version, action, parameters, signal }) {
      const client = await clientFor(endpoint, version);
      try {
        const [body, entry] = await client.request(action, parameters, {
          method: 'POST',
          timeout: neverMs,
          agent: endpoint.startsWith('https:') ? agents.https : agents.http,
          beforeRequest: (options: object) => ({ ...options, signal }),
        });
        return answered(body, entry);
      } catch (error) {
        return resultOf(error);
      }
    },
    close() {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

function answered(body: unknown, entry: Entry | undefined): TransportResult {
  const asked = Number(entry?.response?.headers?.['x-acs-retry-after'] ?? Number.NaN);
  return {
    kind: 'answer',
    body,
    status: entry?.response?.statusCode ?? null,
    retryAfterMs: Number.isFinite(asked) && asked >= 0 ? asked : null,
  };
}

/** By structure: `data` is a body with a code, `at` is where the JSON parser stopped, `code` is Node's. */
function resultOf(error: unknown): TransportResult {
  const { data, entry, at } = (error ?? {}) as { data?: unknown; entry?: Entry; at?: unknown };
  if (data !== null && typeof data === 'object') return answered(data, entry);
  if (at !== undefined || error instanceof SyntaxError || error instanceof TypeError)
    return { kind: 'not-json', status: null };
  const reason = systemCode(error) ?? 'ECONNRESET';
  return { kind: 'no-answer', reason, connecting: reason === connectTimedOut };
}

type Connect = (options: object) => Socket;

/** Node lets an agent open its sockets itself; the types know it for options only. */
function override(agent: HttpAgent, connect: Connect): void {
  (agent as unknown as { createConnection: Connect }).createConnection = connect;
}

function limitConnect(limitMs: number): (socket: Socket, connected: string) => Socket {
  return (socket, connected) => {
    const timer = setTimeout(
      () => socket.destroy(Object.assign(new Error(connectTimedOut), { code: connectTimedOut })),
      limitMs,
    );
    const stop = () => clearTimeout(timer);
    return socket.once(connected, stop).once('close', stop);
  };
}

/**
 * httpx prints whole request bodies (tokens, user data) under `DEBUG=*`; its own copy of `debug` is told to leave
 * them out before it looks.
 */
async function loadPopCore(): Promise<PopClientClass> {
  const { default: RPCClient } = await import('@alicloud/pop-core');
  const fromPopCore = createRequire(createRequire(import.meta.url).resolve('@alicloud/pop-core'));
  const fromHttpx = createRequire(fromPopCore.resolve('httpx'));
  const debug = fromHttpx('debug') as { disable(): string; enable(names: string): void };
  const wanted = debug.disable();
  debug.enable(wanted ? `${wanted},-httpx:*` : '-httpx:*');
  return RPCClient as unknown as PopClientClass;
}
