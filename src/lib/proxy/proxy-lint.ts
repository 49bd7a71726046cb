import { isIPv4, isIPv6 } from 'node:net';
import { readGoProxy } from './go-rules.js';
import { maskHost } from './mask-host.js';
import { maskProxyValue } from './mask-proxy-value.js';
import type { ProxyEndpoint } from './proxy-endpoint.js';

/** What can be wrong with the value of HTTP_PROXY or HTTPS_PROXY. */
export const proxyFindingKinds = [
  'leading-blank',
  'trailing-blank',
  'quoted',
  'windows-settings-form',
  'slashes',
  'full-width',
  'unexpanded-variable',
  'unescaped-password',
  'at-in-password',
  'bad-port',
  'no-port',
  'https-scheme',
  'socks-scheme',
  'unsupported-scheme',
  'misread',
] as const;

export type ProxyFindingKind = (typeof proxyFindingKinds)[number];

/** Go gets these right, but other clients do not, or they are rarely meant. */
const warnings: ReadonlySet<ProxyFindingKind> = new Set(['at-in-password', 'no-port', 'https-scheme']);

export interface ProxyFinding {
  readonly kind: ProxyFindingKind;
  /** `fail`: Go drops or misreads the value. `warn`: Go takes it, but look again. */
  readonly severity: 'fail' | 'warn';
}

/** Safe to show and to save: no member holds a credential. */
export interface ProxyLint {
  readonly masked: string;
  readonly findings: readonly ProxyFinding[];
  /** What was probably meant, credentials masked; null where nothing is to be changed or nobody can tell. */
  readonly corrected: string | null;
  /** `proxy`: Go uses the proxy that is meant; `direct`: it silently drops the value; `misread`: it dials another host. */
  readonly effect: 'proxy' | 'direct' | 'misread';
  /**
   * The proxy as Go reads it; null for `direct` and for a host that can't be dialled. `***` for a misread host that is a
   * part of the password.
   */
  readonly endpoint: ProxyEndpoint | null;
}

const defaultPorts: Readonly<Record<string, number>> = { http: 80, https: 443, socks5: 1080, socks5h: 1080 };

