import { isIPv4, isIPv6 } from 'node:net';
import { type AddressView, viewIpv4, viewIpv6 } from './addresses.js';
import { exceptionNames, isEntryMember } from './exception-names.js';
import { isCommonWord, isKnownHost } from './known-names.js';

/** Whose machine it is. Empty texts where that is not known. */
export interface Owner {
  readonly os: string;
  readonly home: string;
  readonly hostName: string;
  readonly userName: string;
}

/** Members that hold the report's own words, and links. */
const ownMembers = new Set(['id', 'group', 'status', 'docs', 'source', 'kind', 'code', 'state', 'shell']);
/** What a URL is asked for is nobody's business, and may be a token. */
const queries = /([a-z][a-z0-9+.-]*:\/\/[^\s"'<>?]*)\?[^\s"'<>),;#]+/gi;
/** Stand before a number that is no port. */
const beforeNumbers = new Set(['line', 'exit', 'code', 'port']);
/** What a text has that was labelled before. */
const ownLabel = /^(?:host-\d+(?:\.host-\d+)*|ip-\d+|user-1)$/;
/** Members that hold a command: a program's settings look like domains (`core.longpaths`). */
const commandMembers = new Set(['command', 'lines']);
/** Members that hold a host, whatever it looks like. */
const hostMembers = new Set(['host', 'hostname', 'server']);

/**
 * Whatever stands for a host, with what is around it: a URL or the path of a share (`\\server\share`) up to its host,
 * an IPv6 address, an IPv4 address or network, a domain (also `.a.test` and `*.a.test`), a single name with a port.
 */
const places = new RegExp(
  [
    /(?<scheme>[a-z][a-z0-9+.-]*:\/\/(?:[^\s/@"'<>]*@)?|(?<![\w\\:])\\\\(?=[a-z0-9][\w-]*\\))(?<named>\[[0-9a-f:.%]+\]|[^\s/\\:?#"'<>[\](),;@]+)/,
    /(?<![\w:.])(?<six>[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7})(?![\w:.])/,
    /(?<![\w.])(?<four>(?:\d{1,3}\.){3}\d{1,3})(?<prefix>\/\d{1,2}(?!\d))?(?![\w.]|-[a-z])/,
    /(?<![\w.-])(?<dot>\*?\.)?(?<domain>(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)+(?:[a-z]{2,}|xn--[a-z0-9-]+))(?![\w-]|\.\w)/,
    /(?<![\w.:/\\-])(?<single>[a-z][a-z0-9-]+)(?=:\d{2,5}(?![\w.]))/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'gi',
);

/**
 * Replaces what tells whose machine it is by labels: the same thing has the same label throughout. What `learn` has
 * seen is known beforehand, so that a host in a domain that is named, too, is shown as one (`host-2.host-1`).
 */
export class Labels {
  readonly #owner: Owner;
  readonly #hosts = new Map<string, string>();
  readonly #addresses = new Map<string, string>();
  /** While learning: the hosts seen so far. */
  #found: Set<string> | null = null;
  /** Names without dots that are known as hosts. */
  #singles: RegExp | null = null;
  readonly #names: readonly { readonly pattern: RegExp; readonly label: () => string }[];

  constructor(owner: Owner) {
    this.#owner = owner;
    this.#names = [
      ...namePattern(owner.hostName, () => this.#nameOf(owner.hostName)),
      ...namePattern(owner.userName, () => 'user-1'),
    ];
  }

  /** Gives labels to all hosts in a value, domains before the hosts in them. */
  learn(value: unknown): void {
    const found = new Set<string>();
    this.#found = found;
    this.value(value);
    this.#found = null;
    for (const name of exceptionNames(value)) found.add(name);
    for (const name of [...found].sort((a, b) => a.split('.').length - b.split('.').length)) this.#host(name);
    this.#singles = singlesPattern([...found]);
  }

  /** @param strict only what is a host for sure, or known as one */
  text(value: string, strict = false): string {
    const atHome = this.#withoutHome(value.replace(queries, '$1?***'));
    const unnamed = this.#names.reduce((text, { pattern, label }) => text.replace(pattern, label), atHome);
    return unnamed.replace(places, (...parts) => this.#place(parts, strict));
  }

  /** The same for the names without dots that are known by now. */
  #withoutSingles(value: string): string {
    return this.#singles === null ? value : value.replace(this.#singles, (name) => this.#nameOf(name));
  }

  /** A copy of a plain value with every text in it labelled; keys, ids, codes and links stay. */
  value<T>(value: T, member = ''): T {
    if (typeof value === 'string') return this.#member(value, member) as T;
    if (Array.isArray(value)) return value.map((item) => this.value(item, member)) as T;
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        ownMembers.has(key) && typeof item === 'string' ? item : this.value(item, key),
      ]),
    ) as T;
  }

  #member(value: string, member: string): string {
    const single = /^[\w-]+$/.test(value);
    if (single && hostMembers.has(member)) return this.#nameOf(value.toLowerCase());
    const labelled = this.text(value, commandMembers.has(member));
    // A word that stands alone is one of the report's own, which a host may be called like, too.
    return single && !isEntryMember(member) ? labelled : this.#withoutSingles(labelled);
  }

  #withoutHome(value: string): string {
    const { home, os } = this.#owner;
    if (home.length < 2) return value;
    const pattern = home.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\\\\|\//g, '[\\\\/]');
    return value.replace(
      new RegExp(`(?<![\\w.~-])${pattern}(?![^\\s\\\\/:;,"')])`, os === 'win32' ? 'gi' : 'g'),
      '~',
    );
  }

  #place(parts: readonly unknown[], strict: boolean): string {
    const whole = parts[0] as string;
    const { scheme, named, six, four, prefix, dot, domain, single } = parts.at(-1) as Record<
      string,
      string | undefined
    >;
    if (scheme !== undefined && named !== undefined) return scheme + this.#authority(named);
    if (six !== undefined) return isIPv6(six) ? this.#address(six, viewIpv6(six)) : whole;
    if (four !== undefined) {
      if (!isIPv4(four)) return whole;
      const bits = prefix === undefined ? null : Number(prefix.slice(1));
      return this.#address(four, viewIpv4(four, bits)) + (prefix ?? '');
    }
    if (domain !== undefined && isSettingName(domain)) return whole;
    const bare = (domain ?? single ?? '').toLowerCase();
    if (strict && !this.#hosts.has(bare)) return whole;
    if (domain !== undefined) return (dot ?? '') + this.#nameOf(domain);
    return single === undefined || beforeNumbers.has(single.toLowerCase()) ? whole : this.#nameOf(single);
  }

  /** The host of a URL. */
  #authority(named: string): string {
    const inner = named.replace(/^\[(.*)\]$/, '$1');
    if (isIPv6(inner)) return `[${this.#address(inner, viewIpv6(inner))}]`;
    if (isIPv4(inner)) return this.#address(inner, viewIpv4(inner, null));
    return this.#nameOf(inner);
  }

  #address(address: string, view: AddressView): string {
    if (view.kind === 'kept') return address;
    if (view.kind === 'short') return view.text;
    const key = address.toLowerCase();
    const label = this.#addresses.get(key) ?? `ip-${this.#addresses.size + 1}`;
    this.#addresses.set(key, label);
    return label;
  }

  /** A label, or the name itself where everybody knows it. */
  #nameOf(name: string): string {
    const key = name.toLowerCase().replace(/\.$/, '');
    if (/^\**$/.test(key) || isKnownHost(key) || ownLabel.test(key)) return name;
    if (this.#found === null) return this.#host(key);
    this.#found.add(key);
    return name;
  }

  #host(key: string): string {
    const known = this.#hosts.get(key);
    if (known !== undefined) return known;
    const own = `host-${this.#hosts.size + 1}`;
    const labels = key.split('.');
    const domain = labels
      .map((_, index) => labels.slice(index + 1).join('.'))
      .find((d) => this.#hosts.has(d));
    const label = domain === undefined ? own : `${own}.${this.#hosts.get(domain)}`;
    this.#hosts.set(key, label);
    return label;
  }
}

