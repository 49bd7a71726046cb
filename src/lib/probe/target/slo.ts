import { parseDuration } from '../../duration.js';
import { type SloName, sloNames } from './slo-names.js';

/** How long a phase may take before the result warns. */
export interface Slo {
  readonly phase: SloName;
  readonly limitMs: number;
}

/** Reads `tunnel=200ms`, `total=1s`; null for anything else. */
export function parseSlo(text: string): Slo | null {
  const [, name = '', value = ''] = /^\s*(\w+)\s*=\s*(\S+)\s*$/.exec(text) ?? [];
  const phase = sloNames.find((known) => known === name);
  const limitMs = parseDuration(value);
  return phase === undefined || !limitMs ? null : { phase, limitMs };
}

/** One limit for each phase: the later one counts. */
export function mergeSlos(...slos: readonly (readonly Slo[])[]): readonly Slo[] {
  return [...new Map(slos.flat().map((slo) => [slo.phase, slo])).values()];
}
