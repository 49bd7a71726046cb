import type { CheckId } from '../../../doctor/check.js';
import type { DifferingTarget, TargetsFindings, UnresolvedName } from '../../../doctor/findings/targets.js';
import type { DifferenceCode } from '../../../proxy/explain/difference.js';
import type { ErrorTexts } from '../../text.js';
import { seconds } from '../seconds.js';

type Cause = (word: string) => string;

const causes: Readonly<Record<DifferenceCode, Cause>> = {
  malformed: (word) => `not all can read ${word}`,
  'https-scheme': (word) => `${word} names the proxy https://`,
  'no-port': (word) => `${word} has no port`,
  unsupported: (word) => `not all speak the protocol of ${word}`,
  cgi: (word) => `${word} is set`,
  loopback: () => 'only some never use a proxy for this machine',
  bypass: (word) => `"${word}" in NO_PROXY means something else to them`,
  empty: (word) => `${word} is set, but empty`,
  case: (word) => `${word} in upper and lower case are not alike`,
  'https-missing': () => 'HTTPS_PROXY is not set',
  'all-only': (word) => `only ${word} is set`,
  order: () => 'they prefer different variables',
  'own-setting': (word) => `the setting ${word}`,
  'windows-settings': () => 'the Windows settings',
  scheme: () => 'only some have proxy variables for this scheme',
  'opt-in': () => 'they have to be told to use a proxy',
  other: () => 'they have rules of their own',
};

function differing({ url, cause, word, clients }: DifferingTarget): string {
  const who = clients.length === 1 ? `${clients[0]} differs` : `${clients.join(', ') || 'others'} differ`;
  return `${url}: ${who} from Go: ${causes[cause](word ?? '')}`;
}

const unresolved = ({ host, code }: UnresolvedName) =>
  code === 'TIMEOUT' ? `${host}: no name server answers` : `${host} does not resolve (${code})`;

export const targetsFindings: ErrorTexts<TargetsFindings> = {
  TARGETS_NONE: { message: () => 'no target was given (--url, probe.targets)', hint: () => '' },
  TARGETS_DIFFER: {
    message: ({ targets }) => targets.map(differing).join('\n'),
    hint: () => 'set the variables shown; "aliproxy explain URL" tells more.',
  },
  NAMES_NONE: { message: () => 'there is no name to look up', hint: () => '' },
  NAMES_UNRESOLVED: {
    message: ({ names }) => names.map(unresolved).join('\n'),
    hint: () =>
      'check the spelling and the name server; a name of a PrivateZone resolves inside its VPC only: use the VPN, or a proxy inside.',
  },
  NAMES_LEFT_TO_PROXY: {
    message: ({ names }) =>
      `${names.map(({ host }) => host).join(', ')}: not known here; the proxy looks it up`,
    hint: () => '',
  },
  NAMES_SLOW: {
    message: ({ names }) =>
      names.map(({ host, durationMs }) => `${host}: took ${seconds(durationMs)} to resolve`).join('\n'),
    hint: () =>
      'the first name server may be out of reach: check the order of the name servers, and the VPN.',
  },
  NAMES_PRIVATE: {
    message: ({ names }) =>
      names.map(({ host, address }) => `${host} has the private address ${address}`).join('\n'),
    hint: () => '',
  },
  NAMES_FAKE: {
    message: ({ names }) =>
      names.map(({ host, address }) => `${host} has the fake address ${address}`).join('\n'),
    hint: () =>
      'a proxy program (Clash, mihomo, sing-box in TUN mode) answers for the name server: exempt internal names (fake-ip-filter, a DIRECT rule), or stop it.',
  },
  HOSTS_ENTRIES: {
    message: ({ path, entries }) =>
      entries
        .map(({ host, address, line }) => `${host} is fixed to ${address} (${path}, line ${line})`)
        .join('\n'),
    hint: () => 'if it is not meant any more, delete the line as administrator: it beats every name server.',
  },
  HOSTS_UNREADABLE: { message: ({ path }) => `${path} can't be read`, hint: () => '' },
};

export const targetsTitles = {
  'proxy.targets': 'Proxies for the targets',
  'net.dns': 'Names',
  'net.fake-ip': 'Fake addresses',
  'net.hosts-file': 'Hosts file',
} satisfies Partial<Record<CheckId, string>>;
