import type { Shell } from '../proxy/explain/shell-lines.js';
import type { Evidence, SectionName, ValueOf } from './evidence.js';
import type { Finding, FixKind } from './findings.js';
import type { Requirements } from './knowledge.js';

/** Every check, in the order of the report. Ids are for ever: scripts name them. */
export const checkIds = [
  'os.version',
  'os.arch',
  'os.locale',
  'os.path-length',
  'os.long-paths',
  'os.wsl',
  'ps.available',
  'dotnet.framework',
  'dotnet.runtime',
  'vcredist.v14',
  'python.version',
  'node.version',
  'env.stale',
  'env.scope',
  'go.installed',
  'go.version',
  'go.multiple',
  'go.goroot',
  'go.gopath',
  'go.goproxy',
  'go.sumdb',
  'go.private',
  'go.toolchain',
  'go.flags',
  'go.env-conflict',
  'go.tls-override',
  'go.tools',
  'ide.vscode-go',
  'proxy.env',
  'proxy.https-missing',
  'proxy.no-proxy',
  'proxy.cgi',
  'proxy.reachable',
  'proxy.scheme',
  'proxy.auth',
  'proxy.targets',
  'proxy.wininet',
  'proxy.winhttp',
  'proxy.node',
  'net.dns',
  'net.fake-ip',
  'net.hosts-file',
  'net.excluded-ports',
  'net.firewall',
  'time.skew',
  'aliyun.credentials',
  'aliyun.endpoint',
  'self.version',
] as const;

export type CheckId = (typeof checkIds)[number];

export const groups = ['os', 'windows', 'tools', 'env', 'go', 'proxy', 'net', 'cloud'] as const;
export type Group = (typeof groups)[number];

export type Status = 'pass' | 'info' | 'warn' | 'fail' | 'skip' | 'error';

export interface FixCommand {
  readonly shell: Shell;
  readonly command: string;
}

/**
 * One change that `--fix` can make by itself: it touches the user's own settings only, and can be undone.
 * `value` of null: removed. A value with `***` in it is for showing; the real one is worked out when it is applied.
 */
export type Change =
  | { readonly kind: 'user-variable'; readonly name: string; readonly value: string | null }
  | { readonly kind: 'user-path'; readonly folder: string }
  | { readonly kind: 'go-env'; readonly name: string; readonly value: string | null };

/** What would mend it. `changes` is what `--fix` may do; without any, the commands are for the user to run. */
export interface Fix {
  readonly kind: FixKind;
  readonly commands: readonly FixCommand[];
  /** Touches the user's own settings only. */
  readonly safe: boolean;
  readonly changes: readonly Change[];
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
export function sectionOf<Name extends SectionName>(evidence: Evidence, name: Name): ValueOf<Name> {
  const value = optionalSectionOf(evidence, name);
  if (value === null) throw new Error(`the section ${name} was not gathered`);
  return value;
}

export function optionalSectionOf<Name extends SectionName>(
  evidence: Evidence,
  name: Name,
): ValueOf<Name> | null {
  const section: { readonly state: string; readonly value?: unknown } = evidence.sections[name];
  return section.state === 'ok' ? (section.value as ValueOf<Name>) : null;
}
