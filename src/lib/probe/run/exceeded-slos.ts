import type { PhaseName, Timings } from '../../proxy/way/phases.js';
import { type Blame, type Diagnosis, diagnosis } from '../diagnosis/diagnosis.js';
import type { Slo } from '../target/slo.js';

const proxyPhases: ReadonlySet<PhaseName | 'total'> = new Set(['proxyDns', 'proxyTcp', 'proxyTls', 'tunnel']);

/** A warning for each limit that a pass took longer than. A phase that this way does not have is no violation. */
export function exceededSlos(
  slos: readonly Slo[],
  timings: Timings,
  ends: { readonly target: string; readonly port: number; readonly proxy: string | null },
): Diagnosis[] {
  return slos.flatMap(({ phase, limitMs }) => {
    const ms = timings[phase];
    if (ms === null || ms <= limitMs) return [];
    const blame: Blame = proxyPhases.has(phase) ? 'proxy' : 'target';
    return diagnosis('SLO_EXCEEDED', { ...ends, slo: phase, ms, limitMs }, { phase, blame });
  });
}
