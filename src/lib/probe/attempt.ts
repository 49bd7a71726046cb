import type { Clock } from '../host/clock.js';
import type { Network } from '../host/network.js';
import type { Authority } from '../proxy/authority.js';
import type { ProxyUrl } from '../proxy/proxy-url.js';
import type { PhaseName, Phases } from '../proxy/way/phases.js';
import type { ProxyReply } from '../proxy/way/proxy-reply.js';
import { type OpenRoute, openRoute } from '../proxy/way/route.js';
import { Diagnosed, type Diagnosis, diagnosis, endsOf } from './diagnosis/diagnosis.js';
import type { RequestHeader } from './target/request-header.js';
import type { Slo } from './target/slo.js';
import type { StatusRange } from './target/status-ranges.js';
import type { Target } from './target/target.js';

/** Limits and expectations of an attempt: the run's, with the target's own in their place. Durations in milliseconds. */
export interface ProbeSettings {
  readonly connectTimeoutMs: number;
  readonly tunnelTimeoutMs: number;
  /** One attempt, all phases. */
  readonly timeoutMs: number;
  readonly expectStatus: readonly StatusRange[];
  /** Must match somewhere in the body of an HTTP response. */
  readonly expectBody: RegExp | null;
  readonly method: string;
  readonly headers: readonly RequestHeader[];
  /** Take the target's certificate as it is. */
  readonly insecure: boolean;
  /** PEM; instead of the built-in authorities, for targets. */
  readonly ca: string | null;
  /** PEM; instead of the built-in authorities, for proxies that are reached over TLS. */
  readonly proxyCa: string | null;
  /** Warn where a certificate ends sooner. */
  readonly certDays: number;
  /** Warn where a phase takes longer. */
  readonly slo: readonly Slo[];
  /** Where `proxy://` asks for a tunnel to; null: only the proxy itself is asked. */
  readonly canary: Authority | null;
}

export interface ProbePorts {
  readonly network: Network;
  readonly clock: Clock;
  /** Bytes nobody can foresee: for keys, nonces and jitter. */
  readonly random: (bytes: number) => Buffer;
}

/** One attempt at one target over one route, with what it has found so far. */
export interface Attempt {
  readonly target: Target;
  /** The way, first hop first; empty: direct. */
  readonly proxies: readonly ProxyUrl[];
  /** The last hop, which reaches the target; null: direct. */
  readonly proxy: ProxyUrl | null;
  readonly settings: ProbeSettings;
  readonly ports: ProbePorts;
  readonly phases: Phases;
  readonly signal: AbortSignal;
  /** Keep the bytes below TLS, which tell what went wrong there; it makes a handshake a fifth slower. */
  readonly tapsTls: boolean;
  /** Filled as things are learned, so that a failure keeps what was seen before it. */
  readonly found: Findings;
}

export interface Findings {
  proxy: ProxyReply | null;
  tls: TlsDetails | null;
  app: AppDetails | null;
  warnings: Diagnosis[];
}

export interface TlsDetails {
  readonly protocol: string | null;
  readonly cipher: string;
  readonly alpn: string | null;
  readonly subject: string | null;
  readonly issuer: string | null;
  readonly altNames: readonly string[];
  /** ISO 8601. */
  readonly validFrom: string | null;
  readonly validTo: string | null;
  /** Of the whole chain. */
  readonly daysLeft: number | null;
  readonly fingerprint256: string | null;
  /** OpenSSL's or Node's code, also where `--insecure` lets it pass. */
  readonly verifyError: string | null;
  /** Did the server send a statement that its certificate is not revoked? */
  readonly ocspStapled: boolean | null;
  /** From the server's own upwards, as far as it was sent; a known authority that completes it stands at its end. */
  readonly chain: readonly TlsCertificate[];
}

export interface TlsCertificate {
  readonly subject: string;
  readonly issuer: string;
  readonly altNames: readonly string[];
  /** ISO 8601. */
  readonly validFrom: string | null;
  readonly validTo: string | null;
  readonly fingerprint256: string;
}

/** What a target said; each kind of target has its own members. */
export type AppDetails = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** Does the job for one kind of target. Succeeds by returning; fails by throwing a `Diagnosed`, `RouteError` … */
export type Prober = (attempt: Attempt) => Promise<void>;

/** Opens the attempt's way to its target, or to the proxy for a request in absolute form. */
export async function reach(attempt: Attempt, mode: 'tunnel' | 'forward' = 'tunnel'): Promise<OpenRoute> {
  const { target, proxies, settings, ports, phases, signal, found } = attempt;
  const { connectTimeoutMs, tunnelTimeoutMs, proxyCa } = settings;
  const route = await openRoute(
    { proxies, target, mode, connectTimeoutMs, tunnelTimeoutMs, proxyCa, phases, signal },
    ports,
  );
  found.proxy = route.reply;
  return route;
}

/** The connection ended early. Through a tunnel that has brought nothing yet, the tunnel is what was closed. */
export function closed(attempt: Attempt, route: OpenRoute, otherwise: Diagnosis): Diagnosed {
  const { proxy } = attempt;
  const empty = route.tunnelled && route.receivedBytes() === 0;
  if (!empty || proxy === null) return new Diagnosed(otherwise);
  return new Diagnosed(diagnosis('TUNNEL_CLOSED', { ...endsOf(attempt), proxy: proxy.shown }));
}

/** After a 2xx a page came, not the target's bytes: throws the name of whoever sent it. */
export function refusePage(attempt: Attempt, route: OpenRoute, phase: PhaseName): void {
  refuseForeignTunnel(attempt, route);
  const facts = { ...endsOf(attempt), location: null };
  throw new Diagnosed(diagnosis('CAPTIVE_PORTAL', facts, { phase }));
}

/** A 2xx to CONNECT that announces a page and shows no sign of a proxy was a web server's. */
export function refuseForeignTunnel(attempt: Attempt, { reply }: OpenRoute): void {
  const { proxy } = attempt;
  if (proxy === null || reply === null) return;
  const page = reply.hasBody && /^text\/html\b/i.test(reply.contentType ?? '');
  if (!page || reply.via !== null || reply.proxyStatus !== null) return;
  const facts = { ...endsOf(attempt), proxy: proxy.shown, status: reply.status, said: reply.server };
  throw new Diagnosed(diagnosis('PROXY_NOT_A_PROXY', facts));
}
