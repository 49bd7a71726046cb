import { isIP } from 'node:net';
import type { PhaseName } from '../proxy/phases.js';
import type { ProxyReply } from '../proxy/proxy-reply.js';
import type { ProxyUrl } from '../proxy/proxy-url.js';
import { type Diagnosis, diagnosis } from './diagnosis.js';
import type { Target } from './target.js';

/** A proxy's answer, and all that it must be judged with. */
export interface ReplyCase {
  readonly reply: ProxyReply;
  readonly proxy: ProxyUrl;
  readonly target: Target;
  /** `tunnel` for CONNECT, `app` for a request in absolute form. */
  readonly phase: PhaseName;
}

/**
 * Names a proxy's refusal. What machines wrote comes first: our own tunnel's code, RFC 9209, squid's and smokescreen's
 * headers. Then the status. Never the text.
 */
export function diagnoseReply(seen: ReplyCase): Diagnosis {
  return (
    byOwnHeader(seen) ??
    byAuthentication(seen) ??
    bySquidError(seen) ??
    byProxyStatus(seen) ??
    byLoop(seen) ??
    byStatus(seen)
  );
}

/** Did the proxy itself write this answer to a request in absolute form, or did it bring the target's? */
export function isProxyMade(reply: ProxyReply): boolean {
  if (reply.status === 407) return true;
  if (reply.aliproxyError || reply.proxyStatusError || reply.squidError || reply.smokescreenError)
    return true;
  // Proxies pass the target's `Server` on, so their own name in it is their own answer.
  return reply.status >= 400 && isProxyName(reply.server);
}

function byOwnHeader(seen: ReplyCase): Diagnosis | null {
  const code = seen.reply.aliproxyError;
  return code === null ? null : (ownCodes[code]?.(seen) ?? null);
}

/** 401 is what tinyproxy says to a wrong password. */
function byAuthentication(seen: ReplyCase): Diagnosis | null {
  const { reply, proxy } = seen;
  if (reply.status === 401 && proxy.credentials) return authFailed(seen);
  if (reply.status !== 407) return null;
  if (reply.authSchemes.length === 0 || reply.smokescreenError) return forbidden(seen);
  if (!reply.authSchemes.some((scheme) => scheme.toLowerCase() === 'basic')) {
    return diagnosis('PROXY_AUTH_SCHEME', { ...ends(seen), schemes: reply.authSchemes }, at(seen));
  }
  return proxy.credentials ? authFailed(seen) : authRequired(seen);
}

function bySquidError(seen: ReplyCase): Diagnosis | null {
  if (seen.reply.smokescreenError) return forbidden(seen);
  const [name = '', errno = ''] = (seen.reply.squidError ?? '').split(/\s+/);
  switch (name) {
    case 'ERR_ACCESS_DENIED':
      return forbidden(seen);
    case 'ERR_DNS_FAIL':
      return targetDns(seen);
    case 'ERR_CANNOT_FORWARD':
      // Squid 5 says this of a name that does not resolve, with status 500.
      return isIP(seen.target.host) === 0 ? targetDns(seen) : targetUnreachable(seen);
    case 'ERR_CONNECT_FAIL':
      return (connectErrnos[errno] ?? targetUnreachable)(seen);
    default:
      return null;
  }
}

function byProxyStatus(seen: ReplyCase): Diagnosis | null {
  const error = seen.reply.proxyStatusError;
  return error === null ? null : (proxyStatusErrors[error]?.(seen) ?? null);
}

function byLoop(seen: ReplyCase): Diagnosis | null {
  const { proxy, target } = seen;
  const same = proxy.port === target.port && proxy.host.toLowerCase() === target.host.toLowerCase();
  return same ? loop(seen) : null;
}

function byStatus(seen: ReplyCase): Diagnosis {
  const { reply } = seen;
  const { status } = reply;
  if (status === 403 || status === 451) return forbidden(seen);
  if (status === 429 || (status === 503 && reply.retryAfterSeconds !== null)) return rateLimited(seen);
  if (status === 504) return targetTimeout(seen);
  if (status >= 500 && status !== 501) return targetUnreachable(seen);
  if (status >= 300 && status < 400 && leadsElsewhere(seen)) {
    const facts = { ...ends(seen), location: reply.location };
    return diagnosis('CAPTIVE_PORTAL', facts, at(seen));
  }
  if (hasProxySign(reply)) return diagnosis('PROXY_PROTOCOL', { ...ends(seen), protocol: 'http' }, at(seen));
  return diagnosis('PROXY_NOT_A_PROXY', { ...ends(seen), ...said(reply), status }, at(seen));
}

type Verdict = (seen: ReplyCase) => Diagnosis;

const at = ({ phase }: ReplyCase) => ({ phase });
const ends = ({ target, proxy }: ReplyCase) => ({
  target: target.shown,
  port: target.port,
  proxy: proxy.shown,
});
const said = (reply: ProxyReply) => ({ said: reply.bodyLine ?? (reply.reason || null) });

const authFailed: Verdict = (seen) =>
  diagnosis('PROXY_AUTH_FAILED', { ...ends(seen), status: seen.reply.status }, at(seen));
