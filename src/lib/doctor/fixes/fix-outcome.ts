import { Interrupted } from '../../errors.js';
import type { Redactor } from '../../redact.js';
import type { Change, CheckId, FixCommand, Status } from '../check.js';
import type { Finding, FixKind } from '../findings.js';
import type { DoctorResult } from '../run.js';
import type { PlannedChange } from './plan-change.js';
import type { FixNote, FixTrouble } from './troubles.js';

export type FixState = 'applied' | 'undone' | 'declined' | 'failed' | 'by-hand' | 'dry-run';

/** What became of one change. Nothing in it is secret. */
export interface FixOutcome {
  readonly check: CheckId;
  readonly kind: FixKind;
  /** Null where there is nothing that could be applied: the commands are for a person. */
  readonly change: Change | null;
  readonly before: string | null;
  readonly after: string | null;
  readonly state: FixState;
  readonly trouble: FixTrouble | null;
  readonly note: FixNote | null;
  readonly commands: readonly FixCommand[];
  /** Lines for the profile of the user's shell. */
  readonly lines: readonly string[];
  /** What the check says after the change; null where nothing was changed. */
  readonly verdict: Status | null;
}

/** One fix, to be agreed to as a whole. */
export interface FixItem {
  readonly check: CheckId;
  readonly status: Status;
  readonly finding: Finding | null;
  readonly kind: FixKind;
  readonly changes: readonly PlannedChange[];
}

export interface FixOptions {
  readonly dryRun: boolean;
  readonly secrets: Redactor;
  /** Shows an item and asks. Rejects with an `Interrupted` at Ctrl-C. */
  confirm(item: FixItem): Promise<boolean>;
}

export interface FixReport {
  /** The machine as a terminal finds it that is opened afterwards; as it was, where nothing was changed. */
  readonly result: DoctorResult;
  readonly fixes: readonly FixOutcome[];
  /** Ctrl-C, and what was done until then stands in `fixes`. */
  readonly interrupted: Interrupted | null;
}

/** Ctrl-C, at a question or elsewhere. */
export function interruptionOf(error: unknown, signal: AbortSignal | undefined): Interrupted | null {
  if (error instanceof Interrupted) return error;
  return signal?.aborted && signal.reason instanceof Interrupted ? signal.reason : null;
}
