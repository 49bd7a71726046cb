import type { ProxyUrl } from '../../proxy/proxy-url.js';
import type { EnvRules } from './env-rules.js';

/** The entry that sends a target past the proxy. */
export interface Bypass {
  readonly variable: string;
  readonly entry: string;
  readonly rules: EnvRules;
}

export interface PlannedRoute {
  /** First hop first; empty: direct. */
  readonly proxies: readonly ProxyUrl[];
  /** `flag`, `config`, `env:NAME`; null for direct. */
  readonly source: string | null;
  readonly bypass: Bypass | null;
  /** The variable whose value the client drops without a word; the route is direct because of it. */
  readonly droppedVariable: string | null;
}

export const directRoute: PlannedRoute = {
  proxies: [],
  source: null,
  bypass: null,
  droppedVariable: null,
};
