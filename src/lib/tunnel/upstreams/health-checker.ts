import type { Ledger } from '../observe/ledger.js';
import type { HealthSettings } from '../settings.js';
import { checkUpstream } from './check-upstream.js';
import type { Member } from './member.js';
import type { WayPorts, WaySettings } from './open-way.js';

/** Each wait is longer or shorter by up to so much, so that many tunnels do not ask at the same moment. */
const jitter = 0.2;
/** One that is suspect is looked at more often. */
const suspectIntervalMs = 1_000;

interface Watched {
  readonly member: Member;
  timer: NodeJS.Timeout | undefined;
  isRunning: boolean;
  isQuestioned: boolean;
}

/** Proxies that restrict CONNECT allow this port, and some look at the port before the credentials. */
const httpsPort = 443;

/** Checks upstreams one by one, each in its own rhythm, from `start` to `stop`. */
export class HealthChecker {
  readonly #health: HealthSettings;
  readonly #settings: WaySettings;
  readonly #ports: WayPorts;
  readonly #ledger: Ledger;
  readonly #stopped = new AbortController();
  readonly #watched: Watched[] = [];

  constructor(health: HealthSettings, settings: WaySettings, ports: WayPorts, ledger: Ledger) {
    this.#health = health;
    this.#settings = settings;
    this.#ports = ports;
    this.#ledger = ledger;
  }

  /** The first check of each is made at once. A direct way is nobody's fault: it is checked with a canary only. */
  start(members: readonly Member[]): void {
    for (const member of members) {
      if (member.setting.proxy === null && this.#health.canary === null) continue;
      const watched: Watched = { member, timer: undefined, isRunning: false, isQuestioned: false };
      this.#watched.push(watched);
      member.upstream.onDoubt = () => this.#plan(watched, 0);
      member.upstream.onAccusation = () => void this.#question(watched).catch(() => {});
      this.#plan(watched, 0);
    }
  }

  stop(): void {
    this.#stopped.abort();
    for (const { timer } of this.#watched) clearTimeout(timer);
  }

  #plan(watched: Watched, delayMs: number): void {
    if (this.#stopped.signal.aborted || watched.isRunning) return;
    clearTimeout(watched.timer);
    watched.timer = setTimeout(() => void this.#look(watched), delayMs);
  }

  async #look(watched: Watched): Promise<void> {
    watched.isRunning = true;
    try {
      if (!this.#isProvenByTraffic(watched.member)) await this.#check(watched.member);
    } catch {
      // Stopped meanwhile.
    } finally {
      watched.isRunning = false;
      this.#plan(watched, this.#pauseMs(watched.member));
    }
  }

  /** A busy upstream needs no check: what goes through it says more. */
  #isProvenByTraffic({ upstream }: Member): boolean {
    return upstream.health.state === 'up' && upstream.hasWorkedWithin(this.#health.intervalMs);
  }

  async #check({ upstream, setting }: Member): Promise<void> {
    const { canary, timeoutMs } = this.#health;
    const { signal } = this.#stopped;
    const request = { proxy: setting.proxy, canary, timeoutMs, signal };
    const { code, kind, durationMs } = await checkUpstream(request, this.#settings, this.#ports);
    signal.throwIfAborted();
    const nowMs = this.#ports.clock.monotonic();
    this.#ledger.upstreamChecked({ upstream: upstream.name, ok: code === null, code, durationMs });
    if (code === null) {
      if (canary !== null) upstream.measured(durationMs);
      upstream.health.passed({ whole: canary !== null }, nowMs);
    } else if (kind === 'credentials') upstream.health.rejected(code, nowMs);
    else upstream.health.flunked(code, nowMs);
  }

  /**
   * Does it really not take our credentials? Any target can answer 407 to plain HTTP, and would put out of use every proxy
   * that passes that on; the answer to a CONNECT is the proxy's own.
   */
  async #question(watched: Watched): Promise<void> {
    const { upstream, setting } = watched.member;
    const { proxy } = setting;
    if (proxy === null || watched.isQuestioned) return;
    const { timeoutMs, canary } = this.#health;
    const { signal } = this.#stopped;
    const place = canary ?? { host: proxy.host, port: httpsPort };
    watched.isQuestioned = true;
    try {
      const request = { proxy, canary: place, timeoutMs, signal };
      const { code, kind } = await checkUpstream(request, this.#settings, this.#ports);
      if (signal.aborted || code === null || kind !== 'credentials') return;
      upstream.health.rejected(code, this.#ports.clock.monotonic());
    } finally {
      watched.isQuestioned = false;
    }
  }

  #pauseMs({ upstream }: Member): number {
    const { intervalMs } = this.#health;
    const isSuspect = upstream.health.state === 'suspect';
    const draw = this.#ports.random(4).readUInt32LE() / 2 ** 32;
    const pauseMs = isSuspect ? Math.min(suspectIntervalMs, intervalMs) : intervalMs;
    return pauseMs * (1 + jitter * (2 * draw - 1));
  }
}
