import type { ProxyScheme, ProxyUrl } from '../../proxy/proxy-url.js';
import type { PhaseName } from '../../proxy/way/phases.js';
import type { WebSocketProblem } from '../protocols/websocket-handshake.js';
import type { Target, TargetKind } from '../target/target.js';
import type { Protocol } from './protocol-of.js';

/** Whose fault it is: this machine's, what the user told us, the proxy's, the way between, the target's. */
export type Blame = 'local' | 'config' | 'proxy' | 'network' | 'target';

/** `host:port` of the target, and the proxy's URL without its user part; null for direct. */
interface Ends {
  readonly target: string;
  readonly port: number;
  readonly proxy: string | null;
}

interface ThroughProxy extends Ends {
  readonly proxy: string;
}

/** What came in words from the other side, if anything. */
interface Said {
  readonly said: string | null;
}

/** Each code with the facts that its sentences are made of. */
export interface DiagnosisFacts {
  PROXY_DNS: ThroughProxy & { readonly host: string };
  PROXY_REFUSED: ThroughProxy;
  /** `limitMs`: null where another proxy says so; `tls`: it was the handshake that hung. */
  PROXY_TIMEOUT: ThroughProxy & { readonly limitMs: number | null; readonly tls: boolean };
  /** `errno`: null where another proxy says so. */
  PROXY_UNREACHABLE: ThroughProxy & { readonly errno: string | null };
  /** `error`: OpenSSL's or Node's code; `issuer`: of a chain that is not accepted. */
  PROXY_TLS: ThroughProxy & { readonly error: string | null; readonly issuer: string | null };
  /** `scheme`: what was spoken; `speaks`: what the bytes prove. */
  PROXY_WRONG_SCHEME: ThroughProxy & {
    readonly scheme: ProxyScheme;
    readonly speaks: 'http' | 'tls' | 'socks' | 'plain';
  };
  PROXY_CLOSED: ThroughProxy & { readonly scheme: ProxyScheme };
  PROXY_NOT_A_PROXY: ThroughProxy & Said & { readonly status: number };
  PROXY_PROTOCOL: ThroughProxy & Said & { readonly protocol: Protocol | null };
  /** `schemes`: of HTTP; empty for SOCKS. */
  PROXY_AUTH_REQUIRED: ThroughProxy & { readonly schemes: readonly string[] };
  /** `status` is null for SOCKS. */
  PROXY_AUTH_FAILED: ThroughProxy & { readonly status: number | null };
  PROXY_AUTH_SCHEME: ThroughProxy & { readonly schemes: readonly string[] };
  PROXY_FORBIDDEN: ThroughProxy & Said & { readonly status: number | null };
  PROXY_RATE_LIMITED: ThroughProxy & { readonly status: number; readonly retryAfterSeconds: number | null };
  PROXY_LOOP: ThroughProxy;
  TARGET_DNS: Ends & { readonly host: string };
  TARGET_REFUSED: Ends;
  TARGET_TIMEOUT: Ends & { readonly limitMs: number | null };
  TARGET_UNREACHABLE: Ends & Said & { readonly errno: string | null; readonly status: number | null };
  TARGET_CLOSED: Ends;
  /** `mute`: not even that came from the proxy which it could have said before it dials. */
  TUNNEL_TIMEOUT: ThroughProxy & { readonly limitMs: number; readonly mute: boolean };
  TUNNEL_CLOSED: ThroughProxy;
  TLS_TIMEOUT: Ends & { readonly limitMs: number };
  TLS_CLOSED: Ends & { readonly afterHandshake: boolean };
  TLS_EXPIRED: Ends & { readonly validTo: string };
  TLS_NOT_YET_VALID: Ends & { readonly validFrom: string };
  TLS_NAME_MISMATCH: Ends & { readonly host: string; readonly names: readonly string[] };
  TLS_UNTRUSTED: Ends & { readonly issuer: string; readonly error: string };
  TLS_INTERCEPTED: ThroughProxy & { readonly issuer: string };
  /** `protocol`: what answered instead of TLS, where its bytes tell; null where it was TLS. */
  TLS_PROTOCOL: Ends & { readonly error: string | null; readonly protocol: Protocol | null };
  TLS_CLIENT_CERT: Ends;
  CAPTIVE_PORTAL: Ends & { readonly location: string | null };
  APP_WRONG_PROTOCOL: Ends & { readonly expected: string; readonly protocol: Protocol };
  APP_AUTH_REQUIRED: Ends & { readonly kind: TargetKind };
  APP_AUTH_FAILED: Ends & Said & { readonly kind: TargetKind };
  /** `database`: that of Redis which was asked for, where it alone is refused. */
  APP_DENIED: Ends &
    Said & { readonly kind: TargetKind; readonly clientIp: string | null; readonly database?: number };
  APP_TLS_REQUIRED: Ends & { readonly kind: TargetKind };
  APP_WHITELIST: Ends & { readonly clientIp: string | null };
  APP_LOADING: Ends;
  APP_DEGRADED: Ends & Said;
  APP_OVERLOADED: Ends & { readonly kind: TargetKind };
  /** `forwarded`: the proxy was asked in absolute form, and nobody knows whether it reached the target. */
  APP_TIMEOUT: Ends & {
    readonly kind: TargetKind;
    readonly limitMs: number | null;
    readonly forwarded: boolean;
  };
  APP_CLOSED: Ends & { readonly expected: string };
  /** `retryAfterSeconds`: how long the target asks to be left alone. */
  HTTP_STATUS: Ends & {
    readonly status: number;
    readonly expected: string;
    readonly retryAfterSeconds: number | null;
  };
  /** `cut`: why the body was not read to its end; `encoding`: a coding that nobody asked for. */
  BODY_MISMATCH: Ends & {
    readonly expected: string;
    readonly cut: 'peer' | 'limit' | 'time' | 'malformed' | null;
    readonly encoding: string | null;
  };
  /** `rcode`: NXDOMAIN, SERVFAIL …; NOERROR for an answer without records. */
  DNS_RCODE: Ends & { readonly rcode: string; readonly question: string; readonly type: string };
  /** `status`: NOT_SERVING, SERVICE_UNKNOWN …, or the name of the gRPC status. */
  GRPC_NOT_SERVING: Ends & { readonly service: string; readonly status: string };
  WS_REFUSED: Ends & {
    readonly status: number;
    readonly problem: WebSocketProblem;
    readonly location: string | null;
  };
  SLO_EXCEEDED: Ends & { readonly slo: PhaseName | 'total'; readonly ms: number; readonly limitMs: number };
  CERT_EXPIRES_SOON: Ends & { readonly days: number; readonly validTo: string };
  /** `setting` is the flag whose time ran out. */
  DEADLINE: Ends & { readonly setting: '--deadline' | '--wait'; readonly limitMs: number };
  INTERNAL: Ends & { readonly detail: string };
}

