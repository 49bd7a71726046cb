import type { Authority } from '../proxy/authority.js';
import type { Traffic } from './observe/counts.js';
import type { CloseReason } from './relay/relay.js';

/** What a client turned out to speak; `forward` for the ports of `-L`, where it is never read. */
export type InboundProtocol = 'connect' | 'http' | 'socks5' | 'forward';

/** Why a connection ended, besides what ends a relay: `refused` by us, `done` after one HTTP exchange. */
export type SessionEnd = CloseReason | 'refused' | 'done' | 'cut';

export interface SessionOrigin {
  /** Counts up, from 1. */
  readonly id: number;
  /** 32 hexadecimal digits until the client names another. */
  readonly traceId: string;
  /** As it was asked for and bound: `127.0.0.1:3128`. */
  readonly listener: string;
  readonly client: Authority;
  /** Monotonic. */
  readonly startedMs: number;
  /** Gets every byte, too. */
  readonly totals: Traffic;
}

/** One connection of a client and all that is known of it: filled in as it goes on, told when it ends. */
export class Session implements Traffic {
  readonly id: number;
  readonly listener: string;
  readonly client: Authority;
  readonly startedMs: number;
  traceId: string;
  protocol: InboundProtocol | null = null;
  user: string | null = null;
  destination: Authority | null = null;
  /** The address that was dialled for the destination; null where a proxy looks it up. */
  destinationIp: string | null = null;
  /** The name of the upstream that was used or tried last. */
  upstream: string | null = null;
  decision: 'allow' | 'deny' | null = null;
  /** Which rule denied it. */
  rule: string | null = null;
  /** What the client was answered: an HTTP status, or the reply code of SOCKS. */
  status: number | null = null;
  /** Of `docs/tunnel.md`; null where nothing failed. */
  code: string | null = null;
  dnsMs: number | null = null;
  connectMs: number | null = null;
  tunnelMs: number | null = null;
  /** How long it took until it was clear whether there is a way to the destination; null where none was looked for. */
  setupMs: number | null = null;
  bytesUp = 0;
  bytesDown = 0;
  closeReason: SessionEnd | null = null;
  /** Other upstreams that were tried before. */
  retries = 0;
  /** What the metrics have counted of it so far: each once, as soon as it is clear. */
  protocolMetered = false;
  resultMetered = false;
  retriesMetered = 0;
  readonly #totals: Traffic;

  constructor({ id, traceId, listener, client, startedMs, totals }: SessionOrigin) {
    this.id = id;
    this.traceId = traceId;
    this.listener = listener;
    this.client = client;
    this.startedMs = startedMs;
    this.#totals = totals;
  }

  up(bytes: number): void {
    this.bytesUp += bytes;
    this.#totals.up(bytes);
  }

  down(bytes: number): void {
    this.bytesDown += bytes;
    this.#totals.down(bytes);
  }
}
