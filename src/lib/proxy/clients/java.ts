import { isIPv6 } from 'node:net';
import type {
  ClientDecision,
  ClientNote,
  ClientRule,
  ClientRules,
  ClientWorld,
  ExplainTarget,
} from './client.js';
import { decisionsOf } from './decisions.js';
import { findNonProxyHost } from './java-non-proxy-hosts.js';
import { type JavaProperty, readJavaOptions } from './java-options.js';

/**
 * java.net's default ProxySelector (Java 8 to 25), as URLConnection uses it for http, https and ftp, and Socket for all
 * else (SOCKS only). It asks system properties, which the environment can set through Java's option variables, and
 * never the proxy variables. (java.net.http.HttpClient asks the same selector, but knows no SOCKS.)
 */
export const javaRules: ClientRules = { id: 'java', decide };

const { direct, refused, through, unknown } = decisionsOf('java');

interface Protocol {
  /** What `Host` and `Port` are put behind, in the order they are asked; SOCKS stands last. */
  readonly prefixes: readonly string[];
  readonly exceptions: string;
  readonly defaultPort: number;
}

const socks = 'socksProxy';
const protocols: Readonly<Record<string, Protocol>> = {
  http: { prefixes: ['http.proxy', 'proxy', socks], exceptions: 'http.nonProxyHosts', defaultPort: 80 },
  https: { prefixes: ['https.proxy', 'proxy', socks], exceptions: 'http.nonProxyHosts', defaultPort: 443 },
  ftp: {
    prefixes: ['ftp.proxy', 'ftpProxy', 'proxy', socks],
    exceptions: 'ftp.nonProxyHosts',
    defaultPort: 80,
  },
};
const socket: Protocol = { prefixes: [socks], exceptions: 'socksNonProxyHosts', defaultPort: 1080 };

type Properties = ReadonlyMap<string, JavaProperty>;

function decide({ scheme, host }: ExplainTarget, world: ClientWorld): ClientDecision {
  const { properties, fileIn } = readJavaOptions(world);
  if (fileIn !== null) return unknown({ kind: 'unread', name: fileIn });
  const bracketed = host.includes(':') ? `[${host}]` : host;
  const protocol = protocols[scheme];
  if (protocol === undefined) return select(socket, fullForm(host), properties, { kind: 'scheme', scheme });
  const rule: ClientRule = { kind: 'opt-in', name: `${protocol.prefixes[0]}Host` };
  const decision = select(protocol, bracketed, properties, rule);
  if (decision.outcome !== 'direct' || scheme !== 'https') return decision;
  // Its sockets are the TLS library's, and ask again whether there is a SOCKS proxy, which has exceptions of its own.
  const plain = select(socket, fullForm(host), properties, rule);
  return plain.outcome === 'direct' ? decision : plain;
}

/** The proxy of one protocol, `unset` being the rule where none is set. `host` with brackets where it is IPv6. */
function select(protocol: Protocol, host: string, properties: Properties, unset: ClientRule): ClientDecision {
  const prefix = protocol.prefixes.find((candidate) => properties.get(`${candidate}Host`)?.value);
  if (prefix === undefined) {
    const system = properties.get('java.net.useSystemProxies');
    return system?.value.toLowerCase() === 'true'
      ? unknown({ kind: 'unread', name: 'java.net.useSystemProxies' }, setIn(system))
      : direct(unset);
  }
  const exceptions = properties.get(protocol.exceptions) ?? null;
  const exception = findNonProxyHost(exceptions?.value ?? null, host);
  if (exception?.kind === 'default') return direct({ kind: 'loopback' });
  if (exception !== null && exceptions !== null) {
    const rule: ClientRule = { kind: 'bypass', name: protocol.exceptions, entry: exception.entry };
    return direct(rule, setIn(exceptions));
  }
  return throughProperty(prefix, protocol, properties);
}

/** A Socket has only the address left of an IPv6 literal, and writes it without `::`. */
function fullForm(host: string): string {
  if (!isIPv6(host)) return host;
  const [head = '', tail] = new URL(`http://[${host}]/`).hostname.slice(1, -1).split('::');
  const left = head.split(':').filter(Boolean);
  const right = (tail ?? '').split(':').filter(Boolean);
  const zeros = Array<string>(8 - left.length - right.length).fill('0');
  return `[${[...left, ...zeros, ...right].join(':')}]`;
}

function throughProperty(prefix: string, protocol: Protocol, properties: Properties) {
  const name = `${prefix}Host`;
  const property = properties.get(name) ?? { value: '', variable: '' };
  const port = portOf(prefix, protocol, properties);
  // InetSocketAddress throws.
  if (port < 0 || port > 65_535) {
    return refused({ kind: 'malformed', name: `${prefix}Port`, problem: 'bad-port' }, setIn(property));
  }
  const host = property.value.replace(/^\[(.*)\]$/, '$1');
  const version = numberOf(properties.get('socksProxyVersion'), 5) === 4 ? 'socks4' : 'socks5';
  const rule = hostRule(name, host);
  if (rule.kind === 'malformed') {
    // No such name is found. FTP goes on without a proxy that does not answer.
    const isFtp = protocol === protocols.ftp && prefix !== socks;
    return isFtp ? direct(rule, setIn(property)) : refused(rule, setIn(property));
  }
  return through({ scheme: prefix === socks ? version : 'http', host, port }, rule, setIn(property));
}

/** A property takes a name or an address; a URL, or a port behind the name, is taken for a strange name. */
function hostRule(name: string, host: string): ClientRule {
  const plain = isIPv6(host) || /^[^\s:/@]+$/.test(host);
  return plain ? { kind: 'named', name } : { kind: 'malformed', name, problem: 'not-a-host' };
}

function portOf(prefix: string, { prefixes, defaultPort }: Protocol, properties: Properties): number {
  const portAt = (candidate: string) => numberOf(properties.get(`${candidate}Port`), 0);
  if (prefix === socks) return portAt(socks) || socket.defaultPort;
  const others = prefixes.filter((candidate) => candidate !== socks && candidate !== prefix);
  return [prefix, ...others].map(portAt).find((port) => port !== 0) ?? defaultPort;
}

/** Java's `Integer.decode`: also `0x50`, `#50` and octal `0120`; what is no number counts as not set. */
function numberOf(property: JavaProperty | undefined, absent: number): number {
  const [, sign, hexadecimal, octal, decimal] =
    /^([+-])?(?:(?:0[xX]|#)([0-9a-fA-F]+)|0([0-7]+)|(\d+))$/.exec(property?.value ?? '') ?? [];
  const digits = hexadecimal ?? octal ?? decimal;
  if (digits === undefined || (decimal !== undefined && /^0\d/.test(decimal))) return absent;
  const number = Number.parseInt(digits, hexadecimal ? 16 : octal ? 8 : 10) * (sign === '-' ? -1 : 1);
  return Math.abs(number) > 2 ** 31 - 1 ? absent : number;
}

function setIn({ variable }: JavaProperty): ClientNote {
  return { kind: 'set-in', name: variable };
}
