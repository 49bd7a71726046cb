import { isIP, isIPv6 } from 'node:net';
import { isInBlock } from './address-block.js';
import { isSince, type Release } from './release.js';

/**
 * The entry of curl's list of exceptions that covers this host (as `readCurlTarget` gives it), or null. lib/noproxy.c,
 * since 8.21 lib/proxy.c; before 7.86 lib/url.c. `*` counts only as the whole list; a dot at either end of an entry is
 * ignored; no entry has a port. By release: blocks since 7.86; a blank ends the list since 8.9 (it separated before);
 * IPv6 addresses as addresses, and their blocks, since 8.18 (as text before); the prefix of a block read strictly since
 * 8.18 (`/8:80` was 8). 7.86.0 alone had faults of its own, which are not modelled.
 */
export function findCurlException(list: string, host: string, release: Release): string | null {
  if (list === '*') return list;
  const blocks = isSince(release, [7, 86, 0]);
  const family = isIP(host);
  const asAddress = family === 4 ? blocks : family === 6 && isSince(release, [8, 18, 0]);
  const name = asAddress || !blocks ? host : withoutLastDot(host);
  return (
    readEntries(list, release).find((entry) =>
      asAddress ? coversAddress(entry, host, release) : coversName(entry, name, blocks),
    ) ?? null
  );
}

function readEntries(list: string, release: Release): string[] {
  if (!isSince(release, [8, 9, 0])) {
    const separator = isSince(release, [7, 86, 0]) ? /[, \t]+/ : /[, ]+/;
    return list.split(separator).filter((entry) => entry !== '');
  }
  // An entry, then blanks, then a comma: what follows an entry and a blank alone is not read.
  const entries: string[] = [];
  let rest = list;
  for (;;) {
    const [, entry = '', commas = '', after = ''] = /^[ \t]*([^ \t,]*)[ \t]*(,*)(.*)$/s.exec(rest) ?? [];
    if (entry !== '') entries.push(entry);
    if (commas === '' || after === '') return entries;
    rest = after;
  }
}

function coversName(entry: string, name: string, dotAtEnd: boolean): boolean {
  const suffix = (dotAtEnd ? withoutLastDot(entry) : entry).replace(/^\./, '').toLowerCase();
  const ours = name.toLowerCase();
  return suffix === '' ? ours.endsWith('.') : ours === suffix || ours.endsWith(`.${suffix}`);
}

/** `/0` is taken for a whole address. */
function coversAddress(entry: string, address: string, release: Release): boolean {
  const [network = '', digits] = entry.split(/\/(.*)/s, 2);
  const strict = isSince(release, [8, 18, 0]);
  if (digits !== undefined && strict && !/^\d{1,3}$/.test(digits)) return false;
  const whole = isIPv6(address) ? 128 : 32;
  const prefix = Number.parseInt(digits ?? '0', 10) || whole;
  return prefix > 0 && isInBlock(address, network, prefix);
}

function withoutLastDot(text: string): string {
  return text.endsWith('.') ? text.slice(0, -1) : text;
}
