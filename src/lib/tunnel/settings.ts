import type { Authority } from '../proxy/authority.js';
import type { ProxyUrl } from '../proxy/proxy-url.js';
import type { AccessSettings } from './access/access-settings.js';
import type { ListenAddress } from './listeners/listen-address.js';
import type { LogLevel } from './observe/log-level.js';

/**
 * All that a tunnel is told and may be told anew while it runs. Immutable: a reload makes another one, and connections
 * keep the one they began with.
 */
export interface TunnelSettings {
  /** Where HTTP and SOCKS clients are served. Empty only where there are forwards. */
  readonly listen: readonly ListenAddress[];
  readonly forwards: readonly ForwardSetting[];
  /** At least one; a tunnel without proxies has one that is direct. Names are unique. */
  readonly upstreams: readonly UpstreamSetting[];
  readonly strategy: Strategy;
  readonly health: HealthSettings;
  /** PEM; instead of the built-in authorities, for `https` upstreams. */
  readonly upstreamCa: string | null;
  readonly access: AccessSettings;
  /** On the listeners of `listen`; null: in the clear. */
  readonly tls: TlsSettings | null;
  readonly limits: Limits;
  readonly logLevel: LogLevel;
}

/** A local port that leads to one target. */
export interface ForwardSetting {
  /** For the variables of a child and for people; null where none was given. */
  readonly name: string | null;
  readonly listen: ListenAddress;
  readonly target: Authority;
  /** Names of the upstreams it may go through; null: any. */
  readonly upstreams: readonly string[] | null;
}

export interface UpstreamSetting {
  /** For people, logs and labels: no credentials in it. */
  readonly name: string;
  /** Null: direct. */
  readonly proxy: ProxyUrl | null;
  /** 0: gets nothing new. */
  readonly weight: number;
  /** Only used while no other is up. */
  readonly backup: boolean;
  /** The environment may name another proxy for plain HTTP than for the rest. Null: for both. */
  readonly only: Use | null;
  /** Is this place reached directly instead (NO_PROXY)? Null: none is. */
  readonly bypass: ((destination: Authority) => boolean) | null;
}

/** `tunnel`: bytes of any protocol; `http`: one plain HTTP request. */
export type Use = 'tunnel' | 'http';

export const strategies = [
  'least-connections',
  'round-robin',
  'ip-hash',
  'destination-hash',
  'lowest-latency',
  'first',
] as const;
export type Strategy = (typeof strategies)[number];

export interface HealthSettings {
  readonly intervalMs: number;
  /** For one check. */
  readonly timeoutMs: number;
  /** A tunnel to this place is what an upstream must be able to open; null: it must be reachable. */
  readonly canary: Authority | null;
}

export interface TlsSettings {
  /** PEM. */
  readonly certificate: string;
  readonly key: string;
  /** PEM; clients must then have a certificate of it. Null: they need none. */
  readonly clientCa: string | null;
  /** Common names, DNS names or URIs (SPIFFE) with `*`; one of them must be the client's. Empty: any. */
  readonly clientNames: readonly string[];
}

/** All in milliseconds but for the counts; infinite for none. */
export interface Limits {
  /** For name lookup and TCP, and again for TLS to a proxy. */
  readonly connectTimeoutMs: number;
  /** For a proxy's answer. */
  readonly tunnelTimeoutMs: number;
  readonly headerTimeoutMs: number;
  readonly lingerMs: number;
  readonly idleTimeoutMs: number;
  readonly maxConnections: number;
  readonly maxConnectionsPerClient: number;
}

export const defaultLimits: Limits = {
  connectTimeoutMs: 5_000,
  tunnelTimeoutMs: 10_000,
  headerTimeoutMs: 10_000,
  lingerMs: 15_000,
  idleTimeoutMs: Number.POSITIVE_INFINITY,
  maxConnections: 1_024,
  maxConnectionsPerClient: 256,
};

export const direct: UpstreamSetting = {
  name: 'direct',
  proxy: null,
  weight: 1,
  backup: false,
  only: null,
  bypass: null,
};

export const defaultSettings: TunnelSettings = {
  listen: [{ host: '127.0.0.1', port: 3128 }],
  forwards: [],
  upstreams: [direct],
  strategy: 'least-connections',
  health: { intervalMs: 10_000, timeoutMs: 3_000, canary: null },
  upstreamCa: null,
  access: { allow: [], deny: [], allowFrom: [], users: [] },
  tls: null,
  limits: defaultLimits,
  logLevel: 'info',
};
