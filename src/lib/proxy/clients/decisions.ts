import type { ProxyEndpoint } from '../proxy-endpoint.js';
import type { ClientDecision, ClientId, ClientNote, ClientRule } from './client.js';

/** The decisions of one client, so that its rules read as sentences. */
export interface Decisions {
  direct(rule: ClientRule, ...notes: readonly ClientNote[]): ClientDecision;
  through(proxy: ProxyEndpoint, rule: ClientRule, ...notes: readonly ClientNote[]): ClientDecision;
  refused(rule: ClientRule, ...notes: readonly ClientNote[]): ClientDecision;
  unknown(rule: ClientRule, ...notes: readonly ClientNote[]): ClientDecision;
  /** The client does not speak this scheme. */
  speechless(scheme: string): ClientDecision;
  skipped(): ClientDecision;
}

export function decisionsOf(client: ClientId): Decisions {
  const nowhere = { client, proxy: null };
  return {
    direct: (rule, ...notes) => ({ ...nowhere, outcome: 'direct', rule, notes }),
    through: (proxy, rule, ...notes) => ({ client, outcome: 'proxy', proxy, rule, notes }),
    refused: (rule, ...notes) => ({ ...nowhere, outcome: 'error', rule, notes }),
    unknown: (rule, ...notes) => ({ ...nowhere, outcome: 'unknown', rule, notes }),
    speechless: (scheme) => ({ ...nowhere, outcome: 'none', rule: { kind: 'scheme', scheme }, notes: [] }),
    skipped: () => ({ ...nowhere, outcome: 'skipped', rule: null, notes: [] }),
  };
}
