import type { NoProxyFindingKind } from '../../proxy/no-proxy-lint.js';
import type { ProxyFindingKind } from '../../proxy/proxy-lint.js';

/** A mistake in a proxy variable, ready to be put into words. */
export interface ProxyMistake {
  readonly variable: string;
  readonly value: string;
  readonly kind: ProxyFindingKind;
  readonly effect: 'proxy' | 'direct' | 'misread';
  readonly host: string | null;
  readonly corrected: string | null;
}

/** What puts the proxy variables right: `name-http` where all are read as meant, but for `https://` proxies. */
export type ProxyRemedy = 'name-http' | 'own-credentials' | 'as-shown' | 'right-form';

export interface ExceptionMistake {
  readonly variable: string;
  readonly entry: string;
  readonly kind: NoProxyFindingKind;
  readonly corrected: string | null;
}

export interface Unreachable {
  readonly endpoint: string;
  readonly variables: readonly string[];
  readonly phase: 'dns' | 'tcp';
  readonly code: string;
  readonly local: boolean;
}

/**
 * `plain`: named https://, but speaks HTTP without TLS. `secure`: the reverse. `other`: speaks neither. `closes`: ends the
 * connection on a CONNECT. `tls-fails`, `certificate`: named https://, and TLS with it fails. `silent`: no answer in time.
 */
export type SchemeProblem = 'plain' | 'secure' | 'other' | 'closes' | 'tls-fails' | 'certificate' | 'silent';

export interface MisnamedProxy {
  readonly endpoint: string;
  readonly variables: readonly string[];
  readonly problem: SchemeProblem;
  readonly code: string | null;
}

/** `scheme`: the proxy wants none of what Go can give. */
export type AuthProblem = 'missing' | 'wrong' | 'scheme';

export interface RefusingProxy {
  readonly endpoint: string;
  readonly variables: readonly string[];
  readonly problem: AuthProblem;
  readonly schemes: readonly string[];
}

/** The proxy variables and the proxies they name. */
export interface ProxyFindings {
  PROXY_NONE: object;
  PROXY_MISTAKES: { mistakes: readonly ProxyMistake[]; remedy: ProxyRemedy };
  PROXY_CONFLICT: { variables: readonly string[] };
  PROXY_ALL_ONLY: { variable: string };
  PROXY_CGI: object;
  HTTPS_PROXY_MISSING: { variable: string };
  NO_PROXY_MISTAKES: { mistakes: readonly ExceptionMistake[] };
  PROXY_UNREACHABLE: { endpoints: readonly Unreachable[] };
  PROXY_SCHEME: { proxies: readonly MisnamedProxy[] };
  PROXY_AUTH: { proxies: readonly RefusingProxy[] };
  PROXY_NOT_HTTP: object;
  NODE_WILL_NOT_START: { variables: readonly string[] };
  NODE_DIRECT: { version: string };
  NODE_PROXY: { version: string };
}
