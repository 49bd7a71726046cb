import type { Environment } from '../../host/host.js';
import type { ProxyEndpoint } from '../proxy-endpoint.js';
import type { ProxyFindingKind } from '../proxy-lint.js';

/** Programs and libraries whose ways of choosing a proxy are known, in the order they are shown. */
export const clientIds = [
  'go',
  'curl',
  'wget',
  'git',
  'python',
  'node',
  'java',
  'dotnet',
  'windows',
] as const;
export type ClientId = (typeof clientIds)[number];

/** Where a request goes. */
export interface ExplainTarget {
  /** As given; without a user part. */
  readonly url: string;
  /** Lower case, without the colon: `https`, `redis` … */
  readonly scheme: string;
  /** As written, IPv6 without brackets. */
  readonly host: string;
  /** The one of the URL, else the scheme's own. */
  readonly port: number;
  /** Does the port stand in the URL? */
  readonly explicitPort: boolean;
  /** Begins with `/`; git's settings are chosen by it. */
  readonly path: string;
}

/** One setting of a client's own configuration, in the order the client reads them: the last one counts. */
export interface ClientSetting {
  /** As the client names it: `http.proxy`, `http.https://a.test/.proxy`, `noproxy`. */
  readonly name: string;
  /** May hold a password. */
  readonly value: string;
}

/** The proxy settings of Windows (WinINET) as its registry has them. */
export interface WindowsProxySettings {
  readonly enabled: boolean;
  /** `host:port`, or `http=host:port;https=host:port;socks=host:port`; empty where not set. */
  readonly server: string;
  /** `;`-separated, `*` as wildcard, `<local>`; empty where not set. */
  readonly override: string;
  /** URL of a script that decides (PAC); null where none is set. */
  readonly autoConfigUrl: string | null;
  readonly autoDetect: boolean;
}

/** All that the rules depend on. Values may hold passwords: it is never shown and never saved. */
export interface ClientWorld {
  readonly os: NodeJS.Platform;
  readonly env: Environment;
  /** What is installed, for example `8.5.0`; absent: not found or not asked, the current one is modelled. */
  readonly versions: { readonly [Client in ClientId]?: string };
  /** The clients' own configuration files (`git config`, `.curlrc`, `.wgetrc`), as far as proxies are concerned. */
  readonly settings: { readonly [Client in ClientId]?: readonly ClientSetting[] };
  /** `unreadable`: its registry could not be read. Null: not Windows, or a saved environment. */
  readonly windows: WindowsProxySettings | 'unreadable' | null;
}

/** What is wrong with a value in a client's eyes: also what is right for Go. */
export type ValueProblem =
  | ProxyFindingKind
  /** `proxy:3128`, which is a URL with the scheme `proxy`. */
  | 'no-scheme'
  /** A path, query or fragment after the address. */
  | 'rest'
  /** A URL, or a port behind it, where a host's name or address alone is taken. */
  | 'not-a-host';

/** What decided. `name` is a variable as it is spelled in the environment, or a setting of the client's own. */
export type ClientRule =
  /** A variable or a setting names the proxy (outcome proxy). */
  | { readonly kind: 'named'; readonly name: string }
  /** An entry of NO_PROXY or of a similar list (direct). */
  | { readonly kind: 'bypass'; readonly name: string; readonly entry: string }
  /** The client never uses a proxy for this host (direct). */
  | { readonly kind: 'loopback' }
  /** None of these is set (direct). */
  | { readonly kind: 'unset'; readonly names: readonly string[] }
  /** Set to nothing, which hides the other spellings or variables (direct). */
  | { readonly kind: 'empty'; readonly name: string }
  /** The client looks at the environment only where it is told to by `name` (direct). */
  | { readonly kind: 'opt-in'; readonly name: string }
  /** The client has no proxy variables for this scheme (direct), or does not speak it (outcome none). */
  | { readonly kind: 'scheme'; readonly scheme: string }
  /** The value can't be read as meant: dropped (direct), misread (proxy) or refused (error). */
  | { readonly kind: 'malformed'; readonly name: string; readonly problem: ValueProblem }
  /** The client does not speak the proxy's protocol (error, or direct where it ignores the proxy). */
  | { readonly kind: 'unsupported'; readonly name: string; readonly scheme: string }
  /** The variable `mark` marks a CGI program (error, or direct where the variable `name` is ignored). */
  | { readonly kind: 'cgi'; readonly name: string; readonly mark: string }
  /** A script or the network decides, which is not run here (outcome unknown). */
  | { readonly kind: 'script'; readonly name: string }
  /** Settings that are not read here decide: the system's own, or a file of arguments (outcome unknown). */
  | { readonly kind: 'unread'; readonly name: string };

/** What is worth knowing besides; words in the catalogue. */
export type ClientNote =
  /** No version was found: this one is modelled. */
  | { readonly kind: 'modelled'; readonly version: string }
  /** The installed version, where it differs from the current one. */
  | { readonly kind: 'installed'; readonly version: string }
  /** The value ends the program before it does anything (Node with NODE_USE_ENV_PROXY). */
  | { readonly kind: 'will-not-start' }
  /** What the rule names takes this version or a newer one. */
  | { readonly kind: 'since'; readonly version: string }
  /** The setting that decided stands in this variable. */
  | { readonly kind: 'set-in'; readonly name: string }
  /** Without this optional package of its own, which was not looked for. */
  | { readonly kind: 'without'; readonly name: string };

/**
 * `proxy`: through `proxy`. `direct`. `error`: the client does neither and reports an error. `none`: the client does
 * not speak this scheme at all. `unknown`: decided by what is not run here. `skipped`: not on this system.
 */
export type ClientOutcome = 'proxy' | 'direct' | 'error' | 'none' | 'unknown' | 'skipped';

/** What one client would do. Holds no credentials: safe to show and to save. */
export interface ClientDecision {
  readonly client: ClientId;
  readonly outcome: ClientOutcome;
  readonly proxy: ProxyEndpoint | null;
  /** Null for `skipped`. */
  readonly rule: ClientRule | null;
  readonly notes: readonly ClientNote[];
}

/** The rules of one client: pure. */
export interface ClientRules {
  readonly id: ClientId;
  decide(target: ExplainTarget, world: ClientWorld): ClientDecision;
}
