import type { Clock } from '../host/clock.js';
import { type Fault, faultsOf } from './faults.js';
import { Gateway } from './gateway.js';
import { listenHttp } from './http-server.js';
import type { HttpRequest } from './rpc-request.js';
import type { StateStore } from './state-store.js';

/** One answered request, without anything that could be secret. */
export interface RequestEvent {
  readonly action: string | null;
  readonly product: string | null;
  readonly status: number;
  /** Null for a success. */
  readonly code: string | null;
  readonly requestId: string;
  readonly ms: number;
}

export interface SandboxOptions {
  readonly clock: Clock;
  readonly random: (bytes: number) => Buffer;
  readonly store: StateStore;
  /** A loopback address; port 0 takes a free one. */
  readonly listen?: { readonly host: string; readonly port: number };
  readonly faults?: readonly Fault[];
  readonly onRequest?: (event: RequestEvent) => void;
}

export interface Sandbox {
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  readonly accessKeyId: string;
  /** Made up: it opens nothing but this sandbox. */
  readonly accessKeySecret: string;
  close(): Promise<void>;
}

/**
 * Starts an imitation of the cloud on loopback: it verifies signatures, checks parameters, keeps state. Rejects with
 * Node's error where it can't listen, with the store's where the state can't be read.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { clock, random, store, onRequest } = options;
  const closing = new AbortController();
  const faults = faultsOf(options.faults ?? [], clock, closing.signal);
  const now = () => clock.now() + faults.clockOffsetMs;
  const key = await store.transact((state) => ({ ...state.key }));
  const gateway = new Gateway({ store, key, now, random, faults });

  const answer = async (request: HttpRequest) => {
    const startedMs = clock.monotonic();
    const { status, headers, body, lost, requestId, product, action, code } = await gateway.answer(request);
    const ms = Math.round((clock.monotonic() - startedMs) * 10) / 10;
    onRequest?.({ action, product, status, code, requestId, ms });
    if (lost) return null;
    return {
      status,
      headers: {
        'content-type': 'application/json;charset=utf-8',
        date: new Date(now()).toUTCString(),
        'x-acs-request-id': requestId,
        ...headers,
      },
      body: JSON.stringify(body),
    };
  };

  const listener = await listenHttp(options.listen ?? { host: '127.0.0.1', port: 0 }, answer);
  const host = listener.host.includes(':') ? `[${listener.host}]` : listener.host;
  return {
    endpoint: `http://${host}:${listener.port}`,
    ...key,
    close: async () => {
      closing.abort();
      await listener.close();
    },
  };
}
