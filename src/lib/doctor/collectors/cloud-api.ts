import type { Socket } from 'node:net';
import { systemCode } from '../../errors.js';
import { formatAuthority } from '../../proxy/authority.js';
import type { ExplainTarget } from '../../proxy/clients/client.js';
import { parseExplainTarget } from '../../proxy/explain/explain-target.js';
import { goProxyFor, readGoProxy } from '../../proxy/go-rules.js';
import { maskHost } from '../../proxy/mask-host.js';
import type { ProxyEndpoint } from '../../proxy/proxy-endpoint.js';
import { endpointOf } from '../../proxy/proxy-lint.js';
import type { Credentials } from '../../proxy/proxy-url.js';
import { ConnectError } from '../../proxy/way/conversation.js';
import { DialError, dial } from '../../proxy/way/dial.js';
import { connectThrough } from '../../proxy/way/http-connect.js';
import { HeadReader, type HttpHead } from '../../proxy/way/http-head.js';
import { startTls, TlsError } from '../../proxy/way/tls-client.js';
import type { ApiWay, CloudEvidence } from '../evidence/cloud.js';
import { credentialsOf } from './proxy-credentials.js';
import type { Sources } from './sources.js';

/** For the way that Go goes, from the lookup to the answer; a firewall that swallows the other shall cost less. */
const wayMs = 5_000;
const besideMs = 2_500;
/** Of the section's own limit: what ends by itself can still be told. */
const share = 0.8;

type Proxy = ProxyEndpoint & { readonly credentials: Credentials | null };
type Step = NonNullable<ApiWay['failed']>['step'];

/** Where a way ended. */
class WayError extends Error {
  override readonly name = 'WayError';
  readonly step: Step;
  readonly code: string;
  readonly atProxy: boolean;

  constructor(step: Step, code: string, atProxy: boolean, options: ErrorOptions = {}) {
    super(`${step}: ${code}`, options);
    this.step = step;
    this.code = code;
    this.atProxy = atProxy;
  }
}

/** What one way is tried with. */
interface Attempt {
  readonly sources: Sources;
  readonly target: ExplainTarget;
  readonly proxy: Proxy | null;
  readonly leftMs: () => number;
}

/** One request without credentials to the API as Go would send it, and a direct one where that is through a proxy. */
export async function tryApi(sources: Sources): Promise<CloudEvidence['api']> {
  const { apiEndpoint } = sources.request;
  const { env, platform } = sources.host;
  const parsed = parseExplainTarget(apiEndpoint);
  if (!parsed.ok) return null;
  const { target } = parsed;
  const { proxy } = goProxyFor(target, env, platform.os);
  const ways =
    proxy === null
      ? [tryWay(target, null, wayMs, sources)]
      : [tryWay(target, readProxy(proxy), wayMs, sources), tryWay(target, null, besideMs, sources)];
  return {
    url: `${target.scheme}://${formatAuthority(target)}`,
    ways: await Promise.all(ways),
  };
}

const nowhere: ProxyEndpoint = { scheme: '', host: '***', port: 0 };

function readProxy(text: string): Proxy {
  const reading = readGoProxy(text);
  const endpoint = reading.kind === 'proxy' ? endpointOf(reading.url) : null;
  if (reading.kind !== 'proxy' || endpoint === null) return { ...nowhere, credentials: null };
  // A host that is a part of the password is neither shown nor looked up.
  const host = maskHost(endpoint.host, text);
  return { ...endpoint, host, credentials: credentialsOf(reading.url.userinfo) };
}

