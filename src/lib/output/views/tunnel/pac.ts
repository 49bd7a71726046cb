import type { PacFacts } from '../../../tunnel/admin/pac-facts.js';

/**
 * A proxy auto-configuration file: what a browser asks for each URL. Written for the oldest engines that still read
 * one (Windows' is JScript): ES3. Looks up a name only where a rule is about addresses.
 */
export function tunnelPac({ proxies, allow }: PacFacts): string {
  const rules = allow.map(({ subnet, host, ports }) => ({
    bits: subnet === null ? null : prefixBits(subnet.address, subnet.prefix),
    host,
    from: ports?.from ?? 0,
    to: ports?.to ?? 65_535,
  }));
  return [
    `var proxies = ${asciiJson(proxies.flatMap(wordsFor).join('; ') || 'DIRECT')};`,
    `var rules = ${asciiJson(rules)};`,
    functions,
  ].join('\n');
}

function wordsFor({ host, port, tls }: PacFacts['proxies'][number]): string[] {
  const place = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  // No browser speaks SOCKS within TLS.
  return tls ? [`HTTPS ${place}`] : [`PROXY ${place}`, `SOCKS5 ${place}`];
}

/** The first bits of an address, as ones and zeros: 8 of 10.0.0.0 are `00001010`. */
function prefixBits(address: string, prefix: number): { family: 4 | 6; bits: string } {
  const bytes = address.includes(':') ? ipv6Words(address) : address.split('.').map(Number);
  const size = address.includes(':') ? 16 : 8;
  const bits = bytes.map((byte) => byte.toString(2).padStart(size, '0')).join('');
  return { family: size === 8 ? 4 : 6, bits: bits.slice(0, prefix) };
}

/** Of a valid literal. */
function ipv6Words(address: string): number[] {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const plain = dotted === null ? address : `${dotted[1]}${tail(dotted.slice(2).map(Number))}`;
  const [left = '', right] = plain.split('::');
  const words = (text: string) =>
    text === '' ? [] : text.split(':').map((word) => Number.parseInt(word, 16));
  const [before, after] = [words(left), words(right ?? '')];
  const gap = right === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array<number>(gap).fill(0), ...after];

  function tail([a = 0, b = 0, c = 0, d = 0]: number[]): string {
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  }
}

/** JSON that every engine reads, whatever it takes for the file's encoding. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^ -~]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const functions = String.raw`
var ports = { http: 80, ws: 80, https: 443, wss: 443, ftp: 21 };

function FindProxyForURL(url, host) {
  var name = host.toLowerCase().replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (isLocal(name)) return 'DIRECT';
  if (rules.length === 0) return proxies;
  var port = portOf(url);
  for (var i = 0; i < rules.length; i++) {
    var rule = rules[i];
    if (port >= rule.from && port <= rule.to && matches(rule, name)) return proxies;
  }
  return 'DIRECT';
}

function isLocal(name) {
  if (name.indexOf(':') >= 0) return name === '::1';
  return name.indexOf('.') < 0 || /^127(\.\d+){3}$/.test(name) || /\.localhost$/.test(name);
}

function portOf(url) {
  var match = /^([a-z]+):\/\/(?:[^\/?#]*@)?(?:\[[^\]]*\]|[^:\/?#]*)(?::(\d+))?/i.exec(url);
  if (!match) return 0;
  return match[2] ? Number(match[2]) : ports[match[1].toLowerCase()] || 0;
}

function matches(rule, name) {
  if (rule.host !== null && (isAddress(name) || !wildcard(rule.host).test(name))) return false;
  return rule.bits === null || within(rule.bits, name);
}

function wildcard(text) {
  return new RegExp('^' + text.replace(/[^a-z0-9*]/g, '\\$&').replace(/\*/g, '.*') + '$');
}

// A name that is unknown here may be known where the tunnel ends.
function within(net, name) {
  if (isAddress(name)) return begins(net, name);
  var address = dnsResolve(name);
  return !address || begins(net, address);
}

function isAddress(name) {
  return name.indexOf(':') >= 0 || /^\d+(\.\d+){3}$/.test(name);
}

function begins(net, address) {
  var six = address.indexOf(':') >= 0;
  if (six !== (net.family === 6)) return false;
  return (six ? bitsOfSix(address) : bitsOf(address.split('.'), 10, 8)).indexOf(net.bits) === 0;
}

function bitsOf(parts, base, size) {
  var bits = '';
  for (var i = 0; i < parts.length; i++) {
    var part = parseInt(parts[i], base).toString(2);
    while (part.length < size) part = '0' + part;
    bits += part;
  }
  return bits;
}

function bitsOfSix(address) {
  var halves = address.split('::');
  var left = halves[0] ? halves[0].split(':') : [];
  var right = halves[1] ? halves[1].split(':') : [];
  while (halves.length > 1 && left.length + right.length < 8) left.push('0');
  return bitsOf(left.concat(right), 16, 16);
}
`;
