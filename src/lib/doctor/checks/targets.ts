import { isFake, isPrivate } from '../../proxy/address-kinds.js';
import type { Difference, DifferenceCode } from '../../proxy/explain/difference.js';
import { formatEndpoint } from '../../proxy/proxy-endpoint.js';
import { type Check, sectionOf, type Verdict, verdict } from '../check.js';
import type { TargetName, TargetsEvidence } from '../evidence/targets.js';
import type { Evidence } from '../evidence.js';
import type { DifferingTarget } from '../findings/targets.js';
import { setProxies } from './commands.js';

type Url = TargetsEvidence['urls'][number];

/** Causes that the user can and should mend: the others are how programs are, or were set on purpose. */
const mendable: ReadonlySet<DifferenceCode> = new Set([
  'malformed',
  'https-scheme',
  'no-port',
  'cgi',
  'loopback',
  'bypass',
  'empty',
  'case',
  'https-missing',
  'all-only',
  'order',
]);

/** Do the programs that are installed reach the targets in the same way as Go? */
export const proxyTargets: Check = {
  id: 'proxy.targets',
  group: 'proxy',
  uses: ['targets'],
  judge({ evidence }) {
    const { urls, installed } = sectionOf(evidence, 'targets');
    if (urls.length === 0) return verdict('skip', { finding: { code: 'TARGETS_NONE', facts: {} } });
    const found = urls.map(goOn).join('\n');
    const differing = urls.flatMap((url) => {
      const cause = url.ofInstalled;
      return cause !== null && mendable.has(cause.code) ? [{ url, cause }] : [];
    });
    if (differing.length === 0) return verdict('pass', { found });
    const targets = differing.map(
      ({ url, cause }): DifferingTarget => ({
        url: url.explanation.target.url,
        cause: cause.code,
        word: wordOf(cause),
        clients: url.explanation.clients
          .filter(
            ({ client, differs, rule }) => differs && rule?.kind !== 'opt-in' && installed.includes(client),
          )
          .map(({ client }) => client),
      }),
    );
    return verdict('warn', {
      found,
      finding: { code: 'TARGETS_DIFFER', facts: { targets } },
      ...advised(
        differing.map(({ url }) => url),
        evidence,
      ),
    });
  },
};

/** What Go would do. */
function goOn({ explanation: { target, clients } }: Url): string {
  const go = clients.find(({ client }) => client === 'go');
  const way = go?.proxy ? formatEndpoint(go.proxy) : go?.outcome;
  return `${target.url} -> ${way ?? '-'}`;
}

function wordOf(cause: Difference): string | null {
  if (cause.code === 'bypass') return cause.entry;
  if (cause.code === 'cgi') return cause.mark;
  return 'variable' in cause ? cause.variable : null;
}

/** The proxy variables of the first advice; what single clients want besides is for `explain`. */
function advised(urls: readonly Url[], { platform }: Evidence): Partial<Verdict> {
  const values = (urls[0]?.explanation.advice?.changes ?? []).flatMap(({ name, value }) =>
    value !== null && /^(?:https?|no)_proxy$/i.test(name) ? [{ name, value }] : [],
  );
  return setProxies(values, platform.os);
}

type Lookup = NonNullable<TargetName['lookup']>;
type LookedUp = Omit<TargetName, 'lookup'> & { readonly lookup: Lookup };

const slowMs = 1_000;