async function tryWay(
  target: ExplainTarget,
  proxy: Proxy | null,
  limitMs: number,
  sources: Sources,
): Promise<ApiWay> {
  const { clock } = sources.host;
  const began = clock.monotonic();
  const wholeMs = Math.min(limitMs, sources.limitMs * share);
  const elapsed = () => clock.monotonic() - began;
  const attempt = { sources, target, proxy, leftMs: () => Math.max(1, wholeMs - elapsed()) };
  const sockets: Socket[] = [];
  const told = (parts: Partial<ApiWay>): ApiWay => ({
    proxy: proxy && formatAuthority(proxy),
    failed: null,
    status: null,
    skewMs: null,
    ...parts,
    durationMs: Math.round(elapsed()),
  });
  try {
    const { socket, certificate } = await openWay(attempt, sockets);
    const answer = await exchange(socket, attempt);
    const failed =
      certificate === null ? null : ({ step: 'certificate', code: certificate, atProxy: false } as const);
    return told({ ...answer, failed });
  } catch (error) {
    if (!(error instanceof WayError)) throw error;
    const { step, code, atProxy } = error;
    return told({ failed: { step, code, atProxy } });
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

async function openWay(
  attempt: Attempt,
  sockets: Socket[],
): Promise<{ socket: Socket; certificate: string | null }> {
  const { target, proxy } = attempt;
  const hop = proxy ?? target;
  if (hop.host === nowhere.host) throw new WayError('dns', 'MISREAD', true);
  if (proxy !== null && proxy.scheme !== 'http' && proxy.scheme !== 'https') {
    throw new WayError('connect', 'NOT_TRIED', true);
  }
  let socket = await connect(hop, attempt);
  sockets.push(socket);
  if (proxy !== null) {
    if (proxy.scheme === 'https') {
      const secure = await secured(socket, proxy.host, attempt, true);
      // The credentials are not for somebody who can't prove to be the proxy.
      if (secure.certificate !== null) throw new WayError('certificate', secure.certificate, true);
      socket = secure.socket;
    }
    await tunnel(socket, proxy, attempt);
  }
  if (target.scheme !== 'https') return { socket, certificate: null };
  return secured(socket, target.host, attempt, false);
}

async function connect(
  { host, port }: { readonly host: string; readonly port: number },
  { sources, proxy, leftMs }: Attempt,
): Promise<Socket> {
  const { network, clock } = sources.host;
  try {
    const { socket } = await dial({
      host,
      port,
      network,
      clock,
      timeoutMs: leftMs(),
      signal: sources.signal,
    });
    socket.on('error', () => {});
    return socket;
  } catch (error) {
    if (!(error instanceof DialError)) throw error;
    throw new WayError(error.phase, error.code, proxy !== null, { cause: error });
  }
}

async function tunnel(socket: Socket, { credentials }: Proxy, { sources, target, leftMs }: Attempt) {
  try {
    const reply = await connectThrough(socket, {
      target,
      credentials,
      timeoutMs: leftMs(),
      signal: sources.signal,
    });
    if (reply.status < 200 || reply.status > 299) throw new WayError('connect', String(reply.status), true);
  } catch (error) {
    if (!(error instanceof ConnectError)) throw error;
    throw new WayError('connect', error.seen.toUpperCase(), true, { cause: error });
  }
}

async function secured(socket: Socket, host: string, { sources, leftMs }: Attempt, atProxy: boolean) {
  try {
    const session = await startTls(
      socket,
      { host, ca: null, alpn: [], timeoutMs: leftMs(), signal: sources.signal },
      sources.host.network,
    );
    return { socket: session.socket as Socket, certificate: session.verifyError };
  } catch (error) {
    if (!(error instanceof TlsError)) throw error;
    throw new WayError('tls', error.code ?? error.seen.toUpperCase(), atProxy, { cause: error });
  }
}

/** Any answer will do. `Date` has whole seconds, cut off, so half a second is added on average. */
async function exchange(
  socket: Socket,
  { target, sources, leftMs }: Attempt,
): Promise<Pick<ApiWay, 'status' | 'skewMs'>> {
  const { clock } = sources.host;
  const sentMs = clock.now();
  const lines = [
    'GET / HTTP/1.1',
    `Host: ${formatAuthority(target)}`,
    'User-Agent: aliproxy',
    'Accept: */*',
    'Cache-Control: no-cache',
    'Connection: close',
  ];
  const head = await readHead(socket, `${lines.join('\r\n')}\r\n\r\n`, leftMs(), sources.signal);
  const middleMs = (sentMs + clock.now()) / 2;
  const dateMs = Date.parse(head.headers.get('date')?.[0] ?? '');
  return {
    status: head.status,
    skewMs: Number.isNaN(dateMs) ? null : Math.round(dateMs + 500 - middleMs),
  };
}

function readHead(
  socket: Socket,
  request: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<HttpHead> {
  return new Promise((resolve, reject) => {
    const reader = new HeadReader();
    const settle = (act: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      socket.off('data', onData).off('end', onEnd).off('close', onEnd).off('error', onError);
      socket.on('error', () => {});
      act();
    };
    const fail = (code: string) => settle(() => reject(new WayError('http', code, false)));
    const onAbort = () => settle(() => reject(signal.reason));
    const onEnd = () => fail('CLOSED');
    const onError = (error: Error) => fail(systemCode(error) ?? 'CLOSED');
    const onData = (chunk: Buffer) => {
      const reading = reader.push(chunk);
      if (reading.kind === 'more') return;
      if (reading.kind === 'head') settle(() => resolve(reading.head));
      else fail(reading.kind.toUpperCase());
    };
    const timer = setTimeout(() => fail('TIMEOUT'), timeoutMs);
    signal.addEventListener('abort', onAbort, { once: true });
    socket.on('data', onData).on('end', onEnd).on('close', onEnd).on('error', onError);
    socket.write(request);
  });
}