export type DiagnosisCode = keyof DiagnosisFacts;

/** The codes by what they are about; the catalogues have a file for each. */
export type ProxyDiagnosisCode = Extract<DiagnosisCode, `PROXY_${string}`>;
export type TlsDiagnosisCode = Extract<DiagnosisCode, `TLS_${string}` | 'CERT_EXPIRES_SOON'>;
export type TargetDiagnosisCode = Extract<
  DiagnosisCode,
  `TARGET_${string}` | `TUNNEL_${string}` | 'CAPTIVE_PORTAL' | 'SLO_EXCEEDED' | 'DEADLINE' | 'INTERNAL'
>;
export type AppDiagnosisCode = Exclude<
  DiagnosisCode,
  ProxyDiagnosisCode | TlsDiagnosisCode | TargetDiagnosisCode
>;

interface CodeRule {
  /** Where it is seen, unless the one who sees it says otherwise. */
  readonly phase: PhaseName | 'total' | null;
  readonly blame: Blame;
  readonly retryable: boolean;
}

/** Phase, blame and retry rule of each code; docs/probes.md shows the same table to users. */
export const diagnosisCodes = {
  PROXY_DNS: { phase: 'proxyDns', blame: 'network', retryable: false },
  PROXY_REFUSED: { phase: 'proxyTcp', blame: 'proxy', retryable: true },
  PROXY_TIMEOUT: { phase: 'proxyTcp', blame: 'proxy', retryable: true },
  PROXY_UNREACHABLE: { phase: 'proxyTcp', blame: 'network', retryable: true },
  PROXY_TLS: { phase: 'proxyTls', blame: 'proxy', retryable: false },
  PROXY_WRONG_SCHEME: { phase: 'tunnel', blame: 'config', retryable: false },
  PROXY_CLOSED: { phase: 'tunnel', blame: 'proxy', retryable: true },
  PROXY_NOT_A_PROXY: { phase: 'tunnel', blame: 'config', retryable: false },
  PROXY_PROTOCOL: { phase: 'tunnel', blame: 'proxy', retryable: false },
  PROXY_AUTH_REQUIRED: { phase: 'tunnel', blame: 'config', retryable: false },
  PROXY_AUTH_FAILED: { phase: 'tunnel', blame: 'config', retryable: false },
  PROXY_AUTH_SCHEME: { phase: 'tunnel', blame: 'config', retryable: false },
  PROXY_FORBIDDEN: { phase: 'tunnel', blame: 'proxy', retryable: false },
  PROXY_RATE_LIMITED: { phase: 'tunnel', blame: 'proxy', retryable: true },
  PROXY_LOOP: { phase: 'tunnel', blame: 'config', retryable: false },
  TARGET_DNS: { phase: 'targetDns', blame: 'target', retryable: false },
  TARGET_REFUSED: { phase: 'targetTcp', blame: 'target', retryable: true },
  TARGET_TIMEOUT: { phase: 'targetTcp', blame: 'network', retryable: true },
  TARGET_UNREACHABLE: { phase: 'targetTcp', blame: 'network', retryable: true },
  TARGET_CLOSED: { phase: 'targetTcp', blame: 'target', retryable: true },
  TUNNEL_TIMEOUT: { phase: 'tunnel', blame: 'network', retryable: true },
  TUNNEL_CLOSED: { phase: 'tunnel', blame: 'target', retryable: true },
  TLS_TIMEOUT: { phase: 'tls', blame: 'network', retryable: true },
  TLS_CLOSED: { phase: 'tls', blame: 'target', retryable: true },
  TLS_EXPIRED: { phase: 'tls', blame: 'target', retryable: false },
  TLS_NOT_YET_VALID: { phase: 'tls', blame: 'target', retryable: false },
  TLS_NAME_MISMATCH: { phase: 'tls', blame: 'target', retryable: false },
  TLS_UNTRUSTED: { phase: 'tls', blame: 'config', retryable: false },
  TLS_INTERCEPTED: { phase: 'tls', blame: 'network', retryable: false },
  TLS_PROTOCOL: { phase: 'tls', blame: 'target', retryable: false },
  TLS_CLIENT_CERT: { phase: 'tls', blame: 'config', retryable: false },
  CAPTIVE_PORTAL: { phase: 'app', blame: 'network', retryable: false },
  APP_WRONG_PROTOCOL: { phase: 'app', blame: 'config', retryable: false },
  APP_AUTH_REQUIRED: { phase: 'app', blame: 'config', retryable: false },
  APP_AUTH_FAILED: { phase: 'app', blame: 'config', retryable: false },
  APP_DENIED: { phase: 'app', blame: 'config', retryable: false },
  APP_TLS_REQUIRED: { phase: 'app', blame: 'config', retryable: false },
  APP_WHITELIST: { phase: 'app', blame: 'config', retryable: false },
  APP_LOADING: { phase: 'app', blame: 'target', retryable: true },
  APP_DEGRADED: { phase: 'app', blame: 'target', retryable: true },
  APP_OVERLOADED: { phase: 'app', blame: 'target', retryable: true },
  APP_TIMEOUT: { phase: 'app', blame: 'target', retryable: true },
  APP_CLOSED: { phase: 'app', blame: 'target', retryable: true },
  HTTP_STATUS: { phase: 'app', blame: 'target', retryable: false },
  BODY_MISMATCH: { phase: 'transfer', blame: 'target', retryable: false },
  DNS_RCODE: { phase: 'app', blame: 'target', retryable: false },
  GRPC_NOT_SERVING: { phase: 'app', blame: 'target', retryable: true },
  WS_REFUSED: { phase: 'app', blame: 'target', retryable: false },
  SLO_EXCEEDED: { phase: null, blame: 'target', retryable: false },
  CERT_EXPIRES_SOON: { phase: 'tls', blame: 'target', retryable: false },
  DEADLINE: { phase: null, blame: 'config', retryable: false },
  INTERNAL: { phase: null, blame: 'local', retryable: false },
} as const satisfies Readonly<Record<DiagnosisCode, CodeRule>>;