const authRequired: Verdict = (seen) =>
  diagnosis('PROXY_AUTH_REQUIRED', { ...ends(seen), schemes: seen.reply.authSchemes }, at(seen));
const forbidden: Verdict = (seen) =>
  diagnosis('PROXY_FORBIDDEN', { ...ends(seen), ...said(seen.reply), status: seen.reply.status }, at(seen));
const rateLimited: Verdict = (seen) => {
  const { status, retryAfterSeconds } = seen.reply;
  return diagnosis('PROXY_RATE_LIMITED', { ...ends(seen), status, retryAfterSeconds }, at(seen));
};
const loop: Verdict = (seen) => diagnosis('PROXY_LOOP', ends(seen), at(seen));
const malformed: Verdict = (seen) =>
  diagnosis('PROXY_PROTOCOL', { ...ends(seen), protocol: 'http' }, at(seen));
const targetDns: Verdict = (seen) =>
  diagnosis('TARGET_DNS', { ...ends(seen), host: seen.target.host }, at(seen));
/** The resolver did not answer: that says nothing about the name. */
const targetDnsTimeout: Verdict = (seen) =>
  diagnosis(
    'TARGET_DNS',
    { ...ends(seen), host: seen.target.host },
    { ...at(seen), blame: 'network', retryable: true },
  );
const targetRefused: Verdict = (seen) => diagnosis('TARGET_REFUSED', ends(seen), at(seen));
const targetTimeout: Verdict = (seen) =>
  diagnosis('TARGET_TIMEOUT', { ...ends(seen), limitMs: null }, at(seen));
const targetUnreachable: Verdict = (seen) => {
  const { reply } = seen;
  const facts = { ...ends(seen), ...said(reply), errno: null, status: reply.status };
  return diagnosis('TARGET_UNREACHABLE', facts, at(seen));
};
const appClosed: Verdict = (seen) =>
  diagnosis('APP_CLOSED', { ...ends(seen), expected: seen.target.kind }, at(seen));
const appTimeout: Verdict = (seen) =>
  diagnosis('APP_TIMEOUT', { ...ends(seen), limitMs: null, forwarded: false }, at(seen));
const wrongProtocol: Verdict = (seen) =>
  diagnosis(
    'APP_WRONG_PROTOCOL',
    { ...ends(seen), expected: seen.target.kind, protocol: 'unknown' },
    at(seen),
  );

/** `X-Aliproxy-Error`: what our own tunnel answers. Its PROXY_ codes are about the proxy behind it. */
const ownCodes: Readonly<Record<string, Verdict>> = {
  DENIED: forbidden,
  BAD_REQUEST: malformed,
  AUTH_REQUIRED: (seen) => (seen.proxy.credentials ? authFailed(seen) : authRequired(seen)),
  TOO_MANY_CONNECTIONS: rateLimited,
  PROXY_LOOP: loop,
  TARGET_DNS: (seen) => (seen.reply.proxyStatusError === 'dns_timeout' ? targetDnsTimeout : targetDns)(seen),
  TARGET_REFUSED: targetRefused,
  TARGET_TIMEOUT: targetTimeout,
  TARGET_UNREACHABLE: targetUnreachable,
  TARGET_CLOSED: (seen) => (seen.phase === 'app' ? appClosed : targetRefused)(seen),
  APP_TIMEOUT: appTimeout,
  APP_WRONG_PROTOCOL: wrongProtocol,
};

/** RFC 9209 section 2.3. */
const proxyStatusErrors: Readonly<Record<string, Verdict>> = {
  dns_error: targetDns,
  dns_timeout: targetDnsTimeout,
  destination_not_found: targetUnreachable,
  destination_unavailable: targetUnreachable,
  destination_ip_unroutable: targetUnreachable,
  destination_ip_prohibited: forbidden,
  connection_refused: targetRefused,
  connection_terminated: targetUnreachable,
  connection_timeout: targetTimeout,
  connection_read_timeout: targetTimeout,
  connection_write_timeout: targetTimeout,
  connection_limit_reached: rateLimited,
  http_request_denied: forbidden,
  http_protocol_error: wrongProtocol,
  http_response_timeout: appTimeout,
  proxy_loop_detected: loop,
};

/** The number after ERR_CONNECT_FAIL is the proxy's errno: Linux, BSD, Windows. */
const connectErrnos: Readonly<Record<string, Verdict>> = {
  '111': targetRefused,
  '61': targetRefused,
  '10061': targetRefused,
  '110': targetTimeout,
  '60': targetTimeout,
  '10060': targetTimeout,
};

const proxyNames = /^(?:squid|tinyproxy|3proxy|privoxy|haproxy|envoy|cntlm|aliproxy)\b/i;

function isProxyName(server: string | null): boolean {
  return server !== null && proxyNames.test(server);
}

function hasProxySign(reply: ProxyReply): boolean {
  return isProxyMade(reply) || reply.via !== null || reply.proxyStatus !== null || isProxyName(reply.server);
}

function leadsElsewhere({ reply, target }: ReplyCase): boolean {
  if (reply.location === null || !URL.canParse(reply.location)) return false;
  return new URL(reply.location).hostname.toLowerCase() !== target.host.toLowerCase();
}
