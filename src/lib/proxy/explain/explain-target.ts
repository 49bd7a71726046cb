import { isIPv6 } from 'node:net';
import type { ExplainTarget } from '../clients/client.js';

/** What is wrong with a target: nothing there, no host, a port that is none, or signs that no URL has. */
export type ExplainTargetProblem = 'empty' | 'host' | 'port' | 'character';

export type ExplainTargetResult =
  | {
      readonly ok: true;
      readonly target: ExplainTarget;
      /** No scheme was given: the one of the target is ours. */
      readonly assumed: boolean;
    }
  | { readonly ok: false; readonly problem: ExplainTargetProblem };

/** The ports of schemes that people point clients at. */
const defaultPorts: Readonly<Record<string, number>> = {
  http: 80,
  https: 443,
  ws: 80,
  wss: 443,
  ftp: 21,
  ftps: 990,
  sftp: 22,
  ssh: 22,
  git: 9418,
  dns: 53,
  ldap: 389,
  ldaps: 636,
  smtp: 25,
  smtps: 465,
  imap: 143,
  imaps: 993,
  pop3: 110,
  pop3s: 995,
  redis: 6379,
  rediss: 6379,
  mysql: 3306,
  postgres: 5432,
  postgresql: 5432,
  mongodb: 27017,
  sqlserver: 1433,
  amqp: 5672,
  amqps: 5671,
  mqtt: 1883,
  mqtts: 8883,
  kafka: 9092,
  rdp: 3389,
};

/** What a port alone is taken for; others are HTTP, as for curl. */
const schemesOfPorts: ReadonlyMap<number, string> = new Map([
  [443, 'https'],
  [8443, 'https'],
  ...['ssh', 'redis', 'mysql', 'postgres', 'mongodb', 'sqlserver', 'rdp'].map(
    (scheme) => [defaultPorts[scheme] as number, scheme] as const,
  ),
]);

/**
 * Reads a URL of any scheme (RFC 3986 section 3), `host` or `host:port`. User part, query and fragment are dropped: no
 * client chooses its proxy by them, and they may hold secrets. Without a scheme a bare host is https, `host:port` what
 * the port is known for, else http. The port is 0 where neither the URL nor the scheme tells it. Never throws.
 */
export function parseExplainTarget(text: string): ExplainTargetResult {
  const trimmed = text.trim();
  if (trimmed === '') return { ok: false, problem: 'empty' };
  if (/[\u0000-\u0020\u007f-\u009f\u2028\u2029]/.test(trimmed)) return { ok: false, problem: 'character' };
  const [, written, afterScheme = trimmed] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(trimmed) ?? [];
  const [authority = '', path = ''] = /^([^/?#]*)([^?#]*)/s.exec(afterScheme)?.slice(1) ?? [];
  const place = authority.slice(authority.lastIndexOf('@') + 1);
  const [, bracketed, name, digits] = /^(?:\[([^[\]]*)\]|([^:[\]]*))(?::(.*))?$/s.exec(bracket(place)) ?? [];
  const host = bracketed ?? name ?? '';
  if (bracketed === undefined ? !isName(host) : !isIPv6(bracketed)) return { ok: false, problem: 'host' };
  // `https:/a.test` is no host named https.
  const isLeftOut = digits === undefined || (digits === '' && written !== undefined);
  const port = isLeftOut ? null : readPort(digits);
  if (port === 'bad') return { ok: false, problem: 'port' };
  const scheme = written?.toLowerCase() ?? assumedScheme(port);
  return {
    ok: true,
    assumed: written === undefined,
    target: {
      url: `${written ?? scheme}://${bracket(place).replace(/:$/, '')}${path}`,
      scheme,
      host,
      port: port ?? defaultPorts[scheme] ?? 0,
      explicitPort: port !== null,
      path: path === '' ? '/' : path,
    },
  };
}

/** `fd00::1` alone can only be an address. */
function bracket(place: string): string {
  return isIPv6(place) ? `[${place}]` : place;
}

/** Names in any script; what a resolver makes of them is not judged. */
function isName(host: string): boolean {
  return host !== '' && host.length <= 253 && !/[\\^|<>"`{}%@,;=()!$&'*+]/.test(host);
}

function readPort(digits: string): number | 'bad' {
  const port = /^\d{1,5}$/.test(digits) ? Number(digits) : 0;
  return port >= 1 && port <= 65_535 ? port : 'bad';
}

function assumedScheme(port: number | null): string {
  return port === null ? 'https' : (schemesOfPorts.get(port) ?? 'http');
}
