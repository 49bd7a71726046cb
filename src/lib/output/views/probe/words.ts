import type { Messages } from '../../../messages/en.js';
import type { ErrorText } from '../../../messages/text.js';
import type { Diagnosis } from '../../../probe/diagnosis/diagnosis.js';
import type { ProbeResult, ProbeRun, ProbeStatus } from '../../../probe/result.js';
import type { Presentation } from '../../presentation.js';
import type { Tone } from '../../style.js';
import type { FailureWords } from '../failure.js';

/** The sentence and the hint of a diagnosis in a language. */
export function diagnosisWords({ code, facts }: Diagnosis, text: Messages): FailureWords {
  const entry = text.probe.diagnoses[code] as ErrorText<object>;
  return { message: entry.message(facts), hint: entry.hint(facts) };
}

export const statusTones: Readonly<Record<ProbeStatus, Tone & ('good' | 'warning' | 'bad')>> = {
  pass: 'good',
  warn: 'warning',
  fail: 'bad',
};

/** `✔ pass`. */
export function statusWord(status: ProbeStatus, { text, style }: Presentation): string {
  return `${style.symbol[statusTones[status]]} ${text.probe.status[status]}`;
}

/** The proxies, first hop first, a plain HTTP one without its scheme; or why there is none. */
export function viaText({ via, bypass }: ProbeResult, { text, style }: Presentation): string {
  if (bypass) return text.probe.bypass(bypass.variable, bypass.entry);
  if (via.length === 0) return text.probe.direct;
  return via.map(({ proxy }) => proxy.replace(/^http:\/\//, '')).join(` ${style.arrow} `);
}

/** What a reader calls a target: its name where it has one. */
export function nameOf({ name, target }: ProbeResult): string {
  return name ?? target;
}

/** All that was found wrong, each code once, the one that decided first. */
export function diagnosesOf({ diagnosis, warnings }: ProbeResult): readonly Diagnosis[] {
  const all = diagnosis === null ? warnings : [diagnosis, ...warnings];
  return all.filter(({ code }, index) => all.findIndex((other) => other.code === code) === index);
}

/** Why the run ended before its end; empty where it did not. */
export function endingLines({ interrupted, deadlineReached, results }: ProbeRun, text: Messages): string[] {
  const { probe } = text;
  const isRepeated = results.some(({ stats }) => stats !== null);
  return [
    ...(deadlineReached === null ? [] : [probe.deadlineReached(deadlineReached)]),
    ...(interrupted ? [isRepeated ? probe.ended : probe.interrupted] : []),
  ];
}
