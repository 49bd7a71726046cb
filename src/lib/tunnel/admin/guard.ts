import type { IncomingMessage } from 'node:http';
import { isIPv4 } from 'node:net';

/** A no to a request: a status, and a line for whoever reads it. Nothing of the request is repeated. */
export interface AdminRefusal {
  readonly status: number;
  readonly line: string;
}

export const adminRefusals = {
  badRequest: { status: 400, line: 'not a request for this server' },
  unauthorized: { status: 401, line: 'the token of this tunnel is needed' },
  foreignHost: { status: 403, line: 'ask by a loopback address or localhost, and with this port' },
  foreignPage: {
    status: 403,
    line: 'other pages may not look in here; type the address into the browser',
  },
  notFound: { status: 404, line: 'nothing is here' },
  badMethod: { status: 405, line: 'not by this method' },
  tooLarge: { status: 413, line: 'too much' },
  unprocessable: { status: 422, line: 'not a value that can be' },
  busy: { status: 503, line: 'too many connections' },
} as const satisfies Readonly<Record<string, AdminRefusal>>;

/** What monitoring asks for. There is nothing in their answers that a page could not find out by connecting. */
const probes: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics']);

/** Where a browser says that a request comes from (Fetch Metadata); `none`: a person typed the address. */
const ownSites: ReadonlySet<string> = new Set(['same-origin', 'none']);

export type GuardedRequest = Pick<IncomingMessage, 'url' | 'headersDistinct'>;

/** The path of a request; null where it has none: the form for proxies, `*`. */
export function pathOf({ url = '' }: Pick<IncomingMessage, 'url'>): string | null {
  return /^\/[^?#]*/.exec(url)?.[0] ?? null;
}

/**
 * May this request be answered? A page of somebody else in a browser on this machine can send requests here, too: by
 * our address, or by a name of its own that it lets resolve to it (DNS rebinding). `port`: ours.
 */
export function judgeRequest(request: GuardedRequest, port: number): AdminRefusal | null {
  const { host = [], origin = [], 'sec-fetch-site': site = [] } = request.headersDistinct;
  const path = pathOf(request);
  if (path === null || host.length !== 1) return adminRefusals.badRequest;
  const name = (host[0] as string).toLowerCase();
  if (!isOurs(name, port)) return adminRefusals.foreignHost;
  if (origin.some((one) => one !== `http://${name}`)) return adminRefusals.foreignPage;
  if (!probes.has(path) && site.some((one) => !ownSites.has(one))) return adminRefusals.foreignPage;
  return null;
}

function isOurs(host: string, port: number): boolean {
  const match = /^(localhost|\[::1\]|127\.[\d.]+)(?::(\d{1,5}))?$/.exec(host);
  if (match === null) return false;
  const [, name = '', digits = '80'] = match;
  return Number(digits) === port && (!name.startsWith('127.') || isIPv4(name));
}
