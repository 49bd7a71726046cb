import type { Duplex } from 'node:stream';
import { cleanLine } from '../../proxy/clean-line.js';
import { basicCredentials, type ProxyUrl } from '../../proxy/proxy-url.js';
import { ProxyAuthorization } from '../../proxy/way/proxy-authorization.js';
import { isForwarded, type OpenRoute } from '../../proxy/way/route.js';
import { type Attempt, reach } from '../attempt.js';
import { isPortalRedirect, portalStatus } from '../diagnosis/captive-portal.js';
import { diagnoseReply, isProxyMade } from '../diagnosis/diagnose-reply.js';
import { Diagnosed, diagnosis, endsOf } from '../diagnosis/diagnosis.js';
import { nameNoAnswer } from '../diagnosis/no-answer.js';
import { protocolOf } from '../diagnosis/protocol-of.js';
import { bodyText, exchangeHttp, type HttpAnswer } from '../protocols/http-exchange.js';
import { ReadError } from '../protocols/read-answer.js';
import { secure } from '../secure.js';
import { hostField } from '../target/host-field.js';
import { mergeHeaders, type RequestHeader } from '../target/request-header.js';
import { formatStatusRanges, isExpectedStatus } from '../target/status-ranges.js';

/** Succeeds on an expected status: https inside a tunnel, http through a proxy in absolute form (RFC 9112 section 3.2.2). */
export async function probeHttp(attempt: Attempt): Promise<void> {
  const { target, proxy } = attempt;
  if (target.kind === 'http' && proxy !== null && isForwarded(proxy, 'forward')) {
    return judge(attempt, await forwarded(attempt, proxy));
  }
  const route = await reach(attempt);
  let socket: Duplex = route.socket;
  try {
    if (target.kind === 'https') ({ socket } = await secure(attempt, route));
    judge(attempt, await exchange(attempt, route, socket));
  } finally {
    socket.destroy();
    route.socket.destroy();
  }
}

async function exchange(attempt: Attempt, route: OpenRoute, socket: Duplex): Promise<HttpAnswer> {
  const { phases, settings, signal, target } = attempt;
  const limitMs = phases.limitMs();
  const request = { method: settings.method, target: target.path, headers: requestHeaders(attempt) };
  try {
    return await exchangeHttp(socket, request, { phases, signal });
  } catch (error) {
    throw nameNoAnswer(error, { attempt, route, limitMs, speaks: 'http' });
  }
}

/** Asks the last proxy in absolute form; a second time where it wants Digest, on the same connection where it may be. */
async function forwarded(attempt: Attempt, proxy: ProxyUrl): Promise<HttpAnswer> {
  const { target, settings, phases, signal, ports, found } = attempt;
  const authorization = new ProxyAuthorization(proxy.credentials, ports.random);
  const line = { method: settings.method, target: `http://${hostField(target)}${target.path}` };
  let route = await reach(attempt, 'forward');
  let reused = false;
  const reachAgain = async () => {
    route.socket.destroy();
    route = await reach(attempt, 'forward');
    reused = false;
  };
  try {
    while (true) {
      const value = authorization.valueFor(line.method, line.target);
      const limitMs = phases.limitMs();
      let answer: HttpAnswer;
      try {
        const request = { ...line, headers: requestHeaders(attempt, value) };
        answer = await exchangeHttp(route.socket, request, { phases, signal });
      } catch (error) {
        if (!reused || !isHungUp(error)) throw nameForwarded(error, attempt, { proxy, limitMs });
        await reachAgain();
        continue;
      }
      const { head, reply } = answer;
      if (!isProxyMade(reply)) return answer;
      const challenges = head.headers.get('proxy-authenticate') ?? [];
      if (head.status !== 407 || !authorization.learn(challenges)) {
        found.proxy = reply;
        throw new Diagnosed(diagnoseReply({ reply, proxy, target, phase: 'app' }));
      }
      reused = answer.reusable;
      if (!reused) await reachAgain();
    }
  } finally {
    route.socket.destroy();
  }
}

/** The proxy closed a connection that it had left open: that says nothing of the request (RFC 9112 section 9.5). */
function isHungUp(error: unknown): boolean {
  return error instanceof ReadError && error.seen === 'closed' && error.bytes.length === 0;
}

