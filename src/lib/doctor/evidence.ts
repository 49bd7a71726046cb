import { noProxyFindingKinds } from '../proxy/no-proxy-lint.js';
import { proxyFindingKinds } from '../proxy/proxy-lint.js';
import {
  flag,
  list,
  nullable,
  number,
  object,
  type Shape,
  type Shaped,
  ShapeError,
  text,
  word,
} from './shape.js';

/*
 * What is known about a machine: plain JSON, gathered once, judged as often as you like and on any machine.
 * It never holds a credential: values of proxy variables are masked before they get in here, and what must be known
 * about them (which mistakes, which host Go would dial) is worked out beforehand. The home folder is written `~`.
 */

/** A family of facts: gathered, not gathered because it failed, or not gathered because there was no need to. */
export type Section<T> =
  | { readonly state: 'ok'; readonly source: string; readonly durationMs: number; readonly value: T }
  | {
      readonly state: 'failed';
      readonly reason: 'timeout' | 'crash';
      readonly detail: string;
      readonly source: string;
      readonly durationMs: number;
    }
  | { readonly state: 'absent'; readonly reason: 'platform' | 'offline' | 'not-selected' };

function section<T>(value: Shape<T>): Shape<Section<T>> {
  const ok = object({ state: word('ok'), source: text, durationMs: number, value });
  const failed = object({
    state: word('failed'),
    reason: word('timeout', 'crash'),
    detail: text,
    source: text,
    durationMs: number,
  });
  const absent = object({ state: word('absent'), reason: word('platform', 'offline', 'not-selected') });
  return (found, path) => {
    const { state } = object({ state: word('ok', 'failed', 'absent') })(found, path);
    return { ok, failed, absent }[state](found, path);
  };
}

const platform = object({
  os: text,
  release: text,
  version: text,
  /** What Node was built for. */
  arch: text,
  /** What the machine is, as far as Node knows. */
  machine: text,
  node: text,
  wsl: flag,
  /** The system's own name for itself, where it has one (`PRETTY_NAME` of os-release). */
  name: nullable(text),
});

const windows = object({
  powershell: object({
    state: word('ok', 'missing', 'denied', 'timeout', 'failed', 'unreadable'),
    program: nullable(text),
    version: nullable(text),
    languageMode: nullable(text),
    exitCode: nullable(number),
    durationMs: number,
    /** Names of the script's sections that threw. */
    failedSections: list(text),
  }),
  system: object({
    source: nullable(word('powershell', 'registry')),
    /** 1 workstation, 2 domain controller, 3 server. */
    productType: nullable(number),
    installationType: nullable(text),
    productName: nullable(text),
    displayVersion: nullable(text),
    editionId: nullable(text),
    updateRevision: nullable(number),
  }),
  /** `AMD64`, `ARM64`, `x86`: the machine's own, whatever this process is. */
  nativeArch: nullable(text),
  /** A `source` of null: could not be read. A `release` of null: not installed. `folder`: only that there is some 4.x. */
  netFramework: object({
    source: nullable(word('powershell', 'registry', 'folder')),
    release: nullable(number),
  }),
  vcRuntime: object({
    source: nullable(word('powershell', 'registry', 'folder')),
    x64: nullable(text),
    x86: nullable(text),
    arm64: nullable(text),
  }),
  codePage: nullable(text),
});

const go = object({
  /** Where it was found; null: nowhere. */
  path: nullable(text),
  onPath: flag,
  state: word('ok', 'missing', 'timeout', 'failed'),
  exitCode: nullable(number),
  detail: nullable(text),
  /** `go1.26.8`; null where it could not be asked. */
  version: nullable(text),
  toolchain: nullable(text),
  goroot: object({
    /** The environment variable GOROOT, null where it is not set. */
    variable: nullable(text),
    exists: flag,
    effective: nullable(text),
    /** Is the variable's folder the one Go would find by itself? */
    same: flag,
  }),
  gopath: object({
    value: nullable(text),
    fromVariable: flag,
    absolute: flag,
    isGoroot: flag,
    awkward: flag,
    bin: nullable(text),
    binExists: flag,
    binOnPath: flag,
  }),
  goproxy: object({
    /** Credentials masked. */
    value: nullable(text),
    origin: word('environment', 'file', 'default'),
  }),
});

