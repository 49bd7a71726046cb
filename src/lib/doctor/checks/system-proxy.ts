import { formatAuthority } from '../../proxy/authority.js';
import { type Check, sectionOf, type Verdict, verdict } from '../check.js';
import type { SystemProxyEvidence, SystemProxySettings } from '../evidence/system-proxy.js';
import type { Evidence } from '../evidence.js';
import { type Assignment, setProxies } from './commands.js';
import { variablesForSchemes } from './proxy.js';

const wininetDocs = 'https://pkg.go.dev/net/http#ProxyFromEnvironment';
const winhttpDocs = 'https://learn.microsoft.com/windows/win32/winhttp/netsh-exe-commands';

type Endpoint = SystemProxySettings['endpoints'][number];

/** The proxy of the desktop: browsers obey it, Go and most programs of the command line do not even look. */
export const proxyWininet: Check = {
  id: 'proxy.wininet',
  group: 'proxy',
  uses: ['proxy', 'systemProxy'],
  judge({ evidence }) {
    const { state, settings, loopback } = sectionOf(evidence, 'systemProxy');
    if (state === 'unreadable') {
      return verdict('skip', { finding: { code: 'SYSTEM_PROXY_UNREADABLE', facts: {} } });
    }
    if (settings === null) return verdict('skip', { finding: { code: 'SYSTEM_PROXY_NONE', facts: {} } });
    const { server, pac, enabled } = settings;
    const script = pac === null ? null : `PAC ${pac}`;
    const shown = { found: (enabled ? server : script) ?? 'direct', docs: wininetDocs };
    if (enabled && server !== null) return judgeServer({ ...settings, server }, loopback, evidence, shown);
    if (pac !== null && variableEndpoints(evidence) === null) {
      return verdict('warn', { ...shown, finding: { code: 'SYSTEM_PROXY_SCRIPT', facts: { pac } } });
    }
    if (pac === null && server !== null) {
      return verdict('info', { ...shown, finding: { code: 'SYSTEM_PROXY_LEFTOVER', facts: { server } } });
    }
    return verdict('pass', shown);
  },
};

function judgeServer(
  settings: SystemProxySettings & { readonly server: string },
  loopback: SystemProxyEvidence['loopback'],
  evidence: Evidence,
  shown: { readonly found: string; readonly docs: string },
) {
  const dead = loopback?.find(({ ok }) => !ok);
  if (dead) {
    const facts = { endpoint: formatAuthority(dead) };
    return verdict('warn', { ...shown, finding: { code: 'SYSTEM_PROXY_DEAD', facts } });
  }
  const variables = variableEndpoints(evidence);
  const { server, dropped } = settings;
  if (variables === null) {
    const values = missingVariables(settings, evidence);
    return verdict('warn', {
      ...shown,
      ...proposed(values, evidence.platform.os),
      finding: { code: 'SYSTEM_PROXY_ONLY', facts: { server, dropped } },
    });
  }
  const same = settings.endpoints.some((endpoint) => includes(variables, endpoint));
  if (same || variables.length === 0) return verdict('pass', shown);
  return verdict('info', { ...shown, finding: { code: 'SYSTEM_PROXY_OTHER', facts: { server } } });
}

/** NO_PROXY stays as it is where somebody has set it. */
function missingVariables({ httpProxy, httpsProxy, noProxy }: SystemProxySettings, evidence: Evidence) {
  const hasExceptions = sectionOf(evidence, 'proxy').exceptions.length > 0;
  const proxies = [
    { name: 'HTTP_PROXY', value: httpProxy },
    { name: 'HTTPS_PROXY', value: httpsProxy },
  ].flatMap(({ name, value }) => (value === null ? [] : [{ name, value }]));
  if (proxies.length === 0 || noProxy === null || hasExceptions) return proxies;
  return [...proxies, { name: 'NO_PROXY', value: noProxy }];
}

/** Credentials are masked here and kept nowhere else: such a value is for the user to fill in. */
function proposed(values: readonly Assignment[], os: string): Partial<Verdict> {
  const { expected = null, fix = null } = setProxies(values, os);
  const secret = values.some(({ value }) => value.includes('***'));
  return { expected, fix: fix && secret ? { ...fix, changes: [] } : fix };
}

/** Where HTTP_PROXY and HTTPS_PROXY lead to; null where neither is set, empty where they lead nowhere. */
function variableEndpoints(evidence: Evidence): Endpoint[] | null {
  const variables = variablesForSchemes(sectionOf(evidence, 'proxy'));
  return variables.length === 0 ? null : variables.flatMap(({ endpoint }) => endpoint ?? []);
}

/** The proxy of services, of Windows Update and of parts of .NET: worth knowing where it is another one. */
export const proxyWinhttp: Check = {
  id: 'proxy.winhttp',
  group: 'proxy',
  platforms: ['win32'],
  uses: ['proxy', 'systemProxy'],
  judge({ evidence }) {
    const { winhttp, settings } = sectionOf(evidence, 'systemProxy');
    const docs = winhttpDocs;
    if (winhttp === null) {
      return verdict('skip', { docs, finding: { code: 'REGISTRY_UNREADABLE', facts: {} } });
    }
    const { state, server } = winhttp;
    if (state === 'unknown')
      return verdict('info', { docs, finding: { code: 'WINHTTP_UNKNOWN', facts: {} } });
    if (state === 'automatic') {
      return verdict('info', { docs, found: 'PAC', finding: { code: 'WINHTTP_AUTOMATIC', facts: {} } });
    }
    if (state === 'direct' || server === null) return verdict('pass', { docs, found: 'direct' });
    const known = [...(variableEndpoints(evidence) ?? []), ...(settings?.enabled ? settings.endpoints : [])];
    if (winhttp.endpoints.some((endpoint) => includes(known, endpoint))) {
      return verdict('pass', { docs, found: server });
    }
    return verdict('info', {
      docs,
      found: server,
      finding: { code: 'WINHTTP_OTHER', facts: { server } },
    });
  },
};

/** `localhost` and 127.0.0.1 are one here. */
function includes(endpoints: readonly Endpoint[], { host, port }: Endpoint): boolean {
  const plain = (name: string) => (/^(?:localhost|::1)$/i.test(name) ? '127.0.0.1' : name.toLowerCase());
  return endpoints.some((other) => other.port === port && plain(other.host) === plain(host));
}
