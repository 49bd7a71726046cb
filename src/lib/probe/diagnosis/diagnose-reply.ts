import { isIP } from 'node:net';
import { isSpokenScheme, type ProxyReply } from '../../proxy/way/proxy-reply.js';
import type { Diagnosis } from './diagnosis.js';
import {
  authFailed,
  authRequired,
  authScheme,
  connectErrnos,
  forbidden,
  forwarderErrors,
  inventedStatuses,
  loop,
  malformed,
  notAProxy,
  ownCodes,
  placeOf,
  portal,
  proxyStatusErrors,
  type ReplyCase,
  rateLimited,
  targetDns,
  targetTimeout,
  targetUnreachable,
  type Verdict,
} from './reply-verdicts.js';
import { isAskedForItself } from './same-place.js';

/**
 * Names a proxy's refusal. What machines wrote comes first: our own tunnel's code, RFC 9209, the headers of squid,
 * smokescreen and forwarder. Then the status. Never the text.
 */
export function diagnoseReply(seen: ReplyCase): Diagnosis {
  return (
    byOwnHeader(seen) ??
    byAuthentication(seen) ??
    byPlace(seen) ??
    bySquidError(seen) ??
    byProxyStatus(seen) ??
    byForwarderError(seen) ??
    byLoop(seen) ??
    byStatus(seen)
  );
}

/** Did the proxy itself write this answer to a request in absolute form, or did it bring the target's? */
export function isProxyMade(reply: ProxyReply): boolean {
  if (reply.status === 407 || reply.status === 511) return true;
  if (reply.aliproxyError || reply.proxyStatusError || reply.squidError) return true;
  if (reply.smokescreenError || reply.forwarderError || reply.status in inventedStatuses) return true;
  // Proxies pass the target's `Server` on, so their own name in it is their own answer.
  return reply.status >= 400 && isProxyName(reply.server);
}

/** The words are the proxy's: `constructor` is none of ours, though every object has one. */
function verdictOf(verdicts: Readonly<Record<string, Verdict>>, word: string | null): Verdict | undefined {
  return word !== null && Object.hasOwn(verdicts, word) ? verdicts[word] : undefined;
}

function byOwnHeader(seen: ReplyCase): Diagnosis | null {
  const code = seen.reply.aliproxyError;
  return verdictOf(ownCodes, code)?.(seen) ?? null;
}

/** 401 is what tinyproxy says to a wrong password. */
function byAuthentication(seen: ReplyCase): Diagnosis | null {
  const { reply, proxy } = seen;
  if (reply.status === 401 && proxy.credentials) return authFailed(seen);
  if (reply.status !== 407) return null;
  if (reply.authSchemes.length === 0 || reply.smokescreenError) return forbidden(seen);
  if (!reply.authSchemes.some(isSpokenScheme)) {
    return authScheme(seen);
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
      return isIP(placeOf(seen).host) === 0 ? targetDns(seen) : targetUnreachable(seen);
    case 'ERR_CONNECT_FAIL':
      return (verdictOf(connectErrnos, errno) ?? targetUnreachable)(seen);
    default:
      return null;
  }
}

function byProxyStatus(seen: ReplyCase): Diagnosis | null {
  const error = seen.reply.proxyStatusError;
  return verdictOf(proxyStatusErrors, error)?.(seen) ?? null;
}

/** The proxy was asked for itself: whatever it says to that, it is no rule about a target. */
function byPlace(seen: ReplyCase): Diagnosis | null {
  return isAskedForItself(seen.proxy, { target: seen.target, asked: placeOf(seen) }) ? loop(seen) : null;
}

/** The answer came past somebody twice. */
function byLoop(seen: ReplyCase): Diagnosis | null {
  return passedTwice(seen.reply.via ?? '') ? loop(seen) : null;
}

/** Every proxy adds its name to `Via` (RFC 9110 section 7.6.3): protocol, name, and perhaps a comment. */
function passedTwice(via: string): boolean {
  const names = via
    .replace(/\([^)]*\)/g, '')
    .split(',')
    .flatMap((entry) => entry.trim().split(/\s+/)[1]?.toLowerCase() ?? []);
  return new Set(names).size < names.length;
}

function byForwarderError(seen: ReplyCase): Diagnosis | null {
  const text = seen.reply.forwarderError ?? '';
  const [, verdict] = forwarderErrors.find(([pattern]) => pattern.test(text)) ?? [];
  return verdict?.(seen) ?? null;
}

function byStatus(seen: ReplyCase): Diagnosis {
  const { reply } = seen;
  const { status } = reply;
  if (status === 403 || status === 451) return forbidden(seen);
  if (status === 429 || (status === 503 && reply.retryAfterSeconds !== null)) return rateLimited(seen);
  if (status === 504) return targetTimeout(seen);
  const invented = inventedStatuses[status];
  if (invented) return invented(seen);
  if (status === 511) return portal(seen);
  if (status >= 500 && status !== 501) return targetUnreachable(seen);
  if (status >= 300 && status < 400 && leadsElsewhere(seen)) {
    return portal(seen);
  }
  if (hasProxySign(reply)) return malformed(seen);
  return notAProxy(seen);
}

const proxyNames = /^(?:squid|tinyproxy|3proxy|privoxy|haproxy|cntlm|aliproxy)\b/i;

function isProxyName(server: string | null): boolean {
  return server !== null && proxyNames.test(server);
}

function hasProxySign(reply: ProxyReply): boolean {
  if (isProxyMade(reply) || reply.via !== null || reply.proxyStatus !== null) return true;
  return isProxyName(reply.server) || isEnvoy(reply.server);
}

/** Its name proves no answer of our proxy's own: it stands before many services, and writes its name over theirs. */
function isEnvoy(server: string | null): boolean {
  return server !== null && /^envoy\b/i.test(server);
}

function leadsElsewhere(seen: ReplyCase): boolean {
  const { reply } = seen;
  if (reply.location === null || !URL.canParse(reply.location)) return false;
  return new URL(reply.location).hostname.toLowerCase() !== placeOf(seen).host.toLowerCase();
}
