import type { IncomingMessage, RequestOptions } from 'node:http';
import type { Duplex } from 'node:stream';
import valid from 'semver/functions/valid.js';
import type { Host } from '../../host/host.js';
import { goProxyFor } from '../../proxy/go-rules.js';
import { basicCredentials, type ProxyUrl, parseProxyUrl } from '../../proxy/proxy-url.js';
import { Phases } from '../../proxy/way/phases.js';
import { isForwarded, openRoute } from '../../proxy/way/route.js';
import { startTls } from '../../proxy/way/tls-client.js';

/** Enough for the manifest of one version. */
const bodyLimitBytes = 256 * 1024;

export type LatestVersion =
  | { readonly state: 'asked'; readonly latest: string }
  | { readonly state: 'unpublished' | 'unreachable' | 'unknown'; readonly latest: null };

/**
 * The newest version of a package, as its registry tells it: `GET <registry>/<name>/latest`. The way there is the one
 * the proxy variables name. Never rejects but with the signal's reason: an answer that does not come is no trouble.
 */
export async function askLatestVersion(
  host: Host,
  {
    registry,
    name,
    timeoutMs,
    signal,
  }: { registry: URL; name: string; timeoutMs: number; signal: AbortSignal },
): Promise<LatestVersion> {
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    const url = new URL(`${name}/latest`, registry);
    const answer = await get(host, url, { timeoutMs, signal: AbortSignal.any([signal, limit]) });
    return readAnswer(answer);
  } catch {
    signal.throwIfAborted();
    return { state: 'unreachable', latest: null };
  }
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

function readAnswer({ status, body }: Answer): LatestVersion {
  if (status === 404) return { state: 'unpublished', latest: null };
  if (status !== 200) return { state: 'unreachable', latest: null };
  const version = versionOf(body);
  return version === null ? { state: 'unknown', latest: null } : { state: 'asked', latest: version };
}

function versionOf(body: string): string | null {
  try {
    const { version } = JSON.parse(body) as { version?: unknown };
    return typeof version === 'string' ? valid(version) : null;
  } catch {
    return null;
  }
}

async function get(
  host: Host,
  url: URL,
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): Promise<Answer> {
  const secure = url.protocol === 'https:';
  const target = {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(url.port) || (secure ? 443 : 80),
  };
  const proxy = proxyFor(host, url, target);
  const mode = secure ? 'tunnel' : 'forward';
  const { socket } = await openRoute(
    {
      proxies: proxy === null ? [] : [proxy],
      target,
      mode,
      connectTimeoutMs: timeoutMs,
      tunnelTimeoutMs: timeoutMs,
      proxyCa: null,
      phases: new Phases(host.clock, timeoutMs),
      signal,
    },
    host,
  );
  let stream: Duplex = socket;
  try {
    if (secure) {
      const request = { host: target.host, ca: null, alpn: ['http/1.1'], timeoutMs, signal };
      const session = await startTls(socket, request, host.network);
      stream = session.socket;
      if (session.verifyError !== null) throw new Error(session.verifyError);
    }
    const absolute = isForwarded(proxy, mode);
    const credentials = absolute ? proxy?.credentials : null;
    return await exchange(stream, signal, {
      path: absolute ? url.href : url.pathname + url.search,
      headers: {
        Host: url.host,
        Accept: 'application/json',
        'User-Agent': 'aliproxy',
        Connection: 'close',
        ...(credentials ? { 'Proxy-Authorization': basicCredentials(credentials) } : {}),
      },
    });
  } finally {
    stream.destroy();
    socket.destroy();
  }
}

/** Null: direct. A proxy that can't be used throws: the question is not worth going past it. */
function proxyFor(host: Host, url: URL, target: { host: string; port: number }): ProxyUrl | null {
  const scheme = url.protocol.slice(0, -1);
  const decision = goProxyFor({ scheme, ...target }, host.env, host.platform.os);
  if (decision.proxy === null) return null;
  const [, written = 'http'] = /^([a-z0-9]+):/i.exec(decision.proxy) ?? [];
  const read = parseProxyUrl(decision.proxy, { defaultPort: defaultPorts[written.toLowerCase()] ?? 80 });
  if (!read.ok) throw new Error('not a proxy that is spoken here');
  // Go leaves names to every SOCKS proxy.
  return read.proxy.scheme === 'socks5' ? { ...read.proxy, scheme: 'socks5h' } : read.proxy;
}

/** Go's own. */
const defaultPorts: Readonly<Record<string, number>> = { https: 443, socks5: 1080, socks5h: 1080 };

async function exchange(socket: Duplex, signal: AbortSignal, options: RequestOptions): Promise<Answer> {
  const { request } = await import('node:http');
  return await new Promise((resolve, reject) => {
    const asked = request({ ...options, signal, createConnection: () => socket });
    asked.on('error', reject);
    asked.on('response', (response: IncomingMessage) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
        if (body.length > bodyLimitBytes) response.destroy(new Error('too long'));
      });
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    asked.end();
  });
}
