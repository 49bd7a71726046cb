import { systemCode } from '../../errors.js';
import type { Host } from '../../host/host.js';
import { DialError, dial } from '../../proxy/way/dial.js';
import { type Refusal, refusalOfDial, refusals } from '../inbound/refusal.js';
import type { Ledger } from '../observe/ledger.js';
import { Inflow } from '../relay/inflow.js';
import type { TunnelSettings } from '../settings.js';
import type { Reached, ReachRequest, WayFinder } from './reach.js';
import type { UpstreamFacts } from './upstream-state.js';

export type PoolPorts = Pick<Host, 'network' | 'clock' | 'random'>;

/** The upstreams of a tunnel: chooses one for each connection, watches over them, and tries another where one fails. */
export class UpstreamPool implements WayFinder {
  readonly #settings: TunnelSettings;
  readonly #ports: PoolPorts;

  /** `before`: the pool it takes the place of; what it knows of upstreams that stay is kept. */
  constructor(settings: TunnelSettings, ports: PoolPorts, _ledger: Ledger, _before: UpstreamPool | null) {
    this.#settings = settings;
    this.#ports = ports;
  }

  /** Begins the active checks. */
  start(): void {}

  /** Ends them. */
  stop(): void {}

  get facts(): UpstreamFacts[] {
    return [];
  }

  /** Is there an upstream that is not known to be down? */
  get isReady(): boolean {
    return true;
  }

  async reach(request: ReachRequest): Promise<Reached | Refusal> {
    const { destination, session, signal, use } = request;
    const { network, clock } = this.#ports;
    const inflow = use === 'tunnel' ? new Inflow() : null;
    let refusal: Refusal | null = null;
    try {
      const dialled = await dial({
        ...destination,
        ...{ network, clock, signal, timeoutMs: this.#settings.limits.connectTimeoutMs },
        allow: (address) => {
          const found = request.refuseAddress(address);
          refusal = found ?? refusal;
          return found === null;
        },
        socketOptions: () => ({ allowHalfOpen: true, ...(inflow && { onread: inflow.option() }) }),
      });
      session.upstream = 'direct';
      session.destinationIp = dialled.address.address;
      session.dnsMs = dialled.dnsMs;
      session.connectMs = dialled.tcpMs;
      const { socket } = dialled;
      return { socket, inflow, forwardProxy: null, reset: () => socket.resetAndDestroy() };
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof DialError)) return refusals.internal;
      return systemCode(error) === 'DENIED' && refusal !== null ? refusal : refusalOfDial(error);
    }
  }
}
