import { type Authority, formatAuthority } from '../../proxy/authority.js';
import type { Ledger } from '../observe/ledger.js';
import { type Refusal, refusals } from '../refusals/refusal.js';
import { refusalOfCode } from '../refusals/refusal-of-code.js';
import { direct, type TunnelSettings, type UpstreamSetting } from '../settings.js';
import { HealthChecker } from './health-checker.js';
import { Member } from './member.js';
import { openWay, type WayPorts, type WaySettings } from './open-way.js';
import { rankMembers } from './rank-members.js';
import type { Reached, ReachRequest, WayFinder } from './reach.js';
import { Balancer } from './strategies/balancer.js';
import { Upstream } from './upstream.js';
import type { UpstreamFacts } from './upstream-state.js';
import type { WayFailure } from './way-failure.js';

export type PoolPorts = WayPorts;

/** For all the attempts of one request: a client has about as much patience. The first is bound by its own limits. */
const budgetMs = 15_000;

/** The upstreams of a tunnel: chooses one for each connection, watches over them, and tries another where one fails. */
export class UpstreamPool implements WayFinder {
  readonly #settings: TunnelSettings;
  readonly #way: WaySettings;
  readonly #ports: PoolPorts;
  readonly #ledger: Ledger;
  readonly #members: readonly Member[];
  readonly #balancer: Balancer;
  readonly #checker: HealthChecker;
  readonly #upstreams = new Map<string, Upstream>();
  /** For places that an upstream's own rules except from it. */
  readonly #around: Member;

  /**
   * `before`: the pool it takes the place of; what it knows of upstreams that stay is kept. `own`: where the tunnel
   * listens.
   */
  constructor(
    settings: TunnelSettings,
    ports: PoolPorts,
    ledger: Ledger,
    { own, before }: { readonly own: readonly Authority[]; readonly before: UpstreamPool | null },
  ) {
    const { limits, upstreamCa, health } = settings;
    this.#settings = settings;
    this.#way = { limits, upstreamCa, own };
    this.#ports = ports;
    this.#ledger = ledger;
    this.#balancer = new Balancer(settings.strategy);
    this.#checker = new HealthChecker(health, this.#way, ports, ledger);
    const kept = before === null ? undefined : before.#upstreams;
    const memberOf = (setting: UpstreamSetting) => {
      const key = keyOf(setting);
      const known = kept?.get(key) ?? this.#upstreams.get(key);
      const upstream = known ?? new Upstream(setting.name, ports.clock, ledger);
      this.#upstreams.set(key, upstream);
      return new Member(setting, upstream);
    };
    this.#members = settings.upstreams.map(memberOf);
    this.#around = this.#members.find(({ setting }) => setting.proxy === null) ?? memberOf(direct);
  }

