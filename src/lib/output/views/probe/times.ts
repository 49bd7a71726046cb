import type { ProbeResult } from '../../../probe/result.js';
import type { PhaseName } from '../../../proxy/way/phases.js';

/** Which side a phase is about: the way to the proxy and what it does, or what lies behind. */
export type Side = 'proxy' | 'target';

/** The phases in their order. */
export const phaseSides: Readonly<Record<PhaseName, Side>> = {
  proxyDns: 'proxy',
  proxyTcp: 'proxy',
  proxyTls: 'proxy',
  tunnel: 'proxy',
  targetDns: 'target',
  targetTcp: 'target',
  tls: 'target',
  app: 'target',
  transfer: 'target',
};

export const phaseOrder = Object.keys(phaseSides) as readonly PhaseName[];

/** `74.6`, from a second on without decimals; `-` for what did not happen. */
export function formatMs(ms: number | null): string {
  if (ms === null) return '-';
  return ms < 1000 ? ms.toFixed(1) : String(Math.round(ms));
}

/** The time to reach the proxy, all hops together; null where none was reached for. */
export function proxyMs({ timingsMs: { proxyDns, proxyTcp, proxyTls } }: ProbeResult): number | null {
  const known = [proxyDns, proxyTcp, proxyTls].filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
}

/**
 * What a tunnel took beyond one round trip to the proxy: the time behind it, about. Null for chains, whose times add
 * up, and where no tunnel was opened.
 */
export function behindProxyMs({ via, timingsMs: { proxyTcp, tunnel } }: ProbeResult): number | null {
  return via.length !== 1 || proxyTcp === null || tunnel === null ? null : Math.max(0, tunnel - proxyTcp);
}

/** `0%`, `33.3%`. */
export function formatShare(share: number): string {
  return `${Math.round(share * 1000) / 10}%`;
}
