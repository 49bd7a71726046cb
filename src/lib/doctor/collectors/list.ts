import type { SectionName, ValueOf } from '../evidence.js';
import { collectCloud } from './cloud.js';
import { collectDotnet } from './dotnet.js';
import { collectEnvironment } from './environment.js';
import { collectGo } from './go.js';
import { collectGoSettings } from './go-settings.js';
import { collectPorts } from './ports.js';
import { askProxies } from './proxy-answers.js';
import { tryProxies } from './reachability.js';
import { collectSelf } from './self.js';
import type { Gathered, Sources } from './sources.js';
import { collectSystem } from './system.js';
import { collectSystemProxy } from './system-proxy.js';
import { collectTargets } from './targets.js';
import { collectTools } from './tools.js';
import { collectWindows } from './windows.js';

/** How one section of the evidence is gathered. */
export interface Collector<Name extends SectionName> {
  /** What people know it by, while they wait. */
  readonly label: string;
  /** The longest it may take, whatever `--timeout` says. */
  readonly limitMs: number;
  /** Where it makes sense; everywhere if absent. */
  readonly platforms?: readonly string[];
  /** Connects to others: left out by `--offline`. */
  readonly network?: true;
  collect(sources: Sources): Promise<Gathered<ValueOf<Name>>>;
}

export type Collectors = { readonly [Name in SectionName]?: Collector<Name> };

/** One collector a section. */
export const collectors: Collectors = {
  windows: { label: 'powershell', limitMs: 25_000, platforms: ['win32'], collect: collectWindows },
  system: { label: 'system', limitMs: 25_000, collect: collectSystem },
  dotnet: { label: '.net', limitMs: 25_000, collect: collectDotnet },
  systemProxy: { label: 'system proxy', limitMs: 25_000, collect: collectSystemProxy },
  go: { label: 'go', limitMs: 12_000, collect: collectGo },
  goSettings: { label: 'go', limitMs: 13_000, collect: collectGoSettings },
  tools: { label: 'python, node', limitMs: 8_000, collect: collectTools },
  proxy: {
    label: 'environment',
    limitMs: 1_000,
    collect: async ({ proxy }) => ({ source: 'environment', value: proxy }),
  },
  reachability: { label: 'proxy', limitMs: 6_000, network: true, collect: tryProxies },
  proxyAnswers: { label: 'proxy', limitMs: 10_000, network: true, collect: askProxies },
  targets: { label: 'names', limitMs: 10_000, collect: collectTargets },
  cloud: { label: 'cloud', limitMs: 10_000, collect: collectCloud },
  environment: {
    label: 'powershell',
    limitMs: 25_000,
    platforms: ['win32'],
    collect: collectEnvironment,
  },
  // Leaves out by itself what `--offline` forbids: the rest is worth knowing.
  self: { label: 'npm registry', limitMs: 8_000, collect: collectSelf },
  ports: { label: 'ports', limitMs: 6_000, collect: collectPorts },
};