/** No host's name has these, though Go lets them stand: the list of a GOPROXY (`https://goproxy.cn,direct`). */
const noHost = /[\s"'<>,;=(){}|^`*!$&+]/;

/** Judges the value of a proxy variable by Go's own parser, and says what was probably meant. */
export function lintProxyValue(value: string, variable: string): ProxyLint {
  const { kinds, corrected, intended } = repair(value, variable);
  const reading = readGoProxy(value);
  const actual = reading.kind === 'proxy' ? endpointOf(reading.url) : null;
  const effect = reading.kind === 'dropped' ? 'direct' : sameEndpoint(actual, intended) ? 'proxy' : 'misread';
  if (effect !== 'proxy' && kinds.every((kind) => warnings.has(kind))) kinds.push('misread');
  return {
    masked: maskProxyValue(value),
    findings: kinds.map((kind) => ({ kind, severity: warnings.has(kind) ? 'warn' : 'fail' })),
    corrected: corrected === null || corrected === value ? null : maskProxyValue(corrected),
    effect,
    endpoint: effect === 'misread' && actual ? { ...actual, host: maskHost(actual.host, value) } : actual,
  };
}

/** What was probably meant, as a value Go reads well, its credentials included; null where nobody can tell. */
export function correctProxyValue(value: string, variable: string): string | null {
  return repair(value, variable).corrected;
}

interface Repair {
  readonly kinds: ProxyFindingKind[];
  /** Read by Go as what is intended. */
  readonly corrected: string | null;
  readonly intended: ProxyEndpoint | null;
}

type Note = (kind: ProxyFindingKind, applies: boolean) => void;

function repair(value: string, variable: string): Repair {
  const kinds: ProxyFindingKind[] = [];
  const note: Note = (kind, applies) => {
    if (applies) kinds.push(kind);
  };
  const unquoted = unwrap(value, note);
  if (isUnexpanded(unquoted)) {
    return { kinds: [...kinds, 'unexpanded-variable'], corrected: null, intended: null };
  }
  const windows = /^[a-z]+=/i.test(unquoted);
  note('windows-settings-form', windows);
  const text = windows ? partFor(variable, unquoted) : unquoted;
  const { scheme, slashes, rest } = splitScheme(text);
  note('full-width', /[：／]/.test(slashes));
  note('slashes', slashes.includes('\\') || (slashes !== '' && normal(slashes) !== '://'));
  const { user, address } = splitUser(rest);
  note('full-width', !kinds.includes('full-width') && normal(address) !== address);
  notePassword(user, note);
  const { host, port, unbracketed } = splitPort(normal(address));
  note('bad-port', port !== null && !isPort(port));
  note('misread', unbracketed);
  const kind = scheme.toLowerCase();
  note('no-port', port === null && (kind === 'http' || kind === ''));
  note('https-scheme', kind === 'https');
  note('socks-scheme', kind === 'socks');
  const supported = kind === '' || kind === 'socks' || kind in defaultPorts;
  note('unsupported-scheme', !supported);
  const authority = port === null ? host : `${host}:${port}`;
  const newScheme = kind === 'socks' ? 'socks5' : kind || 'http';
  const intended =
    supported && !noHost.test(host) ? endpointOf({ scheme: newScheme, host: authority }) : null;
  const right = kinds.every((found) => found === 'no-port' || found === 'https-scheme');
  const credentials = user === null ? '' : `${escapeUser(user)}@`;
  const rebuilt = right ? value : `${newScheme}://${credentials}${authority}`;
  return { kinds, corrected: readsAs(rebuilt, intended) ? rebuilt : null, intended };
}

function readsAs(value: string, intended: ProxyEndpoint | null): boolean {
  const reading = readGoProxy(value);
  return reading.kind === 'proxy' && sameEndpoint(endpointOf(reading.url), intended);
}

/** `%HTTP_PROXY%`, `$HOST:3128`: what a shell should have replaced stands for the address, or in it. */
function isUnexpanded(text: string): boolean {
  const address = text.replace(/^[a-z][a-z0-9+.-]*:[\\/]*(?=[^\d])/i, '').replace(/^.*@/s, '');
  return /^[^/?#]*(?:%[a-z_][^%\s]*%|\$\{?[a-z_]\w*)/i.test(address) || /^%[^%\s]+%$/.test(text);
}

/** Without the blanks and quotes around it. */
function unwrap(value: string, note: Note): string {
  note('leading-blank', /^[\s\u0000-\u001f]/.test(value));
  note('trailing-blank', /[\s\u0000-\u001f]$/.test(value));
  const trimmed = value.replace(/^[\s\u0000-\u001f]+|[\s\u0000-\u001f]+$/g, '');
  const unquoted = trimmed.replace(/^["'“”‘’`]+|["'“”‘’`]+$/g, '').trim();
  note('quoted', unquoted !== trimmed);
  return unquoted;
}

function notePassword(user: string | null, note: Note): void {
  if (user === null) return;
  const escaped = escapeUser(user);
  note('unescaped-password', escaped.replaceAll('%40', '@') !== user.replaceAll('%40', '@'));
  note('at-in-password', /[@]/.test(user));
}

/** `http=a:1;https=b:2;socks=c:3`: the part for this variable, else the one of SOCKS, else the first. */
function partFor(variable: string, text: string): string {
  const parts = text.split(';').map((part) => part.trim().split(/=(.*)/s, 2));
  const named = (wanted: string) => parts.find(([name]) => name?.toLowerCase() === wanted);
  const [name, value = ''] =
    named(variable.toLowerCase().replace('_proxy', '')) ?? named('socks') ?? parts[0] ?? [];
  return name?.toLowerCase() === 'socks' && !value.includes('://') ? `socks5://${value}` : value;
}

function splitScheme(text: string): { scheme: string; slashes: string; rest: string } {
  const match = /^([a-z][a-z0-9+.-]*)([:：][\\/／]*)(.*)$/is.exec(text);
  if (!match) return { scheme: '', slashes: '', rest: text };
  const [, scheme = '', slashes = '', rest = ''] = match;
  // `user:/password@host` and `host:3128` have no scheme.
  const known = scheme.toLowerCase() in defaultPorts && !/^\d*(?:$|[\\/?#])/.test(rest);
  if (slashes.length < 3 && !known) return { scheme: '', slashes: '', rest: text };
  return { scheme, slashes, rest };
}

/**
 * The credentials are all up to the last `@`, whatever is in them, unless what follows cannot be `host:port`
 * (`host:3128/?to=a@b` has none).
 */
function splitUser(text: string): { user: string | null; address: string } {
  const at = Math.max(text.lastIndexOf('@'), text.lastIndexOf('＠'));
  const before = text.slice(0, Math.max(at, 0));
  const after = text.slice(at + 1);
  const inPath = /^[^:/?#]+(?::\d+)?[/?#]/.test(before) && !/[:：][0-9０-９]+[/／]?$/.test(after);
  return at < 0 || inPath ? { user: null, address: text } : { user: before, address: after };
}

/** The address without path, query and fragment, which mean nothing for a proxy. */
function splitPort(address: string): { host: string; port: string | null; unbracketed: boolean } {
  const text = address.replace(/[/?#].*$/s, '');
  if (isIPv6(text)) return { host: `[${text}]`, port: null, unbracketed: true };
  const [, inside, after] = /^\[([^\]]*)\](?::(.*))?$/s.exec(text) ?? [];
  if (inside !== undefined && isIPv4(inside)) return { host: inside, port: after ?? null, unbracketed: true };
  if (inside !== undefined) return { host: `[${inside}]`, port: after ?? null, unbracketed: false };
  const colon = text.indexOf(':');
  if (colon < 0) return { host: text, port: null, unbracketed: false };
  const port = text.slice(colon + 1);
  return { host: text.slice(0, colon), port: port === '' ? null : port, unbracketed: false };
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535;
}

/** Full-width signs as a Chinese keyboard gives them, and backslashes, as they were meant. */
function normal(text: string): string {
  return text
    .replace(/[！-～]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replaceAll('。', '.')
    .replaceAll('\\', '/');
}

/** Escapes what may not stand in a user part (RFC 3986 section 3.2.1); what is escaped already stays. */
function escapeUser(user: string): string {
  return user.replace(/%[0-9a-f]{2}|[^A-Za-z0-9\-._~!$&'()*+,;=:]/giu, (found) =>
    found.length === 3 && found.startsWith('%')
      ? found
      : encodeURIComponent(found.replace(/\p{Cs}/u, '\ufffd')),
  );
}

/** Where Go would dial; null for what can not be dialled. */
export function endpointOf({ scheme, host }: { scheme: string; host: string }): ProxyEndpoint | null {
  const [, bracketed, name, digits] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d*))?$/.exec(host) ?? [];
  const address = bracketed ?? name;
  if (address === undefined) return null;
  const port = digits ? Number(digits) : (defaultPorts[scheme] ?? 80);
  return port >= 1 && port <= 65_535 ? { scheme, host: address, port } : null;
}

function sameEndpoint(a: ProxyEndpoint | null, b: ProxyEndpoint | null): boolean {
  return a !== null && b !== null && a.host === b.host && a.port === b.port && a.scheme === b.scheme;
}
