import { systemCode, usageFailure } from '../errors.js';
import type { Host } from '../host/host.js';
import { formatAuthority } from '../proxy/authority.js';
import type { TunnelSettings } from './settings.js';
import { startTunnel, type Tunnel, type TunnelEnd } from './tunnel.js';

/** What a program that waits for the tunnel is told; the contract's `ready` event. */
export interface TunnelReady {
  readonly event: 'ready';
  readonly pid: number;
  readonly listen: readonly { readonly protocol: 'mixed'; readonly host: string; readonly port: number }[];
  readonly forwards: readonly {
    readonly listen: { readonly host: string; readonly port: number };
    readonly target: string;
  }[];
  /** The base URL of the admin listener; null where there is none. */
  readonly admin: string | null;
}

export interface TunnelEnded extends TunnelEnd {
  readonly event: 'end';
  readonly durationMs: number;
}

export interface RunOptions {
  readonly settings: TunnelSettings;
  readonly drainMs: number;
  /** Gets the ready event as soon as connections are accepted; taken away at the end. */
  readonly readyFile: string | undefined;
  /** Its abort is the normal end. */
  readonly signal: AbortSignal;
  readonly onReady: (ready: TunnelReady) => void;
  readonly onDraining: (active: number) => void;
}

export type RunPorts = Pick<Host, 'network' | 'clock' | 'random' | 'platform' | 'files'>;

/** Runs a tunnel until the signal aborts, drains it, and says what it did. Rejects with a `Failure` if it can't start. */
export async function runTunnel(options: RunOptions, ports: RunPorts): Promise<TunnelEnded> {
  const { signal, readyFile } = options;
  const began = ports.clock.monotonic();
  const tunnel = await startTunnel(options.settings, ports);
  const ready = readyEvent(tunnel, ports.platform.pid);
  if (readyFile !== undefined) {
    try {
      await ports.files.writeText(readyFile, `${JSON.stringify(ready)}\n`);
    } catch (error) {
      await tunnel.close();
      throw usageFailure('FILE_UNWRITABLE', { path: readyFile, reason: systemCode(error) ?? 'UNKNOWN' });
    }
  }
  options.onReady(ready);
  await aborted(signal);
  // Somebody may be reading it, which forbids this on Windows; the connections must still be drained.
  if (readyFile !== undefined) await ports.files.remove(readyFile).catch(() => {});
  if (tunnel.counts.active > 0) options.onDraining(tunnel.counts.active);
  const end = await tunnel.close({ drainMs: options.drainMs });
  return { event: 'end', ...end, durationMs: Math.round(ports.clock.monotonic() - began) };
}

function readyEvent({ listeners }: Tunnel, pid: number): TunnelReady {
  const listen: TunnelReady['listen'][number][] = [];
  const forwards: TunnelReady['forwards'][number][] = [];
  for (const { address, forward } of listeners) {
    const { host, port } = address;
    if (forward === null) listen.push({ protocol: 'mixed', host, port });
    else forwards.push({ listen: { host, port }, target: formatAuthority(forward.target) });
  }
  return { event: 'ready', pid, listen, forwards, admin: null };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
