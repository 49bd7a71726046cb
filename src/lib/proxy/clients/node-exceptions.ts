import type { ExplainTarget } from './client.js';
import type { NodeExceptions } from './node-version.js';

interface Entry {
  readonly written: string;
  readonly host: string;
  /** 0: every port. */
  readonly port: number;
}

/**
 * The entry of NO_PROXY that sends this target past the proxy, as the undici of each line of Node.js reads the list:
 * separated by commas and blanks; `*` counts where it is the whole list (and, among `endings`, anywhere).
 */
export function findNodeException(list: string, target: ExplainTarget, kind: NodeExceptions): string | null {
  const entries = list.split(/[,\s]/).filter((entry) => entry !== '');
  if (entries.length > 0 && list === '*') return list;
  const { host, port } = urlParts(target, kind);
  for (const written of entries) {
    const entry = kind === 'domains-and-ipv6' ? readLater(written) : readEarlier(written, kind);
    if (entry.port !== 0 && entry.port !== port) continue;
    if (covers(entry.host, host, kind)) return written;
  }
  return null;
}

/** The host as `new URL` gives it: lower case, IPv6 in its short form and in brackets (the newest without). */
function urlParts({ host, port }: ExplainTarget, kind: NodeExceptions): { host: string; port: number } {
  const authority = host.includes(':') ? `[${host}]` : host;
  const url = `http://${authority}/`;
  const written = URL.canParse(url) ? new URL(url).hostname : host.toLowerCase();
  if (kind !== 'domains-and-ipv6') return { host: written, port };
  const bare = written.replace(/^\[(.+)\]$/, '$1');
  return { host: bare.length > 1 ? bare.replace(/\.$/, '') : bare, port };
}

function readEarlier(written: string, kind: NodeExceptions): Entry {
  const [, name = written, digits = '0'] = /^(.+):(\d+)$/.exec(written) ?? [];
  const host = (kind === 'endings' ? name : name.replace(/^\*?\./, '')).toLowerCase();
  return { written, host, port: Number(digits) };
}

function readLater(written: string): Entry {
  const bracketed = /^\[(.+)\]:(\d+)$/.exec(written);
  const bare = written.replace(/^\[(.+)\]$/, '$1');
  const plain = bare.split(':').length === 2 ? /^(.+):(\d+)$/.exec(bare) : null;
  const [, name = bare, digits = '0'] = bracketed ?? plain ?? [];
  const host = name
    .replace(/^\*?\./, '')
    .replace(/^(.+)\.$/, '$1')
    .toLowerCase();
  return { written, host, port: Number(digits) };
}

function covers(entry: string, host: string, kind: NodeExceptions): boolean {
  if (kind !== 'endings') return host === entry || host.endsWith(`.${entry}`);
  return /^[.*]/.test(entry) ? host.endsWith(entry.replace(/^\*/, '')) : host === entry;
}
