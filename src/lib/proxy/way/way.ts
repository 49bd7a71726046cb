import { isIP, type Socket } from 'node:net';
import { systemCode } from '../../errors.js';
import type { Address } from '../../host/network.js';
import { type Authority, formatAuthority } from '../authority.js';
import { isSocks, type ProxyUrl } from '../proxy-url.js';
import { ConnectError } from './conversation.js';
import { DialError, type Dialled, dial, lookUp } from './dial.js';
import { askForTunnel, type TunnelAnswer } from './http-connect.js';
import { ProxyAuthorization } from './proxy-authorization.js';
import type { ProxyReply } from './proxy-reply.js';
import type { RoutePorts, RouteRequest } from './route.js';
import { RouteError } from './route-error.js';
import { connectThroughSocks, SocksError } from './socks5.js';
import { startTls, TlsError } from './tls-client.js';

interface Tunnel {
  readonly socket: Socket;
  /** Null from a SOCKS proxy. */
  readonly reply: ProxyReply | null;
  /** The name or the address that the proxy was asked for. */
  readonly asked: string;
}

/** The TCP socket is the outermost layer. */
function resetLayers([outermost, ...inner]: readonly Socket[]): void {
  outermost?.resetAndDestroy();
  for (const socket of inner.reverse()) socket.destroy();
}

/** SOCKS replies that another address of the same name may escape: failure, no network, no host, no such type. */
const otherAddressMayDo: ReadonlySet<number | null> = new Set([0x01, 0x03, 0x04, 0x08]);

/**
 * The hops of one route, walked one by one. Where a proxy wants to be asked on a fresh connection, the way to it is
 * walked again. Its methods reject with a `RouteError` or with the signal's reason; `close` then leaves nothing open.
 */
export class Way {
  readonly #request: RouteRequest;
  readonly #ports: RoutePorts;
  readonly #authorizations: readonly ProxyAuthorization[];
  /** The sockets of the way, TLS over TCP over …, innermost last. */
  #layers: Socket[] = [];

