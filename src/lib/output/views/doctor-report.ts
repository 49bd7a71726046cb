import type { CheckResult } from '../../doctor/judge.js';
import type { DoctorResult } from '../../doctor/run.js';
import type { Messages } from '../../messages/en.js';
import type { Style } from '../style.js';
import { minuteOf, placeOf, systemOf } from './doctor-words.js';

/** Everything a report tells, anonymised already. */
export interface DoctorReport {
  readonly result: DoctorResult;
  /** This program's. */
  readonly version: string;
  /** What `--fix` did, as text; null where it was not asked for. */
  readonly fixes: string | null;
  /** Which client uses which proxy, as text; empty without URLs. */
  readonly urls: string;
  /** The evidence, as the text of a file. */
  readonly evidence: string;
}

/** Blocks of text in a report are as wide as this, and have no colours. */
export const plainStyle: Style = {
  width: 96,
  paint: (_tone, text) => text,
  symbol: { good: '✔', bad: '✖', warning: '!', note: 'i', quiet: '-' },
  arrow: '→',
};

/** The head of a report: names and values. */
export function factsOf({ result, version }: DoctorReport, text: Messages): (readonly [string, string])[] {
  const { facts, wsl } = text.doctorReport;
  const { platform, evidence } = result;
  return [
    [facts.system, systemOf(result) + (platform.wsl ? `, ${wsl}` : '')],
    [facts.architecture, platform.arch],
    [facts.node, platform.node],
    [facts.program, version],
    [facts.examined, minuteOf(evidence.collectedAt)],
    [facts.result, text.doctor.summary(result.summary, result.durationMs)],
  ];
}

export function troublesOf({ checks }: DoctorResult): readonly CheckResult[] {
  return checks.filter((check) => placeOf(check) === 'trouble');
}