/** A failure or a warning, named: code and facts; sentences are the catalogue's. */
export type Diagnosis = {
  readonly [Code in DiagnosisCode]: CodeRule & { readonly code: Code; readonly facts: DiagnosisFacts[Code] };
}[DiagnosisCode];

/** Names what was seen; `seen` overrides the table where the case does (another phase, another blame). */
export function diagnosis<Code extends DiagnosisCode>(
  code: Code,
  facts: DiagnosisFacts[Code],
  seen: Partial<CodeRule> = {},
): Diagnosis {
  return { code, facts, ...diagnosisCodes[code], ...seen } as Diagnosis;
}

/** The ends between which something was seen, as every diagnosis names them. */
export function endsOf(seen: { readonly target: Target; readonly proxy: ProxyUrl }): ThroughProxy;
export function endsOf(seen: { readonly target: Target; readonly proxy: ProxyUrl | null }): Ends;
export function endsOf({ target, proxy }: { target: Target; proxy: ProxyUrl | null }): Ends {
  return { target: target.shown, port: target.port, proxy: proxy?.shown ?? null };
}

/** Ends an attempt with a diagnosis. */
export class Diagnosed extends Error {
  override readonly name = 'Diagnosed';
  readonly diagnosis: Diagnosis;

  constructor(found: Diagnosis, options: ErrorOptions = {}) {
    super(found.code, options);
    this.diagnosis = found;
  }
}