/** What the names lead to; through a proxy it is the proxy who asks. */
export const netDns: Check = {
  id: 'net.dns',
  group: 'net',
  uses: ['targets'],
  judge({ evidence }) {
    const { names } = sectionOf(evidence, 'targets');
    const looked = lookedUp(names);
    if (looked.length === 0) return nothingLookedUp(names);
    const found = looked.map(shown).join('\n');
    const unresolved = looked.filter(({ lookup }) => lookup.addresses.length === 0);
    const facts = (list: readonly LookedUp[]) => ({
      names: list.map(({ host, lookup }) => ({ host, code: lookup.code ?? 'ENOTFOUND' })),
    });
    const lost = unresolved.filter(({ role, direct }) => role === 'target' && direct);
    if (lost.length > 0) {
      return verdict('fail', { found, finding: { code: 'NAMES_UNRESOLVED', facts: facts(lost) } });
    }
    const slow = looked.filter(({ lookup }) => lookup.addresses.length > 0 && lookup.durationMs > slowMs);
    if (slow.length > 0) {
      const slowNames = slow.map(({ host, lookup }) => ({ host, durationMs: lookup.durationMs }));
      return verdict('warn', {
        found,
        expected: `< ${slowMs} ms`,
        finding: { code: 'NAMES_SLOW', facts: { names: slowNames } },
      });
    }
    const viaProxy = unresolved.filter(({ direct }) => !direct);
    // The API alone is aliyun.endpoint's business.
    const silent = unresolved.filter(({ direct }) => direct);
    if (silent.length > 0) {
      return verdict('info', { found, finding: { code: 'NAMES_UNRESOLVED', facts: facts(silent) } });
    }
    if (viaProxy.length > 0) {
      return verdict('info', { found, finding: { code: 'NAMES_LEFT_TO_PROXY', facts: facts(viaProxy) } });
    }
    const inside = looked
      .filter(({ role }) => role === 'target')
      .flatMap((name) => matching(name, isPrivate));
    if (inside.length > 0) {
      return verdict('info', { found, finding: { code: 'NAMES_PRIVATE', facts: { names: inside } } });
    }
    return verdict('pass', { found });
  },
};

/** Addresses that a proxy program on this machine made up (RFC 2544's range): no other network knows them. */
export const netFakeIp: Check = {
  id: 'net.fake-ip',
  group: 'net',
  uses: ['targets'],
  judge({ evidence }) {
    const { names } = sectionOf(evidence, 'targets');
    const looked = lookedUp(names);
    if (looked.length === 0) return nothingLookedUp(names);
    const found = looked.map(shown).join('\n');
    const fake = looked.flatMap((name) => matching(name, isFake));
    return fake.length === 0
      ? verdict('pass', { found })
      : verdict('warn', { found, finding: { code: 'NAMES_FAKE', facts: { names: fake } } });
  },
};

/** An old line in the hosts file outlives every change of the name server. */
export const netHostsFile: Check = {
  id: 'net.hosts-file',
  group: 'net',
  uses: ['targets'],
  judge({ evidence }) {
    const { names, hostsFile } = sectionOf(evidence, 'targets');
    const { path } = hostsFile;
    if (hostsFile.state === 'unreadable') {
      return verdict('skip', { finding: { code: 'HOSTS_UNREADABLE', facts: { path } } });
    }
    const entries = names.flatMap(({ host, entries: lines }) =>
      lines.map(({ address, line }) => ({ host, address, line })),
    );
    if (entries.length === 0) return verdict('pass', { found: path });
    return verdict('warn', {
      found: entries.map(({ host, address, line }) => `${path}:${line}: ${address} ${host}`).join('\n'),
      finding: { code: 'HOSTS_ENTRIES', facts: { path, entries } },
    });
  },
};

function lookedUp(names: readonly TargetName[]): LookedUp[] {
  return names.flatMap((name) => (name.lookup === null ? [] : [{ ...name, lookup: name.lookup }]));
}

function nothingLookedUp(names: readonly TargetName[]): Verdict {
  const code = names.length === 0 ? 'NAMES_NONE' : 'OFFLINE';
  return verdict('skip', { finding: { code, facts: {} } });
}

/** The first address of this kind. */
function matching({ host, lookup }: LookedUp, kind: (address: string) => boolean) {
  const address = lookup.addresses.find(kind);
  return address === undefined ? [] : [{ host, address }];
}

const mostShown = 3;

function shown({ host, lookup: { addresses, code } }: LookedUp): string {
  const list = addresses.slice(0, mostShown).join(', ') + (addresses.length > mostShown ? ', ...' : '');
  return `${host} -> ${list || (code ?? '-')}`;
}
