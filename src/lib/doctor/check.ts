import type { Evidence, SectionName } from './evidence.js';
import type { Finding, FixKind } from './findings.js';
import type { Requirements } from './knowledge.js';

/** Every check, in the order of the report. Ids are for ever: scripts name them. */
export const checkIds = [
  'os.version',
  'os.arch',
  'ps.available',
  'dotnet.framework',
  'vcredist.v14',
  'go.installed',
  'go.version',
  'go.goroot',
  'go.gopath',
  'go.goproxy',
  'proxy.env',
  'proxy.https-missing',
  'proxy.no-proxy',
  'proxy.reachable',
  'net.excluded-ports',
] as const;

export type CheckId = (typeof checkIds)[number];

export const groups = ['os', 'windows', 'go', 'proxy', 'net'] as const;
export type Group = (typeof groups)[number];

export type Status = 'pass' | 'info' | 'warn' | 'fail' | 'skip' | 'error';

export interface FixCommand {
  readonly shell: 'powershell' | 'cmd' | 'bash';
  readonly command: string;
}

/** Commands that would mend it; printed, never run here. `safe`: touches the user's own settings only. */
export interface Fix {
  readonly kind: FixKind;
  readonly commands: readonly FixCommand[];
  readonly safe: boolean;
}

/** What a check concludes. Facts only: the sentences are made from `finding` by the catalogue. */
export interface Verdict {
  readonly status: Exclude<Status, 'error'>;
  /** What is there and what should be, in words no language owns (versions, paths, values); null where there is none. */
  readonly found: string | null;
  readonly expected: string | null;
  readonly finding: Finding | null;
  readonly docs: string | null;
  readonly fix: Fix | null;
}

/** The values of the sections a check uses; none is missing when it is asked. */
export interface Facts {
  readonly evidence: Evidence;
  readonly requirements: Requirements;
}

export interface Check {
  readonly id: CheckId;
  readonly group: Group;
  /** Where it makes sense; everywhere if absent. */
  readonly platforms?: readonly string[];
  /** Checks that must not have failed (or been skipped for a failure). */
  readonly needs?: readonly CheckId[];
  /** Where its facts come from; `platform` alone is always there. */
  readonly uses: readonly SectionName[];
  /** Sections it can do without. */
  readonly optional?: readonly SectionName[];
  /** Pure. */
  judge(facts: Facts): Verdict;
}

const nothing = { found: null, expected: null, finding: null, docs: null, fix: null };

/** A verdict; what is not given is null. */
export function verdict(status: Verdict['status'], parts: Partial<Omit<Verdict, 'status'>> = {}): Verdict {
  return { ...nothing, ...parts, status };
}

/** The value of a section; throws where it was not gathered, which `judge` prevents. */
export function sectionOf<Name extends SectionName>(
  evidence: Evidence,
  name: Name,
): Extract<Evidence['sections'][Name], { state: 'ok' }>['value'] {
  const value = optionalSectionOf(evidence, name);
  if (value === null) throw new Error(`the section ${name} was not gathered`);
  return value;
}

export function optionalSectionOf<Name extends SectionName>(
  evidence: Evidence,
  name: Name,
): Extract<Evidence['sections'][Name], { state: 'ok' }>['value'] | null {
  const section = evidence.sections[name];
  return section.state === 'ok'
    ? (section as Extract<Evidence['sections'][Name], { state: 'ok' }>).value
    : null;
}