/** The user's own headers stand in for ours of the same name. */
function requestHeaders(
  attempt: Attempt,
  proxyAuthorization: string | null = null,
): readonly RequestHeader[] {
  const { credentials } = attempt.target;
  const { method, headers } = attempt.settings;
  const login = credentials && basicCredentials(credentials);
  const own = [
    { name: 'Host', value: hostField(attempt.target) },
    { name: 'User-Agent', value: 'aliproxy' },
    { name: 'Accept', value: '*/*' },
    { name: 'Accept-Encoding', value: 'identity' },
    ...(login === null ? [] : [{ name: 'Authorization', value: login }]),
    ...(proxyAuthorization === null ? [] : [{ name: 'Proxy-Authorization', value: proxyAuthorization }]),
    // A proxy may ask for the request again: Digest.
    ...(proxyAuthorization === null ? [{ name: 'Connection', value: 'close' }] : []),
    // RFC 9110 section 8.6: methods that usually have content say that there is none.
    ...(/^(?:POST|PUT|PATCH)$/i.test(method) ? [{ name: 'Content-Length', value: '0' }] : []),
  ];
  return mergeHeaders(own, headers);
}

/** Why a proxy gave no response to a request in absolute form. */
function nameForwarded(
  error: unknown,
  attempt: Attempt,
  { proxy, limitMs }: { proxy: ProxyUrl; limitMs: number },
): unknown {
  if (!(error instanceof ReadError)) return error;
  const ends = { ...endsOf(attempt), proxy: proxy.shown };
  const { scheme } = proxy;
  const protocol = error.bytes.length === 0 ? null : protocolOf(error.bytes);
  if (protocol === 'tls' || protocol === 'socks') {
    const facts = { ...ends, scheme, speaks: protocol };
    return new Diagnosed(diagnosis('PROXY_WRONG_SCHEME', facts, { phase: 'app' }));
  }
  if (error.seen === 'foreign') {
    return new Diagnosed(diagnosis('PROXY_PROTOCOL', { ...ends, protocol, said: null }, { phase: 'app' }));
  }
  if (error.seen === 'closed') {
    return new Diagnosed(diagnosis('PROXY_CLOSED', { ...ends, scheme }, { phase: 'app' }));
  }
  const { kind } = attempt.target;
  return new Diagnosed(diagnosis('APP_TIMEOUT', { ...ends, kind, limitMs, forwarded: true }));
}

function judge(attempt: Attempt, answer: HttpAnswer): void {
  const { settings, found } = attempt;
  const { status } = answer.head;
  const { server, contentType, location, retryAfterSeconds } = answer.reply;
  const matched = settings.expectBody && bodyText(answer).search(settings.expectBody) >= 0;
  const { bytes, cut: bodyCut } = answer.body;
  found.app = {
    ...{ status, server, contentType, location, bodyBytes: bytes.length, bodyCut },
    ...(matched === null ? {} : { matched }),
  };
  const ends = endsOf(attempt);
  const ranges = settings.expectStatus;
  if (isPortal(answer, attempt)) throw new Diagnosed(diagnosis('CAPTIVE_PORTAL', { ...ends, location }));
  if (!isExpectedStatus(status, ranges)) {
    const facts = { ...ends, status, expected: formatStatusRanges(ranges), retryAfterSeconds };
    throw new Diagnosed(diagnosis('HTTP_STATUS', facts, { retryable: isPassing(status) }));
  }
  if (matched !== false) return;
  const encoding = codingOf(answer);
  const facts = { ...ends, expected: String(settings.expectBody), cut: bodyCut, encoding };
  throw new Diagnosed(diagnosis('BODY_MISMATCH', facts));
}

/** A status that was asked for by its number is no portal's. */
function isPortal({ head: { status }, reply }: HttpAnswer, { target, settings }: Attempt): boolean {
  if (settings.expectStatus.some(({ from, to }) => from === status && to === status)) return false;
  if (status === portalStatus) return true;
  return target.kind === 'http' && isPortalRedirect({ status, location: reply.location }, target.host);
}

/** A content coding nobody asked for: the pattern was held against compressed bytes. */
function codingOf({ head }: HttpAnswer): string | null {
  const [coding = 'identity'] = head.headers.get('content-encoding') ?? [];
  return coding.toLowerCase() === 'identity' ? null : cleanLine(coding, 40);
}

/** Statuses that may be over in a moment. */
function isPassing(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}
