import {
  type Check,
  type CheckId,
  type Facts,
  type Group,
  type Status,
  type Verdict,
  verdict,
} from './check.js';
import { checks as allChecks } from './checks/list.js';
import type { Evidence, SectionName } from './evidence.js';
import type { Finding } from './findings.js';
import { defaultRequirements, type Requirements } from './knowledge.js';

/** What one check found on one machine. */
export interface CheckResult extends Omit<Verdict, 'status'> {
  readonly id: CheckId;
  readonly group: Group;
  readonly status: Status;
  /** Where the facts came from: `powershell`, `registry`, `go`, `environment`, `network`, `node`. */
  readonly source: string;
  /** How long gathering them took; shared by checks of one source. */
  readonly durationMs: number;
}

/** Judges evidence: pure, and the same on every machine. A check that throws is an `error`, and the others go on. */
export function judge(
  evidence: Evidence,
  requirements: Requirements = defaultRequirements,
  checks: readonly Check[] = allChecks,
): CheckResult[] {
  const results = new Map<CheckId, CheckResult>();
  for (const check of checks) {
    const { status, ...conclusion } = conclude(check, { evidence, requirements }, results);
    results.set(check.id, {
      id: check.id,
      group: check.group,
      status,
      ...conclusion,
      ...origin(check, evidence),
    });
  }
  return [...results.values()];
}

type Conclusion = Omit<Verdict, 'status'> & { readonly status: Status };

function conclude(check: Check, facts: Facts, earlier: ReadonlyMap<CheckId, CheckResult>): Conclusion {
  const { platform } = facts.evidence;
  if (check.platforms && !check.platforms.includes(platform.os)) {
    return skip({ code: 'NOT_HERE', facts: { platforms: check.platforms } });
  }
  const unmet = check.needs?.find((id) => stopsOthers(earlier.get(id)));
  if (unmet) return skip({ code: 'NEEDS', facts: { check: unmet } });
  for (const name of check.uses) {
    const missing = missingSection(facts.evidence, name, check);
    if (missing) return missing;
  }
  try {
    return check.judge(facts);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return failed({ code: 'CHECK_CRASHED', facts: { detail } });
  }
}

/** A failure stops what builds on it, and so does a skip that a failure caused. */
function stopsOthers(result: CheckResult | undefined): boolean {
  if (!result) return false;
  return (
    result.status === 'fail' ||
    result.status === 'error' ||
    (result.status === 'skip' && result.finding?.code === 'NEEDS')
  );
}

function missingSection(evidence: Evidence, name: SectionName, check: Check): Conclusion | null {
  const section = evidence.sections[name];
  if (section.state === 'ok') return null;
  if (section.state === 'absent') {
    if (section.reason === 'offline') return skip({ code: 'OFFLINE', facts: {} });
    if (section.reason === 'not-selected') return skip({ code: 'NOT_COLLECTED', facts: {} });
    return skip({ code: 'NOT_HERE', facts: { platforms: check.platforms ?? [] } });
  }
  const { source, durationMs, detail, reason } = section;
  return reason === 'timeout'
    ? failed({ code: 'COLLECTOR_TIMEOUT', facts: { source, durationMs } })
    : failed({ code: 'COLLECTOR_CRASHED', facts: { source, detail } });
}

function skip(finding: Finding): Conclusion {
  return verdict('skip', { finding });
}

function failed(finding: Finding): Conclusion {
  return { ...verdict('skip', { finding }), status: 'error' };
}

/** The last of the sections a check uses is the one it is about. */
function origin(check: Check, evidence: Evidence): { source: string; durationMs: number } {
  const name = check.uses.at(-1) ?? check.optional?.at(-1);
  const section = name === undefined ? undefined : evidence.sections[name];
  if (section?.state !== 'ok' && section?.state !== 'failed') return { source: 'node', durationMs: 0 };
  return { source: section.source, durationMs: Math.round(section.durationMs) };
}