  constructor(request: RouteRequest, ports: RoutePorts) {
    this.#request = request;
    this.#ports = ports;
    this.#authorizations = request.proxies.map(
      ({ credentials }, index) => new ProxyAuthorization(credentials, ports.random, request.digests?.[index]),
    );
  }

  close(): void {
    for (const socket of this.#layers.reverse()) socket.destroy();
    this.#layers = [];
  }

  /**
   * What closes it as `close` does, with a reset on the wire. It holds the sockets and not the way: it is kept as long as
   * they are open, and there are thousands.
   */
  resetter(): () => void {
    const layers = this.#layers;
    return () => resetLayers(layers);
  }

  async reachTarget(): Promise<{ socket: Socket; address: string }> {
    const { socket, address } = await this.#dial(this.#request.target, null);
    return { socket, address: address.address };
  }

  /** A connection on which the proxy at `index` can be spoken to. */
  async reachHop(index: number): Promise<Socket> {
    const proxy = this.#proxyAt(index);
    const { socket } = index === 0 ? await this.#dial(proxy, proxy) : await this.tunnelThrough(index - 1);
    return proxy.scheme === 'https' ? this.#secure(socket, proxy) : socket;
  }

  /** A connection to what comes after the proxy at `index`: the next proxy, or the target. */
  tunnelThrough(index: number): Promise<Tunnel> {
    return isSocks(this.#proxyAt(index).scheme) ? this.#tunnelSocks(index) : this.#tunnelHttp(index);
  }

  async #tunnelHttp(index: number): Promise<Tunnel> {
    const { asked, place } = this.#hopAt(index);
    const authorization = this.#authorizations[index] as ProxyAuthorization;
    let socket = await this.reachHop(index);
    let reused = false;
    while (true) {
      const answer = await this.#askHttp(socket, index, authorization).catch((error: unknown) => {
        if (reused && isHungUp(error)) return 'hung-up' as const;
        throw error;
      });
      if (answer !== 'hung-up') {
        const { reply, challenges } = answer;
        if (reply.status >= 200 && reply.status <= 299) {
          authorization.accepted();
          return { socket, reply, asked: place.host };
        }
        if (reply.status !== 407 || !authorization.learn(challenges)) {
          throw new RouteError({ at: 'tunnel', ...asked, seen: 'refused', reply });
        }
      }
      reused = answer !== 'hung-up' && answer.reusable;
      if (!reused) socket = await this.#reachHopAgain(index);
    }
  }

  async #askHttp(socket: Socket, index: number, known: ProxyAuthorization): Promise<TunnelAnswer> {
    const { place } = this.#hopAt(index);
    const authorization = known.valueFor('CONNECT', formatAuthority(place));
    return this.#ask(index, (timeoutMs, signal) =>
      askForTunnel(socket, { target: place, authorization, via: this.#request.via, timeoutMs, signal }),
    );
  }

  /** `socks5` gets an address that was looked up here, one of each family at most; `socks5h` gets the name. */
  async #tunnelSocks(index: number): Promise<Tunnel> {
    const { asked, place } = this.#hopAt(index);
    const { credentials, scheme } = asked.proxy;
    let socket = await this.reachHop(index);
    const hosts = scheme === 'socks5h' ? [place.host] : await this.#resolve(place.host, asked.next);
    for (let n = 0; ; n++) {
      const target = { host: hosts[n] as string, port: place.port };
      try {
        await this.#ask(index, (timeoutMs, signal) =>
          connectThroughSocks(socket, { target, credentials, timeoutMs, signal }),
        );
        return { socket, reply: null, asked: target.host };
      } catch (error) {
        if (!(error instanceof SocksError)) throw error;
        const { seen: refusal, reply } = error;
        if (n + 1 === hosts.length || !otherAddressMayDo.has(reply)) {
          throw new RouteError({ at: 'tunnel', ...asked, seen: 'socks', refusal, reply }, { cause: error });
        }
      }
      socket = await this.#reachHopAgain(index);
    }
  }

  async #reachHopAgain(index: number): Promise<Socket> {
    this.close();
    return this.reachHop(index);
  }

  /** One question to a proxy, within its limit and timed. */
  async #ask<T>(index: number, work: (timeoutMs: number, signal: AbortSignal) => Promise<T>): Promise<T> {
    const { phases, tunnelTimeoutMs, signal } = this.#request;
    const limitMs = phases.limitMs(tunnelTimeoutMs);
    try {
      return await phases.time('tunnel', () => work(limitMs, signal));
    } catch (error) {
      if (!(error instanceof ConnectError)) throw error;
      const { seen, bytes } = error;
      const { asked } = this.#hopAt(index);
      const code = systemCode(error.cause);
      throw new RouteError({ at: 'tunnel', ...asked, seen, bytes, code, limitMs }, { cause: error });
    }
  }

  async #dial(place: Authority, proxy: ProxyUrl | null): Promise<Dialled> {
    const { connectTimeoutMs, phases, signal, socketOptions } = this.#request;
    const allow = proxy === null ? this.#request.allowTarget : this.#request.allowHop;
    const { network, clock } = this.#ports;
    const [dns, tcp] = phasesOf(proxy);
    const limitMs = phases.limitMs(connectTimeoutMs);
    phases.enter(tcp);
    try {
      const { host, port } = place;
      const dialled = await dial({
        ...{ host, port, network, clock, timeoutMs: limitMs, signal },
        ...(allow && { allow }),
        ...(socketOptions && { socketOptions }),
      });
      phases.record(dns, dialled.dnsMs);
      phases.record(tcp, dialled.tcpMs);
      // Errors are told by whoever reads; one that comes while nobody does must not end the process.
      dialled.socket.on('error', () => {});
      this.#layers.push(dialled.socket);
      return dialled;
    } catch (error) {
      if (!(error instanceof DialError)) throw error;
      phases.record(dns, error.dnsMs);
      phases.record(tcp, error.tcpMs);
      throw new RouteError({ at: error.phase, proxy, code: error.code, limitMs }, { cause: error });
    }
  }

  /** The first address of each family, the resolver's first choice first; an address is its own. */
  async #resolve(host: string, proxy: ProxyUrl | null): Promise<string[]> {
    const family = isIP(host);
    if (family !== 0) return this.#allowed([{ address: host, family: family === 6 ? 6 : 4 }], proxy);
    const { connectTimeoutMs, phases, signal } = this.#request;
    const { network, clock } = this.#ports;
    const [dns] = phasesOf(proxy);
    const limitMs = phases.limitMs(connectTimeoutMs);
    try {
      const found = await phases.time(dns, () =>
        lookUp({ host, network, clock, timeoutMs: limitMs, signal }),
      );
      return this.#allowed(found, proxy);
    } catch (error) {
      if (!(error instanceof DialError)) throw error;
      throw new RouteError({ at: 'dns', proxy, code: error.code, limitMs }, { cause: error });
    }
  }

  /** Of these addresses of the target (or of the next proxy) the ones to ask for; never none. */
  #allowed(addresses: readonly Address[], proxy: ProxyUrl | null): string[] {
    const { allowTarget } = this.#request;
    const judge = proxy === null ? allowTarget : undefined;
    const allowed = judge ? addresses.filter((address) => judge(address)) : addresses;
    const [first] = allowed;
    if (first === undefined) throw new RouteError({ at: 'tcp', proxy, code: 'DENIED', limitMs: 0 });
    const other = allowed.find(({ family }) => family !== first.family);
    return [first, other].flatMap((address) => address?.address ?? []);
  }

  /** TLS to a proxy. Its chain is always judged: `--insecure` is about targets. */
  async #secure(under: Socket, proxy: ProxyUrl): Promise<Socket> {
    const { connectTimeoutMs, proxyCa, phases, signal } = this.#request;
    const limitMs = phases.limitMs(connectTimeoutMs);
    const request = { host: proxy.host, ca: proxyCa, alpn: ['http/1.1'], timeoutMs: limitMs, signal };
    try {
      const { socket, verifyError, certificate } = await phases.time('proxyTls', () =>
        startTls(under, request, this.#ports.network),
      );
      this.#layers.push(socket);
      if (verifyError === null) return socket;
      const issuer = certificate?.issuer ?? null;
      throw new RouteError({
        ...{ at: 'proxyTls', proxy, seen: 'certificate', code: verifyError, issuer, limitMs },
      });
    } catch (error) {
      if (!(error instanceof TlsError)) throw error;
      const { seen, code } = error;
      throw new RouteError({ at: 'proxyTls', proxy, seen, code, issuer: null, limitMs }, { cause: error });
    }
  }

  #proxyAt(index: number): ProxyUrl {
    return this.#request.proxies[index] as ProxyUrl;
  }

  /** Who is asked there, and for what. */
  #hopAt(index: number): { asked: { proxy: ProxyUrl; next: ProxyUrl | null }; place: Authority } {
    const next = this.#request.proxies[index + 1] ?? null;
    return { asked: { proxy: this.#proxyAt(index), next }, place: next ?? this.#request.target };
  }
}

/** The proxy closed a connection that it had left open: that says nothing of the request (RFC 9112 section 9.5). */
function isHungUp(error: unknown): boolean {
  if (!(error instanceof RouteError)) return false;
  const { evidence } = error;
  return evidence.at === 'tunnel' && evidence.seen === 'closed' && evidence.bytes.length === 0;
}

function phasesOf(proxy: ProxyUrl | null) {
  return proxy === null ? (['targetDns', 'targetTcp'] as const) : (['proxyDns', 'proxyTcp'] as const);
}
