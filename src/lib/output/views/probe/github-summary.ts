import type { ProbeResult, ProbeRun } from '../../../probe/result.js';
import type { Presentation } from '../../presentation.js';
import { probeMarkdown } from './markdown.js';

/** GitHub refuses a step's summary beyond 1 MiB as a whole, and other commands of the step may have written already. */
const mostBytes = 512 * 1024;

/**
 * What is appended to the file that `$GITHUB_STEP_SUMMARY` names: the Markdown report. Where that is too long, targets
 * that passed go first, then as many of the others as it takes; what was left out is said, and the counts stay whole.
 */
export function githubSummary(run: ProbeRun, presentation: Presentation): string {
  const { reports } = presentation.text.probe;
  const withOnly = (results: readonly ProbeResult[]) => probeMarkdown({ ...run, results }, presentation);
  const whole = withOnly(run.results);
  if (fits(whole)) return `${whole}\n`;
  const troubles = run.results.filter(({ status }) => status !== 'pass');
  for (let kept = troubles.length; kept > 0; kept = Math.floor(kept / 2)) {
    const part = withOnly(troubles.slice(0, kept));
    if (fits(part)) return `${part}\n${reports.leftOut(run.results.length - kept)}\n\n`;
  }
  return `${withOnly([])}\n${reports.leftOut(run.results.length)}\n\n`;
}

function fits(text: string): boolean {
  return Buffer.byteLength(text) <= mostBytes;
}
