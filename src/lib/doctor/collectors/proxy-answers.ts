import type { Socket } from 'node:net';
import { domainToASCII } from 'node:url';
import { variable } from '../../host/variables.js';
import { type Authority, formatAuthority } from '../../proxy/authority.js';
import { parseExplainTarget } from '../../proxy/explain/explain-target.js';
import { readGoProxy } from '../../proxy/go-rules.js';
import type { Credentials } from '../../proxy/proxy-url.js';
import { ConnectError } from '../../proxy/way/conversation.js';
import { DialError, dial } from '../../proxy/way/dial.js';
import { connectThrough } from '../../proxy/way/http-connect.js';
import { startTls, TlsError } from '../../proxy/way/tls-client.js';
import type { ProxyAnswer, ProxyAnswersEvidence, ProxyHandshake } from '../evidence/proxy-answers.js';
import { readByGo } from '../read-by-go.js';
import { credentialsOf } from './proxy-credentials.js';
import type { CollectRequest, Gathered, Sources } from './sources.js';

/** For one connection, with all that is asked on it. */
const connectionMs = 4_000;
/** Of the section's own limit: there may be two connections, one after the other. */
const share = 0.4;

type Answers = ProxyAnswersEvidence['proxies'][number];

interface Proxy extends Pick<Answers, 'scheme' | 'host' | 'port'> {
  readonly variables: string[];
  readonly credentials: Credentials | null;
}

/**
 * Asks each HTTP proxy that Go would use for a tunnel: as the variable says, and, where that can be a mistake, with and
 * without TLS. The credentials of a variable go to its own proxy only, and inside TLS only where its certificate is good.
 */
export async function askProxies(sources: Sources): Promise<Gathered<ProxyAnswersEvidence>> {
  const target = connectTarget(sources.request);
  const value = await Promise.all(proxiesOf(sources).map((proxy) => askProxy(proxy, target, sources)));
  return { source: 'network', value: { target: formatAuthority(target), proxies: value } };
}

/** The first https URL among the targets, else the API. */
function connectTarget({ targets, apiEndpoint }: Pick<CollectRequest, 'targets' | 'apiEndpoint'>) {
  const read = [...targets, apiEndpoint].map((text) => parseExplainTarget(text));
  const urls = read.flatMap((result) => (result.ok ? [result.target] : []));
  const { host, port } = urls.find(({ scheme }) => scheme === 'https') ??
    urls.at(-1) ?? { host: 'localhost', port: 443 };
  return { host: domainToASCII(host) || host, port: port || 443 };
}

function proxiesOf({ host: machine, proxy }: Sources): Proxy[] {
  const found = new Map<string, Proxy>();
  for (const { name, effect, endpoint } of readByGo(proxy.variables)) {
    if (effect !== 'proxy' || (endpoint?.scheme !== 'http' && endpoint?.scheme !== 'https')) continue;
    const reading = readGoProxy(variable(name, machine) ?? '');
    const userinfo = reading.kind === 'proxy' ? reading.url.userinfo : null;
    const { scheme, host, port } = endpoint;
    const key = JSON.stringify([scheme, host, port, userinfo]);
    const known = found.get(key);
    if (known) known.variables.push(name);
    else found.set(key, { scheme, host, port, variables: [name], credentials: credentialsOf(userinfo) });
  }
  return [...found.values()];
}

async function askProxy(proxy: Proxy, target: Authority, sources: Sources): Promise<Answers> {
  const { scheme, host, port, variables, credentials } = proxy;
  const known = { variables, scheme, host, port, credentials: credentials !== null };
  if (scheme === 'https') {
    // The credentials are not for a connection that anybody on the way can read.
    const clear = ask(proxy, sources, (socket, left) => tunnelAnswer(socket, target, null, left, sources));
    const secured = ask(proxy, sources, (socket, left) => secureAnswer(socket, proxy, target, left, sources));
    const [plain, inside] = await Promise.all([clear, secured]);
    const { tls, secure } = inside ?? { tls: unreachable, secure: null };
    return { ...known, clear: plain ?? noAnswer, tls, secure };
  }
  const clear = await ask(proxy, sources, (socket, left) =>
    tunnelAnswer(socket, target, credentials, left, sources),
  );
  // Many TLS servers answer plain text with an alert, others just close.
  const suspect = clear?.seen === 'tls' || clear?.seen === 'closed';
  const inside = suspect
    ? await ask(proxy, sources, (socket, left) => secureAnswer(socket, proxy, null, left, sources))
    : null;
  return { ...known, clear: clear ?? noAnswer, tls: inside?.tls ?? null, secure: null };
}

const noAnswer: ProxyAnswer = { seen: 'unreachable', status: null, schemes: [], credentialsSent: false };
const unreachable: ProxyHandshake = { seen: 'unreachable', code: null, certificate: null };

/** One connection; null where there is none. */
async function ask<T>(
  { host, port }: Proxy,
  { host: { network, clock }, signal, limitMs }: Sources,
  use: (socket: Socket, leftMs: () => number) => Promise<T>,
): Promise<T | null> {
  const began = clock.monotonic();
  const wholeMs = Math.min(connectionMs, limitMs * share);
  const leftMs = () => Math.max(1, wholeMs - (clock.monotonic() - began));
  let socket: Socket;
  try {
    ({ socket } = await dial({ host, port, network, clock, timeoutMs: wholeMs, signal }));
  } catch (error) {
    if (error instanceof DialError) return null;
    throw error;
  }
  socket.on('error', () => {});
  try {
    return await use(socket, leftMs);
  } finally {
    socket.destroy();
  }
}

async function tunnelAnswer(
  socket: Socket,
  target: Authority,
  credentials: Credentials | null,
  leftMs: () => number,
  { signal }: Sources,
): Promise<ProxyAnswer> {
  const credentialsSent = credentials !== null;
  try {
    const reply = await connectThrough(socket, { target, credentials, timeoutMs: leftMs(), signal });
    return { seen: 'answer', status: reply.status, schemes: reply.authSchemes, credentialsSent };
  } catch (error) {
    if (!(error instanceof ConnectError)) throw error;
    const { bytes } = error;
    const seen = isTls(bytes)
      ? 'tls'
      : bytes.length > 0
        ? 'not-http'
        : error.seen === 'timeout'
          ? 'timeout'
          : 'closed';
    return { seen, status: null, schemes: [], credentialsSent };
  }
}

/** A record of TLS: handshake or alert (RFC 8446 section 5.1). */
function isTls(bytes: Buffer): boolean {
  return (bytes[0] === 0x15 || bytes[0] === 0x16) && bytes[1] === 3;
}

/** A handshake, and a CONNECT inside where there is a target and nothing is wrong with the certificate. */
async function secureAnswer(
  socket: Socket,
  { host, credentials }: Proxy,
  target: Authority | null,
  leftMs: () => number,
  sources: Sources,
): Promise<{ tls: ProxyHandshake; secure: ProxyAnswer | null }> {
  const { signal, host: machine } = sources;
  try {
    const request = { host, ca: null, alpn: [], timeoutMs: leftMs(), signal };
    const { socket: inside, verifyError } = await startTls(socket, request, machine.network);
    const tls: ProxyHandshake = { seen: 'ok', code: null, certificate: verifyError };
    if (target === null || verifyError !== null) return { tls, secure: null };
    return { tls, secure: await tunnelAnswer(inside, target, credentials, leftMs, sources) };
  } catch (error) {
    if (!(error instanceof TlsError)) throw error;
    return { tls: { seen: error.seen, code: error.code, certificate: null }, secure: null };
  }
}
