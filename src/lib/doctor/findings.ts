import type { NoProxyFindingKind } from '../proxy/no-proxy-lint.js';
import type { ProxyFindingKind } from '../proxy/proxy-lint.js';

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

/** What a check can find, with the facts its sentence needs. The sentences are in the catalogue. */
export interface Findings {
  NOT_HERE: { platforms: readonly string[] };
  NEEDS: { check: string };
  OFFLINE: object;
  NOT_COLLECTED: object;
  COLLECTOR_TIMEOUT: { source: string; durationMs: number };
  COLLECTOR_CRASHED: { source: string; detail: string };
  CHECK_CRASHED: { detail: string };
  OS_TOO_OLD: { name: string };
  OS_OLD_BUILD: { name: string };
  OS_UNSUPPORTED: { name: string; ended: string; asOf: string };
  OS_KERNEL_OLD: { release: string };
  ARCH_32BIT: { native: string };
  NODE_32BIT: { native: string };
  NODE_EMULATED: { node: string; native: string };
  PS_MISSING: object;
  PS_DENIED: object;
  PS_TIMEOUT: { durationMs: number };
  PS_FAILED: { exitCode: number | null };
  PS_UNREADABLE: object;
  PS_CONSTRAINED: { mode: string };
  PS_PARTIAL: { sections: readonly string[] };
  PS_SLOW: { durationMs: number };
  DOTNET_MISSING: object;
  DOTNET_OLD: { version: string; release: number };
  DOTNET_UNKNOWN: object;
  REGISTRY_UNREADABLE: object;
  VC_MISSING: object;
  GO_MISSING: object;
  GO_NOT_ON_PATH: { path: string };
  GO_TIMEOUT: object;
  GO_BROKEN: { exitCode: number | null; detail: string };
  GO_TOO_OLD: { version: string; minimum: string };
  GO_UNSUPPORTED: { version: string; supported: string; asOf: string };
  GO_DEVELOPMENT: { version: string };
  GO_VERSION_UNKNOWN: object;
  GOROOT_WRONG: { value: string };
  GOROOT_SET: { value: string };
  GOROOT_OTHER: { value: string; own: string };
  GOPATH_RELATIVE: { value: string };
  GOPATH_IS_GOROOT: { value: string };
  GOPATH_AWKWARD: { value: string };
  GOBIN_NOT_ON_PATH: { bin: string };
  GOPROXY_OFF: object;
  GOPROXY_ENTRY: { entry: string };
  GOPROXY_DEFAULT: object;
  PROXY_NONE: object;
  PROXY_MISTAKES: { mistakes: readonly ProxyMistake[]; remedy: ProxyRemedy };
  PROXY_CONFLICT: { variables: readonly string[] };
  PROXY_ALL_ONLY: { variable: string };
  PROXY_CGI: object;
  HTTPS_PROXY_MISSING: { variable: string };
  NO_PROXY_MISTAKES: { mistakes: readonly ExceptionMistake[] };
  PROXY_UNREACHABLE: { endpoints: readonly Unreachable[] };
  PORT_EXCLUDED: { port: number; start: number; end: number };
  PORT_DENIED: { port: number; code: string };
  PORT_BUSY: { port: number };
  PORT_IS_PROXY: { port: number };
}

export type FindingCode = keyof Findings;

/** One finding: its code and its facts. */
export type Finding = {
  [Code in FindingCode]: { readonly code: Code; readonly facts: Findings[Code] };
}[FindingCode];

/** What a fix does; its description is in the catalogue. */
export type FixKind =
  | 'installGo'
  | 'upgradeGo'
  | 'addGoToPath'
  | 'unsetGoroot'
  | 'addGobinToPath'
  | 'setGoproxy'
  | 'setProxyVariables'
  | 'choosePort';
