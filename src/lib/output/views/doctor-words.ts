import type { CheckId, Fix } from '../../doctor/check.js';
import type { Finding, FindingCode, Findings } from '../../doctor/findings.js';
import type { CheckResult } from '../../doctor/judge.js';
import type { DoctorResult } from '../../doctor/run.js';
import type { Messages } from '../../messages/en.js';
import type { ErrorText } from '../../messages/text.js';

/** What a finding says, and what to do next; null where there is nothing to say. */
export interface Words {
  readonly message: string | null;
  readonly hint: string | null;
}

export function wordsOf(finding: Finding | null, text: Messages): Words {
  if (finding === null) return { message: null, hint: null };
  const { message, hint } = entryOf(finding.code, text);
  return { message: message(finding.facts) || null, hint: hint(finding.facts) || null };
}

/** What to do next: the finding's hint, else what its commands do. */
export function adviceOf({ finding, fix }: CheckResult, text: Messages): string {
  return wordsOf(finding, text).hint ?? (fix === null ? '' : text.doctor.fixes[fix.kind]);
}

/** Checks that find the way of a request. */
const ways: ReadonlySet<CheckId> = new Set([
  'proxy.targets',
  'proxy.wininet',
  'proxy.winhttp',
  'aliyun.endpoint',
]);

/** What was found, for people: how a way ends is named as `explain` names it; JSON keeps the code's word. */
export function foundOf({ id, found }: CheckResult, text: Messages): string | null {
  if (found === null || !ways.has(id)) return found;
  return found.replace(
    /^direct(?= -> |$)|(?<= -> )(?:direct|error|none|unknown)$/gm,
    (word) => text.explain.outcomes[word as keyof Messages['explain']['outcomes']],
  );
}

/** The entry for a code takes that code's facts; a union of codes hides that from the compiler. */
function entryOf(code: FindingCode, text: Messages): ErrorText<Findings[FindingCode]> {
  return text.doctor.findings[code] as ErrorText<Findings[FindingCode]>;
}

/**
 * Where a check stands in a report. `blocked`: it waits for another one. `elsewhere`: it is for another system.
 * `left-out`: it was not asked for, or has nothing to look at.
 */
export type Place = 'trouble' | 'note' | 'passed' | 'blocked' | 'left-out' | 'elsewhere';

export function placeOf({ status, finding }: CheckResult): Place {
  switch (status) {
    case 'pass':
      return 'passed';
    case 'info':
      return 'note';
    case 'skip':
      if (finding?.code === 'NEEDS') return 'blocked';
      return finding?.code === 'NOT_HERE' ? 'elsewhere' : 'left-out';
    default:
      return 'trouble';
  }
}

/** What somebody may want to do something about, in the order of the report: troubles, then notes with a command. */
export function remediesOf({ checks }: DoctorResult): readonly CheckResult[] {
  const offers = ({ fix }: CheckResult) => fix !== null && fix.commands.length > 0;
  return [
    ...checks.filter((check) => placeOf(check) === 'trouble'),
    ...checks.filter((check) => placeOf(check) === 'note' && offers(check)),
  ];
}

/**
 * May `--fix` apply it on that system? Beyond Windows it changes what `go env -w` keeps, and prints the lines for the
 * shell's profile.
 */
export function isAutomatic(fix: Fix | null, os: string): boolean {
  return fix?.changes.some(({ kind }) => os === 'win32' || kind === 'go-env') ?? false;
}

/** `Windows 11 Pro 24H2 (26100)`, as far as it is known. */
export function systemOf({ checks, platform }: DoctorResult): string {
  const { os, release, name } = platform;
  const known = checks.find(({ id }) => id === 'os.version')?.found;
  return known ?? (name === null ? `${os} ${release}` : `${name} (${release})`);
}

/** `2026-11-22 08:00 UTC`, of ISO 8601. */
export function minuteOf(when: string): string {
  return `${when.slice(0, 16).replace('T', ' ')} UTC`;
}

export function oneLine(text: string | null): string | null {
  return text?.replaceAll('\n', '; ') ?? null;
}
