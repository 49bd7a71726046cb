import type { CheckId, Status } from '../../../../src/lib/doctor/check.js';
import type { FindingCode } from '../../../../src/lib/doctor/findings.js';

/** A status and what was found. */
export type Row = readonly [status: Status, finding: FindingCode | null];

/** What each machine of the fixtures is told about a family of checks. */
export interface Verdicts {
  readonly ids: readonly CheckId[];
  /** By the fixture's name; a check that is not named passes without a finding. */
  readonly machines: Readonly<Record<string, { readonly [Id in CheckId]?: Row }>>;
}
