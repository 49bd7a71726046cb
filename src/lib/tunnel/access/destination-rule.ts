import type { DestinationRule } from './access-settings.js';
import { parseSubnet } from './subnet.js';

/** For people who wrote something else. */
export const destinationRuleForm =
  '10.0.0.0/8, 10.0.3.8:6379, *.internal, db.internal:5432-5440, [fd00::/8]:443, :443';

const longestName = 253;
const highestPort = 65_535;

/**
 * Reads an entry of `--allow` or `--deny`: a block of addresses or one address, a name in which `*` stands for any run of
 * characters, a port (`:443`) or a range of ports (`:8000-8100`), or a place with ports; `*` alone is everything. IPv6
 * stands in brackets where ports follow. Null for anything else: URLs, ports without their colon, addresses in disguise
 * (`127.1`), and `10.*`, which would look like a block of addresses and be a pattern for names.
 */
export function parseDestinationRule(text: string): DestinationRule | null {
  const [, literal, bracketPorts] = /^\[([^\]]*)\](?::(.*))?$/s.exec(text) ?? [];
  if (literal !== undefined) return literal.includes(':') ? ruleOf(text, literal, bracketPorts) : null;
  // Two colons or more: IPv6, and no port.
  if (/:.*:/s.test(text)) return ruleOf(text, text, undefined);
  const [place = '', ports] = text.split(':') as [string, string?];
  return ruleOf(text, place, ports);
}

function ruleOf(text: string, place: string, digits: string | undefined): DestinationRule | null {
  const ports = digits === undefined ? null : portsOf(digits);
  if (digits !== undefined && ports === null) return null;
  if (place === '') return ports && { text, subnet: null, host: null, ports };
  if (place === '*') return { text, subnet: null, host: null, ports };
  const subnet = parseSubnet(place);
  if (subnet !== null) return { text, subnet, host: null, ports };
  const host = patternOf(place);
  return host === null ? null : { text, subnet: null, host, ports };
}

function portsOf(text: string): DestinationRule['ports'] {
  const match = /^([1-9]\d{0,4})(?:-([1-9]\d{0,4}))?$/.exec(text);
  if (match === null) return null;
  const from = Number(match[1]);
  const to = match[2] === undefined ? from : Number(match[2]);
  return from <= to && to <= highestPort ? { from, to } : null;
}

/** A name with `*`, as it is compared: in lower case, without a dot at its end. */
function patternOf(text: string): string | null {
  const pattern = plainName(text);
  if (pattern.length > longestName || !/^[a-z0-9_*-]+(?:\.[a-z0-9_*-]+)*$/.test(pattern)) return null;
  const labels = pattern.split('.');
  const isNumber = (label: string) => /^(?:\d+|0x[0-9a-f]*)$/.test(label);
  const looksLikeAddress = labels.some(isNumber) && labels.every((label) => label === '*' || isNumber(label));
  return isNumber(labels.at(-1) as string) || looksLikeAddress ? null : pattern;
}

/** Names are compared in lower case and without the dot of the root. */
export function plainName(name: string): string {
  const lower = name.toLowerCase();
  return lower.endsWith('.') ? lower.slice(0, -1) : lower;
}
