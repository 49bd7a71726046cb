import { isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';
import type { ExplainTarget } from './client.js';
import { inetAton } from './inet-aton.js';

/** The two readings of the list: requests' own, and the one of Python's urllib, which is asked after it. */
export interface PythonLists {
  readonly own: string;
  readonly standard: string;
}

/** Which list has the entry that sends the target past the proxy, and which entry; null where none does. */
export function findPythonException(
  { own, standard }: PythonLists,
  target: ExplainTarget,
  anyEnding: boolean,
): { readonly list: keyof PythonLists; readonly entry: string } | null {
  const host = pythonHost(target.host);
  const first =
    own === '' ? null : findOwn(own, host, { port: target.explicitPort ? target.port : null, anyEnding });
  if (first !== null) return { list: 'own', entry: first };
  const second = findStandard(standard, host);
  return second === null ? null : { list: 'standard', entry: second };
}

/** Lower case, IPv6 as written without brackets. */
export function pythonHost(host: string): string {
  const lower = host.toLowerCase();
  return isIPv6(lower) || /^[\u0000-\u007f]*$/.test(lower) ? lower : domainToASCII(lower) || lower;
}

/**
 * requests (`should_bypass_proxies`): all blanks deleted, commas separate; an IPv4 address is covered by itself and by
 * blocks, a name by itself, by its endings, and by both with the port, where the URL has one. Before 2.34 (`anyEnding`) `a.test` covers
 * `xa.test` too.
 */
function findOwn(
  list: string,
  host: string,
  { port, anyEnding }: { port: number | null; anyEnding: boolean },
): string | null {
  const entries = list
    .replaceAll(' ', '')
    .split(',')
    .filter((entry) => entry !== '');
  const address = inetAton(host);
  if (address !== null) {
    return entries.find((entry) => coversAddress(entry, address) || entry === host) ?? null;
  }
  const names = port === null ? [host] : [host, `${host}:${port}`];
  const covers = (name: string, entry: string) =>
    anyEnding ? name.endsWith(entry) : hasEnding(name, entry.replace(/^\.+/, ''));
  return entries.find((entry) => names.some((name) => covers(name, entry))) ?? null;
}

/** `10.0.0.0/8`, the address in any form of `inet_aton`, the prefix from 1 to 32 as Python's `int` reads it. */
function coversAddress(entry: string, address: number): boolean {
  const [, base = '', digits = ''] = /^([^/]*)\/([^/]*)$/.exec(entry) ?? [];
  const network = inetAton(base);
  const bits = /^[+-]?\d+(?:_\d+)*$/.test(digits) ? Number(digits.replaceAll('_', '')) : 0;
  if (network === null || bits < 1 || bits > 32) return false;
  const size = 2 ** (32 - bits);
  return Math.floor(network / size) === Math.floor(address / size);
}

/** urllib (`proxy_bypass_environment`): `*` alone is everything; endings, whatever their case, also of addresses. */
function findStandard(list: string, host: string): string | null {
  if (list === '*') return list;
  // What stands after the last colon of an IPv6 address is taken for a port, where it is a number.
  const [, bare = host] = /^(.*):[0-9]*$/s.exec(host) ?? [];
  const entries = list.split(',').map((entry) => entry.trim());
  const covers = (entry: string) => {
    const ending = entry.replace(/^\.+/, '').toLowerCase();
    return hasEnding(host, ending) || hasEnding(bare, ending);
  };
  return entries.find((entry) => entry !== '' && covers(entry)) ?? null;
}

function hasEnding(name: string, ending: string): boolean {
  return name === ending || name.endsWith(`.${ending}`);
}
