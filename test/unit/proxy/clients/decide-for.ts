import type {
  ClientDecision,
  ClientRules,
  ClientWorld,
  ExplainTarget,
  WindowsProxySettings,
} from '../../../../src/lib/proxy/clients/client.js';
import { parseExplainTarget } from '../../../../src/lib/proxy/explain/explain-target.js';

export type Where = Partial<ClientWorld>;

/** What a client does, in one line: `proxy http://h.test:3128`, `direct`, `error` …, then the rule. */
export function decideFor(rules: ClientRules, url: string, world: Where): string {
  return summary(decisionFor(rules, url, world));
}

export function decisionFor(rules: ClientRules, url: string, world: Where): ClientDecision {
  return rules.decide(targetOf(url), {
    os: 'linux',
    env: {},
    versions: {},
    settings: {},
    windows: null,
    ...world,
  });
}

export const noWindowsProxy: WindowsProxySettings = {
  enabled: false,
  server: '',
  override: '',
  autoConfigUrl: null,
  autoDetect: false,
};

/** The settings of Windows with this proxy switched on. */
export function windowsProxy(server: string, override = ''): WindowsProxySettings {
  return { ...noWindowsProxy, enabled: true, server, override };
}

/** A Windows with these settings and variables. */
export function onWindows(windows: ClientWorld['windows'], env: Record<string, string> = {}): Where {
  return { os: 'win32', env, windows };
}

function targetOf(url: string): ExplainTarget {
  const result = parseExplainTarget(url);
  if (!result.ok) throw new Error(`${url}: ${result.problem}`);
  return result.target;
}

function summary({ outcome, proxy, rule, notes }: ClientDecision): string {
  const address = proxy?.host.includes(':') ? `[${proxy.host}]` : proxy?.host;
  const end = proxy === null ? '' : ` ${proxy.scheme}://${address}:${proxy.port}`;
  const words = rule === null ? [] : Object.entries(rule).map(([, value]) => [value].flat().join(' '));
  const said = notes.map((note) => Object.values(note).join(' '));
  return [`${outcome}${end}`, words.join(' '), ...said].filter(Boolean).join('; ');
}
