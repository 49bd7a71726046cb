import type { Environment } from '../../host/host.js';
import type { Redactor } from '../../redact.js';
import type { ProbePorts, ProbeSettings } from '../attempt.js';
import type { ExplainCase } from '../explain/explain-case.js';
import type { ProbeResult } from '../result.js';
import { RunEnd } from './run-end.js';

/** The results with explanations of their failures, as far as they are found within what is left of the deadline. */
export async function addExplanations(
  cases: readonly ExplainCase[],
  {
    settings,
    leftMs,
    ports,
  }: {
    readonly settings: ProbeSettings;
    /** Infinite without a deadline. */
    readonly leftMs: number;
    readonly ports: ProbePorts & {
      readonly env: Environment;
      readonly os: NodeJS.Platform;
      readonly signal: AbortSignal;
      readonly secrets: Redactor;
    };
  },
): Promise<readonly ProbeResult[]> {
  const results = cases.map(({ result }) => result);
  const failed = cases.filter(({ result }) => !result.ok);
  if (failed.length === 0) return results;
  const passed = cases.filter(({ result }) => result.ok);
  const { explainRun, withExplanations } = await import('../explain/explain-run.js');
  const limits = Number.isFinite(leftMs) ? [{ setting: '--deadline' as const, limitMs: leftMs }] : [];
  const end = new RunEnd(limits, ports);
  try {
    const found = await end.within((signal) => explainRun(failed, passed, { settings, ports, signal }));
    const clean = [...found].map(
      ([result, explanation]) => [result, ports.secrets.value(explanation)] as const,
    );
    return withExplanations(results, new Map(clean));
  } finally {
    end.close();
  }
}