const endpoint = object({ scheme: text, host: text, port: number });

const proxy = object({
  variables: list(
    object({
      name: text,
      masked: text,
      findings: list(object({ kind: word(...proxyFindingKinds), severity: word('fail', 'warn') })),
      corrected: nullable(text),
      effect: word('proxy', 'direct', 'misread'),
      endpoint: nullable(endpoint),
    }),
  ),
  exceptions: list(
    object({
      name: text,
      masked: text,
      findings: list(object({ kind: word(...noProxyFindingKinds), entry: text, corrected: nullable(text) })),
      corrected: nullable(text),
    }),
  ),
  /** Variables whose upper-case and lower-case forms are both set, to different values. */
  conflicts: list(text),
  /** REQUEST_METHOD is set: Go takes itself for a CGI program. */
  cgi: flag,
});

const reachability = list(
  object({
    variables: list(text),
    host: text,
    port: number,
    ok: flag,
    phase: nullable(word('dns', 'tcp')),
    code: nullable(text),
    durationMs: number,
  }),
);

const ports = object({
  /** The port the tunnel would listen on. */
  port: number,
  bound: flag,
  code: nullable(text),
  /** Null where the system has no such list, or it could not be read. */
  excluded: nullable(list(object({ start: number, end: number, administered: flag }))),
});

const sections = {
  windows: section(windows),
  go: section(go),
  proxy: section(proxy),
  reachability: section(reachability),
  ports: section(ports),
};

const evidence = object({
  /** `constructed`: written by hand from documentation, not gathered on a machine. */
  origin: word('recorded', 'constructed'),
  /** ISO 8601, UTC. */
  collectedAt: text,
  platform,
  sections: object(sections),
});

export type Evidence = Shaped<typeof evidence>;
export type Platform = Shaped<typeof platform>;
export type WindowsEvidence = Shaped<typeof windows>;
export type GoEvidence = Shaped<typeof go>;
export type ProxyEvidence = Shaped<typeof proxy>;
export type ReachabilityEvidence = Shaped<typeof reachability>;
export type PortsEvidence = Shaped<typeof ports>;
export type SectionName = keyof Evidence['sections'];
export const sectionNames = Object.keys(sections) as readonly SectionName[];

const kind = 'aliproxy-evidence';
const version = 1;

/** Evidence as the text of a file. */
export function formatEvidence(evidence: Evidence): string {
  return `${JSON.stringify({ kind, version, ...evidence }, null, 2)}\n`;
}

export type ReadEvidence =
  | { readonly ok: true; readonly evidence: Evidence }
  | {
      readonly ok: false;
      readonly problem: 'not-json' | 'foreign' | 'malformed' | 'newer';
      readonly detail: string;
    };

/** The reverse, for text from anywhere. */
export function readEvidence(content: string): ReadEvidence {
  let value: unknown;
  try {
    value = JSON.parse(content.replace(/^\ufeff/, ''));
  } catch {
    return { ok: false, problem: 'not-json', detail: '' };
  }
  const head = value as { kind?: unknown; version?: unknown } | null;
  if (typeof head !== 'object' || head?.kind !== kind) return { ok: false, problem: 'foreign', detail: '' };
  if (head.version !== version) return { ok: false, problem: 'newer', detail: String(head.version) };
  try {
    return { ok: true, evidence: evidence(value, '') };
  } catch (error) {
    if (error instanceof ShapeError) {
      return { ok: false, problem: 'malformed', detail: `${error.path} (${error.expected})` };
    }
    throw error;
  }
}
