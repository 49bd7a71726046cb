import type { RequestOptions } from 'node:http';
import type { Duplex } from 'node:stream';
import { systemCode } from '../../errors.js';
import { formatAuthority } from '../../proxy/authority.js';
import { basicCredentials } from '../../proxy/proxy-url.js';
import type { OpenRoute } from '../../proxy/route.js';
import { type Attempt, closed, endsOf, reach, refusePage, secure } from '../attempt.js';
import { wantsClientCertificate } from '../certificate.js';
import { diagnoseReply, isProxyMade } from '../diagnose-reply.js';
import { Diagnosed, diagnosis } from '../diagnosis.js';
import { exchangeHttp, type HttpAnswer, NoAnswer } from '../http-exchange.js';
import { protocolOf } from '../protocol-of.js';
import { formatStatusRanges, isExpectedStatus } from '../status-ranges.js';

/** Succeeds on an expected status: https inside a tunnel, http through a proxy in absolute form (RFC 9112 section 3.2.2). */
export async function probeHttp(attempt: Attempt): Promise<void> {
  const isPlain = attempt.target.kind === 'http';
  const route = await reach(attempt, isPlain ? 'forward' : 'tunnel');
  let socket: Duplex = route.socket;
  try {
    if (!isPlain) ({ socket } = await secure(attempt, route));
    await exchange(attempt, route, socket);
  } finally {
    socket.destroy();
    route.socket.destroy();
  }
}

async function exchange(attempt: Attempt, route: OpenRoute, socket: Duplex): Promise<void> {
  const { phases, target, proxy, settings, found, signal } = attempt;
  const limitMs = phases.limitMs();
  let answer: HttpAnswer;
  try {
    answer = await exchangeHttp(socket, requestOptions(attempt), { phases, signal });
  } catch (error) {
    signal.throwIfAborted();
    throw nameOf(error, { attempt, route, limitMs });
  }
  const { status, reply, bodyBytes } = answer;
  if (proxy !== null && target.kind === 'http' && isProxyMade(reply)) {
    found.proxy = reply;
    throw new Diagnosed(diagnoseReply({ reply, proxy, target, phase: 'app' }));
  }
  const { server, location, contentType } = reply;
  found.app = { status, server, contentType, location, bodyBytes };
  const expected = target.options.expectStatus ?? settings.expectStatus;
  if (isExpectedStatus(status, expected)) return;
  const facts = { ...endsOf(attempt), status, expected: formatStatusRanges(expected) };
  throw new Diagnosed(diagnosis('HTTP_STATUS', facts, { retryable: isPassing(status) }));
}

function requestOptions({ target, proxy }: Attempt): RequestOptions {
  const standard = target.kind === 'https' ? 443 : 80;
  const authority = formatAuthority(target).replace(new RegExp(`:${standard}$`), '');
  const absolute = proxy !== null && target.kind === 'http';
  const headers: Record<string, string> = {
    Host: authority,
    'User-Agent': 'aliproxy',
    Accept: '*/*',
    Connection: 'close',
  };
  if (target.credentials) {
    const { username, password } = target.credentials;
    headers.Authorization = basicCredentials({ username: username ?? '', password });
  }
  if (absolute && proxy.credentials) headers['Proxy-Authorization'] = basicCredentials(proxy.credentials);
  return {
    path: absolute ? `http://${authority}${target.path}` : target.path,
    headers,
  };
}

/** Why no response was read. Node's parser names what it can't read with HPE_ codes and hands over the bytes. */
function nameOf(
  error: unknown,
  { attempt, route, limitMs }: { attempt: Attempt; route: OpenRoute; limitMs: number },
): unknown {
  const { target, proxy } = attempt;
  const ends = endsOf(attempt);
  const forwarded = proxy !== null && target.kind === 'http';
  if (error instanceof NoAnswer) {
    return new Diagnosed(diagnosis('APP_TIMEOUT', { ...ends, limitMs, forwarded }));
  }
  const code = systemCode(error);
  if (wantsClientCertificate(code)) return new Diagnosed(diagnosis('TLS_CLIENT_CERT', ends));
  if (code?.startsWith('HPE_')) {
    const bytes = (error as { rawPacket?: unknown }).rawPacket;
    const protocol = Buffer.isBuffer(bytes) ? protocolOf(bytes) : 'unknown';
    if (forwarded) return wrongProxy(protocol, { ...ends, proxy: proxy.shown });
    if (protocol === 'html') refusePage(attempt, route, 'app');
    return new Diagnosed(diagnosis('APP_WRONG_PROTOCOL', { ...ends, expected: target.kind, protocol }));
  }
  if (forwarded) {
    return new Diagnosed(diagnosis('PROXY_CLOSED', { ...ends, proxy: proxy.shown }, { phase: 'app' }));
  }
  return closed(attempt, route, diagnosis('APP_CLOSED', { ...ends, expected: target.kind }));
}

function wrongProxy(
  protocol: ReturnType<typeof protocolOf>,
  ends: { target: string; port: number; proxy: string },
): Diagnosed {
  if (protocol === 'tls' || protocol === 'socks') {
    return new Diagnosed(diagnosis('PROXY_WRONG_SCHEME', { ...ends, speaks: protocol }, { phase: 'app' }));
  }
  return new Diagnosed(diagnosis('PROXY_PROTOCOL', { ...ends, protocol }, { phase: 'app' }));
}

/** Statuses that may be over in a moment. */
function isPassing(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}
