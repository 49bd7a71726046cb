import { publicEndpoint } from '../cloud/endpoints.js';
import { systemCode, usageFailure } from '../errors.js';
import type { Host } from '../host/host.js';
import type { Explanation } from '../proxy/explain/explain.js';
import { optionalSectionOf, type Status } from './check.js';
import { collect } from './collect.js';
import type { CollectRequest } from './collectors/sources.js';
import type { Platform } from './evidence/platform.js';
import { type Evidence, formatEvidence, readEvidence, sectionNames } from './evidence.js';
import { type CheckResult, judge } from './judge.js';
import { doctorFailure, type Selection, sectionsFor, selectChecks } from './select.js';

export interface DoctorRequest extends Selection, Omit<CollectRequest, 'sections'> {
  /** Warnings count as failures, and so do checks that could not run: nobody knows what they would have said. */
  readonly strict: boolean;
  /** The decisions for the targets are wanted, whatever checks are selected. */
  readonly explain?: boolean;
  /** Writes the evidence to this file. */
  readonly saveEvidence?: string;
  /** Judges this file and touches nothing else. */
  readonly replay?: string;
}

export const doctorDefaults = {
  only: [],
  skip: [],
  offline: false,
  strict: false,
  timeoutMs: 30_000,
  listenPort: 3128,
  targets: [],
  apiEndpoint: publicEndpoint('Ecs', 'cn-hangzhou'),
  program: { name: 'aliproxy', version: '0.0.0' },
} as const satisfies DoctorRequest;

export interface DoctorResult {
  readonly ok: boolean;
  readonly platform: Platform;
  /** When the evidence is not of this run: when it was gathered. */
  readonly replayOf: string | null;
  readonly summary: Readonly<Record<Status, number>>;
  readonly durationMs: number;
  readonly checks: readonly CheckResult[];
  /** What it was judged by. */
  readonly evidence: Evidence;
  /** What each client would do for the URLs that were asked about. */
  readonly explanations: readonly Explanation[];
}

/** Examines this machine, or saved evidence of another. Throws usage failures, and the signal's reason. */
export async function runDoctor(request: DoctorRequest, host: Host): Promise<DoctorResult> {
  const started = host.clock.monotonic();
  selectChecks(request);
  const evidence =
    request.replay === undefined ? await gather(request, host) : await loadEvidence(request.replay, host);
  const durationMs = Math.round(host.clock.monotonic() - started);
  return conclude(evidence, request, durationMs);
}

/** What evidence means, for the checks that are selected. Pure. */
export function conclude(evidence: Evidence, request: DoctorRequest, durationMs: number): DoctorResult {
  const selected = selectChecks(request);
  const checks = judge(evidence).filter(({ id }) => selected.has(id));
  const summary = count(checks);
  return {
    ok: summary.fail === 0 && !(request.strict && summary.warn + summary.error > 0),
    platform: evidence.platform,
    replayOf: request.replay === undefined ? null : evidence.collectedAt,
    summary,
    durationMs,
    checks,
    explanations: explanationsIn(evidence, request),
    evidence,
  };
}

/** Targets of the configuration are for the checks alone; saved evidence has its own URLs. */
function explanationsIn(evidence: Evidence, { explain, replay }: DoctorRequest): readonly Explanation[] {
  if (explain !== true && replay === undefined) return [];
  return optionalSectionOf(evidence, 'targets')?.urls.map(({ explanation }) => explanation) ?? [];
}

async function gather(request: DoctorRequest, host: Host): Promise<Evidence> {
  const { saveEvidence } = request;
  // Saved evidence is for others to judge: it is whole, whatever this run reports.
  const sections = saveEvidence === undefined ? sectionsFor(selectChecks(request)) : new Set(sectionNames);
  if (request.explain === true) sections.add('targets');
  const evidence = await collect({ ...request, sections }, host);
  if (saveEvidence !== undefined) {
    try {
      await host.files.writeText(saveEvidence, formatEvidence(evidence));
    } catch (error) {
      throw usageFailure('FILE_UNWRITABLE', { path: saveEvidence, reason: systemCode(error) ?? 'UNKNOWN' });
    }
  }
  return evidence;
}

async function loadEvidence(path: string, host: Host): Promise<Evidence> {
  let content: string;
  try {
    content = await host.files.readText(path);
  } catch (error) {
    throw usageFailure('FILE_UNREADABLE', { path, reason: systemCode(error) ?? 'UNKNOWN' });
  }
  const read = readEvidence(content);
  if (read.ok) return read.evidence;
  switch (read.problem) {
    case 'not-json':
      throw doctorFailure('EVIDENCE_NOT_JSON', { path });
    case 'foreign':
      throw doctorFailure('EVIDENCE_FOREIGN', { path });
    case 'newer':
      throw doctorFailure('EVIDENCE_NEWER', { path, version: read.detail });
    case 'malformed':
      throw doctorFailure('EVIDENCE_MALFORMED', { path, detail: read.detail });
  }
}

function count(checks: readonly CheckResult[]): Record<Status, number> {
  const summary = { pass: 0, info: 0, warn: 0, fail: 0, skip: 0, error: 0 };
  for (const { status } of checks) summary[status]++;
  return summary;
}
