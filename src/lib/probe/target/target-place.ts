import { domainToASCII } from 'node:url';
import { type Authority, formatAuthority, parseAuthority } from '../../proxy/authority.js';
import { percentDecode } from '../../proxy/proxy-url.js';
import { parseDnsQuestion } from './dns-question.js';
import { maskQuery } from './secret-query.js';
import type { TargetCredentials, TargetKind, TargetProblem } from './target.js';

/** Where a target is, and what of it is asked for. */
export interface Place extends Authority {
  /** Path and query as they are sent; for kinds that send none, what stands behind the port. */
  readonly path: string;
  readonly credentials: TargetCredentials | null;
  /** Without user part. */
  readonly shown: string;
}

export type PlaceReading = Place | { readonly problem: TargetProblem };

/** What a kind of target has behind its scheme. */
interface KindRule {
  /** Null: the port must be written. */
  readonly defaultPort: number | null;
  readonly form: 'url' | 'authority' | 'dns' | 'proxy';
  /** May there be a user part? People paste connection strings; only what a prober needs is ever sent. */
  readonly credentials: boolean;
  /** What may follow the authority, without its slash. */
  readonly tail: RegExp;
}

const nothing = /^$/;
const anything = /^[^\s#]*$/;

const kindRules: Readonly<Record<TargetKind, KindRule>> = {
  tcp: { defaultPort: null, form: 'authority', credentials: false, tail: nothing },
  http: { defaultPort: 80, form: 'url', credentials: true, tail: anything },
  https: { defaultPort: 443, form: 'url', credentials: true, tail: anything },
  ws: { defaultPort: 80, form: 'url', credentials: true, tail: anything },
  wss: { defaultPort: 443, form: 'url', credentials: true, tail: anything },
  redis: { defaultPort: 6379, form: 'authority', credentials: true, tail: /^\d{0,4}$/ },
  rediss: { defaultPort: 6379, form: 'authority', credentials: true, tail: /^\d{0,4}$/ },
  tls: { defaultPort: 443, form: 'authority', credentials: false, tail: nothing },
  mysql: { defaultPort: 3306, form: 'authority', credentials: true, tail: anything },
  postgres: { defaultPort: 5432, form: 'authority', credentials: true, tail: anything },
  ssh: { defaultPort: 22, form: 'authority', credentials: true, tail: nothing },
  grpc: { defaultPort: null, form: 'authority', credentials: false, tail: /^[\w./-]*$/ },
  grpcs: { defaultPort: null, form: 'authority', credentials: false, tail: /^[\w./-]*$/ },
  dns: { defaultPort: 53, form: 'dns', credentials: false, tail: anything },
  proxy: { defaultPort: null, form: 'proxy', credentials: false, tail: nothing },
};

/** Reads what stands behind `scheme://`; `written` is the scheme as it was given, null where there was none. */
export function readPlace(kind: TargetKind, written: string | null, rest: string): PlaceReading {
  const { form } = kindRules[kind];
  if (form === 'url') return readUrl(kind, rest);
  if (form === 'proxy')
    return rest === '' ? { ...anywhere, shown: 'proxy://' } : { problem: 'proxy-address' };
  if (form === 'dns') return readDns(rest);
  return readAuthority(kind, written, rest);
}

/** Filled in when the way to the target is known: `proxy://` is at the proxy. */
const anywhere = { host: '', port: 0, path: '/', credentials: null };

function readUrl(kind: TargetKind, rest: string): PlaceReading {
  const base = `${kind}://${rest}`;
  if (!URL.canParse(base)) return { problem: 'host' };
  const url = new URL(base);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port || kindRules[kind].defaultPort);
  if (parseAuthority(formatAuthority({ host, port })) === null) return { problem: 'host' };
  const credentials =
    url.username || url.password
      ? { username: percentDecode(url.username), password: percentDecode(url.password) }
      : null;
  url.username = '';
  url.password = '';
  const path = `${url.pathname}${url.search}`;
  url.search = maskQuery(url.search);
  const shown = base.endsWith('/') ? url.href : url.href.replace(/\/$/, '');
  return { host, port, path, credentials, shown };
}

/**
 * The user part ends at the last `@`, so a password may hold `/` and `@` unescaped. The query of a connection string,
 * which may hold another one, is dropped: nothing of it is sent.
 */
function readAuthority(kind: TargetKind, written: string | null, rest: string): PlaceReading {
  const rule = kindRules[kind];
  const at = rest.lastIndexOf('@');
  const credentials = at < 0 ? null : readCredentials(kind, rest.slice(0, at));
  if (credentials === 'bad' || (credentials && !rule.credentials)) return { problem: 'credentials' };
  const behind = rest.slice(at + 1).replace(rule.tail === anything ? /\?.*$/s : nothing, '');
  const [placeWritten = '', ...tail] = behind.split('/');
  const path = tail.join('/');
  const place = inAscii(placeWritten);
  if (!rule.tail.test(path)) return { problem: 'rest' };
  const authority =
    parseAuthority(place) ??
    (rule.defaultPort === null ? null : parseAuthority(`${place}:${rule.defaultPort}`));
  if (authority === null) return { problem: parseAuthority(`${place}:1`) === null ? 'host' : 'port-missing' };
  const shown = `${written === null ? '' : `${kind}://`}${behind}`;
  return { ...authority, path: `/${path}`, credentials, shown };
}

/** Names in other scripts are resolved in their ASCII form (RFC 5891), as `http://` targets are. */
function inAscii(place: string): string {
  if (/^[\x00-\x7f]*$/.test(place)) return place;
  const [, host = '', port = ''] = /^(.*?)(:\d*)?$/s.exec(place) ?? [];
  return `${domainToASCII(host)}${port}`;
}

/** `[server[:53]]/name[?type=A]`. */
function readDns(rest: string): PlaceReading {
  const [place = '', ...tail] = rest.split('/');
  const path = tail.join('/');
  if (parseDnsQuestion(`/${path}`) === null) return { problem: 'question' };
  const shown = `dns://${rest}`;
  if (place === '') return { ...anywhere, path: `/${path}`, shown };
  const authority = parseAuthority(place) ?? parseAuthority(`${place}:${kindRules.dns.defaultPort}`);
  return authority === null
    ? { problem: 'host' }
    : { ...authority, path: `/${path}`, credentials: null, shown };
}

/** A lone word is a user's name, but for Redis, which has passwords without users: there it says too little. */
function readCredentials(kind: TargetKind, text: string): TargetCredentials | null | 'bad' {
  const colon = text.indexOf(':');
  if (text === '' || text === ':') return null;
  if (colon < 0) {
    return kind.startsWith('redis') ? 'bad' : { username: percentDecode(text), password: '' };
  }
  const username = percentDecode(text.slice(0, colon));
  return { username: username === '' ? null : username, password: percentDecode(text.slice(colon + 1)) };
}
