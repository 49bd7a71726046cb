import { systemCode, usageFailure } from '../errors.js';
import type { Host } from '../host/host.js';
import type { Status } from './check.js';
import { collect } from './collect.js';
import { type Evidence, formatEvidence, type Platform, readEvidence, sectionNames } from './evidence.js';
import { type CheckResult, judge } from './judge.js';
import { doctorFailure, type Selection, sectionsFor, selectChecks } from './select.js';

export interface DoctorRequest extends Selection {
  readonly offline: boolean;
  /** Warnings count as failures. */
  readonly strict: boolean;
  /** For everything that is asked of the machine. */
  readonly timeoutMs: number;
  /** The port the tunnel would listen on. */
  readonly listenPort: number;
  /** Writes the evidence to this file. */
  readonly saveEvidence?: string;
  /** Judges this file and touches nothing else. */
  readonly replay?: string;
  readonly signal?: AbortSignal;
  /** Called with what is still being waited for, whenever that changes. */
  readonly onProgress?: (waiting: readonly string[]) => void;
}

export const doctorDefaults = {
  only: [],
  skip: [],
  offline: false,
  strict: false,
  timeoutMs: 30_000,
  listenPort: 3128,
} as const satisfies DoctorRequest;

export interface DoctorResult {
  readonly ok: boolean;
  readonly platform: Platform;
  /** When the evidence is not of this run: when it was gathered. */
  readonly replayOf: string | null;
  readonly summary: Readonly<Record<Status, number>>;
  readonly durationMs: number;
  readonly checks: readonly CheckResult[];
}

/** Examines this machine, or saved evidence of another. Throws usage failures, and the signal's reason. */
export async function runDoctor(request: DoctorRequest, host: Host): Promise<DoctorResult> {
  const started = host.clock.monotonic();
  const selected = selectChecks(request);
  const evidence =
    request.replay === undefined ? await gather(request, host) : await loadEvidence(request.replay, host);
  const checks = judge(evidence).filter(({ id }) => selected.has(id));
  const summary = count(checks);
  return {
    ok: summary.fail === 0 && !(request.strict && summary.warn > 0),
    platform: evidence.platform,
    replayOf: request.replay === undefined ? null : evidence.collectedAt,
    summary,
    durationMs: Math.round(host.clock.monotonic() - started),
    checks,
  };
}

async function gather(request: DoctorRequest, host: Host): Promise<Evidence> {
  const { saveEvidence, offline, timeoutMs, listenPort, signal, onProgress } = request;
  // Saved evidence is for others to judge: it is whole, whatever this run reports.
  const sections = saveEvidence === undefined ? sectionsFor(selectChecks(request)) : new Set(sectionNames);
  const evidence = await collect(
    {
      sections,
      offline,
      timeoutMs,
      listenPort,
      ...(signal ? { signal } : {}),
      ...(onProgress ? { onProgress } : {}),
    },
    host,
  );
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