/** Whole words, but no folder or file, no scheme and no part of a longer name. */
function singlesPattern(hosts: readonly string[]): RegExp | null {
  const names = hosts.filter((host) => /^[\w-]+$/.test(host) && !isCommonWord(host));
  if (names.length === 0) return null;
  const [before, after] = ['(?<![\\w-]|\\w\\.|(?<![\\\\/])[\\\\/])', '(?![\\w-]|\\.\\w|://)'];
  return new RegExp(`${before}(?:${names.join('|')})${after}`, 'gi');
}

/** `https.proxyHost`: nobody writes the end of a domain like that. */
function isSettingName(domain: string): boolean {
  return /[a-z][A-Z]/.test(domain.slice(domain.lastIndexOf('.') + 1));
}

/**
 * Where a name is found: as a whole word, a common one only as the folder of a home or before an `@`. Chinese has no
 * blanks between words.
 */
function namePattern(name: string, label: () => string) {
  if (name === '' || isKnownHost(name.toLowerCase())) return [];
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const [begin, end] = /^[\u0020-\u007e]*$/.test(name) ? ['(?<![\\w-])', '(?![\\w-])'] : ['', ''];
  const placed = `(?<=[\\\\/](?:home|users)[\\\\/])${escaped}${end}|${begin}${escaped}(?=@)`;
  const source = isCommonWord(name) ? placed : begin + escaped + end;
  return [{ pattern: new RegExp(source, 'giu'), label }];
}
