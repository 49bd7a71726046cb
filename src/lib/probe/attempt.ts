import type { Clock } from '../host/clock.js';
import type { Network } from '../host/network.js';
import type { PhaseName, Phases } from '../proxy/phases.js';
import type { ProxyReply } from '../proxy/proxy-reply.js';
import type { ProxyUrl } from '../proxy/proxy-url.js';
import { type OpenRoute, openRoute } from '../proxy/route.js';
import { startTls, TlsError, type TlsSession } from '../proxy/tls-client.js';
import { daysLeft, diagnoseHandshake, judgeCertificate, judgeLifetime } from './certificate.js';
import { Diagnosed, type Diagnosis, diagnosis } from './diagnosis.js';
import type { StatusRange } from './status-ranges.js';
import type { Target } from './target.js';

/** Limits and expectations of a run. Durations in milliseconds. */
export interface ProbeSettings {
  readonly connectTimeoutMs: number;
  readonly tunnelTimeoutMs: number;
  /** One attempt, all phases. */
  readonly timeoutMs: number;
  readonly expectStatus: readonly StatusRange[];
  /** Take the target's certificate as it is. */
  readonly insecure: boolean;
  /** PEM; instead of the built-in authorities. */
  readonly ca: string | null;
  /** Warn where a certificate ends sooner. */
  readonly certDays: number;
}

export interface ProbePorts {
  readonly network: Network;
  readonly clock: Clock;
}

/** One attempt at one target over one route, with what it has found so far. */
export interface Attempt {
  readonly target: Target;
  readonly proxy: ProxyUrl | null;
  readonly settings: ProbeSettings;
  readonly ports: ProbePorts;
  readonly phases: Phases;
  readonly signal: AbortSignal;
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
}

/** What a target said; each kind of target has its own members. */
export type AppDetails = Readonly<Record<string, string | number | boolean | null>>;

/** Does the job for one kind of target. Succeeds by returning; fails by throwing a `Diagnosed`, `RouteError` … */
export type Prober = (attempt: Attempt) => Promise<void>;

/** `host:port` and proxy, as every diagnosis names them. */
export function endsOf({ target, proxy }: Pick<Attempt, 'target' | 'proxy'>) {
  return { target: target.shown, port: target.port, proxy: proxy?.shown ?? null };
}

/** Opens the attempt's way to its target, or to the proxy for a request in absolute form. */
export async function reach(attempt: Attempt, mode: 'tunnel' | 'forward' = 'tunnel'): Promise<OpenRoute> {
  const { target, proxy, settings, ports, phases, signal, found } = attempt;
  const { connectTimeoutMs, tunnelTimeoutMs } = settings;
  const route = await openRoute(
    { proxy, target, mode, connectTimeoutMs, tunnelTimeoutMs, phases, signal },
    ports,
  );
  found.proxy = route.reply;
  return route;
}

/** TLS on an open route, its chain judged before anything of ours is sent. */
export async function secure(attempt: Attempt, route: OpenRoute): Promise<TlsSession> {
  const { target, proxy, settings, ports, phases, signal, found } = attempt;
  const timeoutMs = phases.limitMs();
  const { insecure, ca, certDays } = settings;
  let session: TlsSession;
  try {
    session = await phases.time('tls', () =>
      startTls(
        route.socket,
        { host: target.host, ca, alpn: alpnOf(target), timeoutMs, signal },
        ports.network,
      ),
    );
  } catch (error) {
    if (!(error instanceof TlsError)) throw error;
    if (error.seen === 'closed') throw closed(attempt, route, diagnosis('TLS_CLOSED', endsOf(attempt)));
    if (error.seen === 'protocol') refuseForeignTunnel(attempt, route);
    throw new Diagnosed(diagnoseHandshake(error, { target, proxy, limitMs: timeoutMs }), { cause: error });
  }
  const nowMs = ports.clock.now();
  found.tls = tlsDetails(session, nowMs);
  const seen = { session, target, proxy, caGiven: ca !== null, nowMs };
  const fault = insecure ? null : judgeCertificate(seen);
  if (fault) throw new Diagnosed(fault);
  const ending = insecure ? null : judgeLifetime(seen, certDays);
  if (ending) found.warnings.push(ending);
  return session;
}

/** The connection ended early. Through a tunnel that has brought nothing yet, the tunnel is what was closed. */
export function closed(attempt: Attempt, route: OpenRoute, otherwise: Diagnosis): Diagnosed {
  const { proxy } = attempt;
  const empty = route.reply !== null && route.receivedBytes() === 0;
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
function refuseForeignTunnel(attempt: Attempt, { reply }: OpenRoute): void {
  const { proxy } = attempt;
  if (proxy === null || reply === null) return;
  const page = reply.hasBody && /^text\/html\b/i.test(reply.contentType ?? '');
  if (!page || reply.via !== null || reply.proxyStatus !== null) return;
  const facts = { ...endsOf(attempt), proxy: proxy.shown, status: reply.status, said: reply.server };
  throw new Diagnosed(diagnosis('PROXY_NOT_A_PROXY', facts));
}

function alpnOf({ kind }: Target): readonly string[] {
  return kind === 'https' ? ['http/1.1'] : [];
}

function tlsDetails(
  { protocol, cipher, alpn, certificate, verifyError }: TlsSession,
  nowMs: number,
): TlsDetails {
  const iso = (ms: number | undefined) =>
    ms === undefined || Number.isNaN(ms) ? null : new Date(ms).toISOString();
  return {
    protocol,
    cipher,
    alpn,
    subject: certificate?.subject ?? null,
    issuer: certificate?.issuer ?? null,
    altNames: certificate?.altNames ?? [],
    validFrom: iso(certificate?.validFromMs),
    validTo: iso(certificate?.validToMs),
    daysLeft: certificate ? daysLeft(certificate.chainValidToMs, nowMs) : null,
    fingerprint256: certificate?.fingerprint256 ?? null,
    verifyError,
  };
}
