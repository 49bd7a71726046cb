import { startAdmin } from '../admin/admin.js';
import { makeAdminToken } from '../admin/admin-token.js';
import { TunnelMonitor } from '../observe/monitor.js';
import { openAccessLog } from '../observe/open-access-log.js';
import { startTunnel, type Tunnel, type TunnelEnd } from '../tunnel.js';
import type { UpstreamChange } from '../upstreams/upstream-state.js';
import { Announcement } from './announcement.js';
import { runChild } from './child.js';
import { clientVariables } from './client-variables.js';
import { drainTime } from './drain-time.js';
import { readyEvent, type TunnelReady } from './ready.js';
import { type Reload, Reloader } from './reloader.js';
import type { RunOptions, RunPorts } from './run-options.js';
import { watchFiles } from './watch-files.js';

export interface TunnelEnded extends TunnelEnd {
  readonly event: 'end';
  readonly durationMs: number;
}

export interface TunnelRun {
  readonly end: TunnelEnded;
  /** The child's; null where there was none. */
  readonly childExitCode: number | null;
}

/** Runs a tunnel until the signal aborts or its child ends, drains it, and says what it did. Rejects with a `Failure`. */
export async function runTunnel(options: RunOptions, ports: RunPorts): Promise<TunnelRun> {
  const began = ports.clock.monotonic();
  const tunnel = await startTunnel(options.plan.settings, ports);
  const running = new Running(tunnel, options, ports);
  try {
    const childExitCode = await running.untilEnd();
    const end = await running.drain();
    const durationMs = Math.round(ports.clock.monotonic() - began);
    return { end: { event: 'end', ...end, durationMs }, childExitCode };
  } catch (error) {
    await tunnel.close();
    throw error;
  } finally {
    await running.close();
  }
}

/** A tunnel with all that is around it. */
class Running {
  readonly #tunnel: Tunnel;
  readonly #options: RunOptions;
  readonly #ports: RunPorts;
  readonly #monitor: TunnelMonitor;
  readonly #reloader: Reloader;
  readonly #announcement: Announcement;
  readonly #ending = new AbortController();
  readonly #undo: (() => unknown)[] = [];
  readonly #token: string;
  #adminUrl: string | null = null;

  constructor(tunnel: Tunnel, options: RunOptions, ports: RunPorts) {
    const { plan, source, version, signal, readyFile } = options;
    this.#tunnel = tunnel;
    this.#options = options;
    this.#ports = ports;
    this.#token = makeAdminToken(ports);
    this.#announcement = new Announcement({ readyFile, token: this.#token }, ports);
    this.#monitor = new TunnelMonitor(tunnel, version, ports);
    this.#undo.push(() => this.#monitor.stop());
    this.#reloader = new Reloader(plan, tunnel, { source, onReload: (reload) => this.#afterReload(reload) });
    const end = () => this.#ending.abort();
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
    this.#undo.push(() => signal.removeEventListener('abort', end));
  }

  /** Opens what is beside the listeners, says that it is ready, and waits; returns the child's exit code. */
  async untilEnd(): Promise<number | null> {
    const { plan, reports, watch, source } = this.#options;
    const reportChanges = this.#holdChanges();
    this.#openLog();
    await this.#openAdmin();
    const ready = this.#readyNow();
    await this.#announcement.publish(ready);
    reports.ready(ready, plan);
    reportChanges();
    if (watch) {
      const onChange = async () => void (await this.#reloader.reload());
      void watchFiles({ readLast: () => source.files, onChange, signal: this.#ending.signal }, this.#ports);
    }
    const childExitCode = await this.#runChild();
    if (childExitCode === null) await aborted(this.#ending.signal);
    this.#ending.abort();
    return childExitCode;
  }

  async drain(): Promise<TunnelEnd> {
    const { reports, signal } = this.#options;
    await this.#reloader.stop();
    await this.#announcement.withdraw();
    const { active } = this.#tunnel.counts;
    if (active > 0) reports.draining(active);
    // Where something else has ended it, Ctrl-C is still to come, and means: now.
    const now = signal.aborted ? {} : { signal };
    return await this.#tunnel.close({ drainMs: this.#drainMs(), ...now });
  }

  async close(): Promise<void> {
    this.#ending.abort();
    for (const undo of this.#undo.splice(0).reverse()) await undo();
    await this.#announcement.end();
  }

  /** The ready event comes first, also where an upstream is found to be down before. */
  #holdChanges(): () => void {
    const { reports } = this.#options;
    let held: UpstreamChange[] | null = [];
    const upstreamChanged = (change: UpstreamChange) => {
      if (held === null) reports.upstream(change);
      else held.push(change);
    };
    this.#undo.push(this.#tunnel.ledger.observe({ upstreamChanged }));
    return () => {
      for (const change of held ?? []) reports.upstream(change);
      held = null;
    };
  }

  #drainMs(): number {
    const { drainMs } = this.#reloader.plan;
    return drainTime(drainMs, this.#options.signal.reason, this.#ports.platform.os);
  }

  #readyNow(): TunnelReady {
    return readyEvent(this.#tunnel, this.#ports.platform.pid, this.#adminUrl);
  }

  #openLog(): void {
    const { plan, reports } = this.#options;
    const path = plan.accessLog;
    if (path === null) return;
    const log = openAccessLog(
      this.#tunnel.ledger,
      {
        destination:
          path !== '-'
            ? { kind: 'file', path }
            : reports.accessEvents === null
              ? { kind: 'stderr' }
              : { kind: 'events', emit: reports.accessEvents },
        level: () => this.#monitor.logLevel,
        redact: reports.redact,
        onTrouble: (trouble) => reports.logTrouble(path, trouble),
      },
      this.#ports,
    );
    this.#undo.push(() => log.close());
  }

  async #openAdmin(): Promise<void> {
    const { plan, views } = this.#options;
    if (plan.admin === null) return;
    const { url, close } = await startAdmin(
      {
        listen: plan.admin,
        tunnel: this.#tunnel,
        monitor: this.#monitor,
        views: views.admin,
        actions: {
          drain: () => this.#ending.abort(),
          reload: async () => views.reload(await this.#reloader.reload(), this.#readyNow()),
        },
        token: this.#token,
      },
      this.#ports,
    );
    this.#undo.push(close);
    this.#adminUrl = url;
    this.#tunnel.own.push({ host: plan.admin.host, port: Number(new URL(url).port), serves: 'admin' });
  }

  async #runChild(): Promise<number | null> {
    const { child, plan, signal } = this.#options;
    if (child === null) return null;
    signal.throwIfAborted();
    const { listen, forwards } = addressesOf(this.#tunnel);
    const reachable = { listen, forwards, tls: plan.settings.tls !== null };
    const { credentials, command, divertInterrupts } = child;
    const { os } = this.#ports.platform;
    const variables = clientVariables(reachable, { os, credentials });
    const graceMs = this.#drainMs();
    return await runChild(
      { command, variables, signal: this.#ending.signal, graceMs, divertInterrupts },
      this.#ports,
    );
  }

  async #afterReload(reload: Reload): Promise<void> {
    const ready = this.#readyNow();
    if (reload.ok && !this.#ending.signal.aborted) {
      await this.#announcement.publish(ready).catch(() => {});
    }
    this.#options.reports.reload(reload, ready);
  }
}

function addressesOf({ listeners }: Tunnel) {
  return {
    listen: listeners.filter(({ forward }) => forward === null).map(({ address }) => address),
    forwards: listeners.flatMap(({ forward, address }) =>
      forward === null ? [] : [{ name: forward.name, listen: address }],
    ),
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