  /** Begins the active checks. */
  start(): void {
    const nowMs = this.#ports.clock.monotonic();
    for (const { upstream } of this.#members) upstream.health.forgive(nowMs);
    this.#checker.start(this.#members);
  }

  /** Ends them. */
  stop(): void {
    this.#checker.stop();
  }

  get facts(): UpstreamFacts[] {
    return this.#members.map(({ upstream, setting }) => upstream.facts(setting));
  }

  /** Is there an upstream that is not known to be down? */
  get isReady(): boolean {
    return this.#members.some(({ upstream, weight }) => {
      const availability = upstream.availability();
      return weight > 0 && (availability === 'ready' || availability === 'doubtful');
    });
  }

  async reach(request: ReachRequest): Promise<Reached | Refusal> {
    const named = this.#allowed(request);
    // A name that the rules let no proxy look up may still go where its addresses are judged, whoever comes first.
    const unresolved = named.some(looksUpNames) ? request.refuseUnresolved() : null;
    const allowed = unresolved === null ? named : named.filter((member) => !looksUpNames(member));
    if (unresolved !== null && allowed.length === 0) return unresolved;
    const beganMs = this.#ports.clock.monotonic();
    const report = new Report();
    for (const member of this.#inOrder(allowed, request, report)) {
      const leftMs = budgetMs - (this.#ports.clock.monotonic() - beganMs);
      if (report.isEnough || (report.tries > 0 && leftMs <= 0)) break;
      if (report.tries > 0) request.session.retries++;
      const way = await this.#try(member, request, report.tries === 0 ? Number.POSITIVE_INFINITY : leftMs);
      if ('socket' in way) return way;
      report.add(way);
      if (way.refusal !== refusals.denied) this.#ledger.attemptFailed(member.name, way.code);
    }
    return report.refusal(allowed);
  }

  /** The best first, by health and then by strategy; chosen as late as the choice is needed. */
  *#inOrder(
    allowed: readonly Member[],
    { session, destination }: ReachRequest,
    report: Report,
  ): Generator<Member, void> {
    for (const { members, isLastResort } of rankMembers(allowed)) {
      // A target that fails through one that works is not asked for through one that does not.
      if (isLastResort && report.target !== null) return;
      yield* this.#balancer.order(members, { client: session.client.host, destination });
    }
  }

  /** Those that may be used for it, each once; two that both except the place leave one direct way. */
  #allowed({ destination, use, upstreams }: ReachRequest): readonly Member[] {
    const allowed = this.#members
      .filter(({ setting, weight, name }) => {
        const named = upstreams === null || upstreams.includes(name);
        return named && weight > 0 && (setting.only === null || setting.only === use);
      })
      .map((member) => (member.setting.bypass?.(destination) ? this.#around : member));
    return [...new Set(allowed)];
  }

  async #try(member: Member, request: ReachRequest, leftMs: number): Promise<Reached | WayFailure> {
    const { proxy, name } = member.setting;
    const { session } = request;
    session.upstream = name;
    session.destinationIp = null;
    const attempt = {
      ...{ proxy, request, passage: member.upstream.begin(), budgetMs: leftMs },
      digest: member.upstream.digest,
      answersProveIt: this.#settings.health.canary === null,
    };
    return openWay(attempt, this.#way, this.#ports);
  }
}

/** What came of the attempts of one request. */
class Report {
  tries = 0;
  target: WayFailure | null = null;
  #last: WayFailure | null = null;
  #isFinal = false;
  #onlyCredentials = true;
  #targets = 0;

  /** Is there nothing to be gained from another attempt? A second opinion on the target is one. */
  get isEnough(): boolean {
    return this.#isFinal || this.#targets > 1;
  }

  add(failure: WayFailure): void {
    this.tries++;
    this.#last = failure;
    this.#isFinal = failure.kind === 'final';
    this.#onlyCredentials &&= failure.kind === 'credentials';
    if (failure.kind !== 'target') return;
    this.#targets++;
    this.target ??= failure;
  }

  /** A no that is final, what is known of the target, what happened last; nothing, where none could be tried. */
  refusal(allowed: readonly Member[]): Refusal {
    const locked = allowed.some(({ upstream }) => upstream.availability() === 'locked');
    if (locked && this.#onlyCredentials) return refusalOfCode('PROXY_AUTH_FAILED');
    const told = this.#isFinal ? this.#last : (this.target ?? this.#last);
    return told?.refusal ?? refusalOfCode('PROXY_UNREACHABLE');
  }
}

/** Is it told names, and looks them up itself? */
function looksUpNames({ setting: { proxy } }: Member): boolean {
  return proxy !== null && proxy.scheme !== 'socks5';
}

/** What makes an upstream the same one after a reload. */
function keyOf({ name, proxy }: UpstreamSetting): string {
  const { username = '', password = '' } = proxy?.credentials ?? {};
  const place = proxy === null ? 'direct' : `${proxy.scheme}://${formatAuthority(proxy)}`;
  return JSON.stringify([name, place, username, password]);
}
