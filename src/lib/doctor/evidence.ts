import { cloud } from './evidence/cloud.js';
import { dotnet } from './evidence/dotnet.js';
import { environment } from './evidence/environment.js';
import { go } from './evidence/go.js';
import { goSettings } from './evidence/go-settings.js';
import { platform } from './evidence/platform.js';
import { ports } from './evidence/ports.js';
import { proxy } from './evidence/proxy.js';
import { proxyAnswers } from './evidence/proxy-answers.js';
import { reachability } from './evidence/reachability.js';
import { section } from './evidence/section.js';
import { self } from './evidence/self.js';
import { system } from './evidence/system.js';
import { systemProxy } from './evidence/system-proxy.js';
import { targets } from './evidence/targets.js';
import { tools } from './evidence/tools.js';
import { windows } from './evidence/windows.js';
import { object, type Shape, type Shaped, ShapeError, text, word } from './shape.js';

/*
 * What is known about a machine: plain JSON, gathered once, judged as often as you like and on any machine.
 * It never holds a credential: values of proxy variables are masked before they get in here, and what must be known
 * about them (which mistakes, which host Go would dial) is worked out beforehand. The home folder is written `~`.
 *
 * The format grows by whole sections: a section that an older file lacks was "not gathered", one that an older program
 * does not know is left out. The members of a section never change; what must be told anew becomes a new section.
 */

const sections = {
  windows: section(windows),
  system: section(system),
  dotnet: section(dotnet),
  tools: section(tools),
  environment: section(environment),
  go: section(go),
  goSettings: section(goSettings),
  proxy: section(proxy),
  systemProxy: section(systemProxy),
  reachability: section(reachability),
  proxyAnswers: section(proxyAnswers),
  targets: section(targets),
  ports: section(ports),
  cloud: section(cloud),
  self: section(self),
};

export type SectionName = keyof typeof sections;
export const sectionNames = Object.keys(sections) as readonly SectionName[];

/** An older file has fewer sections. */
function sectionsOrAbsent<S extends Readonly<Record<string, Shape<unknown>>>>(
  shapes: S,
): Shape<{ readonly [Name in keyof S]: Shaped<S[Name]> }> {
  const absent = Object.fromEntries(
    Object.keys(shapes).map((name) => [name, { state: 'absent', reason: 'not-selected' }]),
  );
  const whole = object(shapes);
  return (value, path) => {
    const plain = value !== null && typeof value === 'object' && !Array.isArray(value);
    return whole(plain ? { ...absent, ...value } : value, path);
  };
}

const evidence = object({
  /** `constructed`: written by hand from documentation, not gathered on a machine. */
  origin: word('recorded', 'constructed'),
  /** ISO 8601, UTC. */
  collectedAt: text,
  platform,
  sections: sectionsOrAbsent(sections),
});

export type Evidence = Shaped<typeof evidence>;
/** The value of a section that was gathered. */
export type ValueOf<Name extends SectionName> =
  Shaped<(typeof sections)[Name]> extends infer S
    ? S extends { readonly state: 'ok'; readonly value: infer Value }
      ? Value
      : never
    : never;

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
