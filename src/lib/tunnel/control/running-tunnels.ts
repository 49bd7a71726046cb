import type { Failure } from '../../errors.js';
import type { Host } from '../../host/host.js';
import type { LogLevel } from '../observe/log-level.js';
import type { TunnelStatus } from '../observe/status.js';
import { parseAdminUrl } from './admin-url.js';
import { type AdminAnswer, askAdmin } from './ask-admin.js';
import {
  badAdminUrl,
  noTunnel,
  notATunnel,
  severalTunnels,
  stillRunning,
  tunnelRefused,
  tunnelUnreachable,
} from './running-failures.js';
import { hasStateFile, readStateFiles, type TunnelRecord } from './state-file.js';

/** What the tunnels on this machine say, and which of them say nothing. */
export interface TunnelsFound {
  readonly tunnels: readonly TunnelFound[];
  readonly unreachable: readonly { readonly pid: number; readonly admin: string; readonly reason: string }[];
}

export interface TunnelFound extends TunnelStatus {
  readonly admin: string;
}

const answerMs = 3_000;
const pollMs = 100;

/** Asks the tunnel behind this admin URL. Throws a `Failure` of `RunningTunnelFailures`. */
export async function askTunnel(url: string, host: Host, signal: AbortSignal): Promise<TunnelsFound> {
  const admin = parseAdminUrl(url);
  if (admin === null) throw badAdminUrl(url);
  return { tunnels: [await statusAt(admin, host, signal)], unreachable: [] };
}

/** Asks all tunnels of this user, at once. Throws where none runs. */
export async function askTunnels(host: Host, signal: AbortSignal): Promise<TunnelsFound> {
  const heard = await hear(await readStateFiles(host), host, signal);
  if (heard.length === 0) throw noTunnel(null);
  const tunnels: TunnelFound[] = [];
  const unreachable: TunnelsFound['unreachable'][number][] = [];
  for (const { record, status, reason } of heard) {
    if (status !== null) tunnels.push(status);
    else unreachable.push({ pid: record.pid, admin: record.admin, reason });
  }
  return { tunnels, unreachable };
}

/**
 * The tunnel that is meant by `--pid`, or the only one; `command` is named where that is not clear. It has told its
 * process id itself: another program on the port of one that has crashed gets no token.
 */
export async function chooseTunnel(
  { pid, command }: { readonly pid: number | null; readonly command: string },
  host: Host,
  signal: AbortSignal,
): Promise<TunnelRecord> {
  const records = (await readStateFiles(host)).filter((record) => pid === null || record.pid === pid);
  const heard = await hear(records, host, signal);
  const [first, another] = heard;
  if (first === undefined) throw noTunnel(pid);
  if (another !== undefined) throw severalTunnels({ pids: heard.map(({ record }) => record.pid), command });
  if (first.status === null) throw tunnelUnreachable(first.record.admin, first.reason);
  return first.record;
}

interface Heard {
  readonly record: TunnelRecord;
  readonly status: TunnelFound | null;
  /** Why there is no status. */
  readonly reason: string;
}

/** What they say; those are left out whose process id has gone to another program by now. */
async function hear(records: readonly TunnelRecord[], host: Host, signal: AbortSignal): Promise<Heard[]> {
  const asked = records.map(async (record): Promise<Heard | null> => {
    try {
      const status = await statusAt(record.admin, host, signal);
      return status.pid === record.pid ? { record, status, reason: '' } : null;
    } catch (error) {
      signal.throwIfAborted();
      const { code, facts } = error as Failure<{ reason?: string }>;
      if (code === 'NOT_A_TUNNEL' || facts.reason === 'ECONNREFUSED') return null;
      return { record, status: null, reason: facts.reason ?? code };
    }
  });
  return (await Promise.all(asked)).filter((heard) => heard !== null);
}

/** Asks for a drain and waits for its end. Throws where that takes longer than `timeoutMs`. */
export async function stopTunnel(
  record: TunnelRecord,
  timeoutMs: number,
  host: Host,
  signal: AbortSignal,
): Promise<void> {
  const endMs = host.clock.monotonic() + timeoutMs;
  await command(record, '/api/drain', undefined, host, signal);
  while (await isThere(record, host)) {
    if (host.clock.monotonic() > endMs) throw stillRunning(record.pid, timeoutMs / 1000);
    await host.clock.sleep(pollMs, signal);
  }
}

export async function setLogLevel(
  record: TunnelRecord,
  level: LogLevel,
  host: Host,
  signal: AbortSignal,
): Promise<void> {
  await command(record, '/api/log-level', { level }, host, signal);
}

/** Its record is the last thing that a tunnel takes away; one that was killed leaves it behind. */
async function isThere({ pid }: TunnelRecord, host: Host): Promise<boolean> {
  return host.isRunning(pid) && (await hasStateFile(pid, host));
}

async function command(
  { admin, token }: TunnelRecord,
  path: string,
  body: object | undefined,
  host: Host,
  signal: AbortSignal,
): Promise<void> {
  const answer = await askAdmin(
    { admin, method: 'POST', path, token, timeoutMs: answerMs, signal, ...(body && { body }) },
    host,
  );
  if (answer.kind === 'unreachable') throw tunnelUnreachable(admin, answer.reason);
  if (answer.status >= 300) throw tunnelRefused(admin, answer.status);
}

async function statusAt(admin: string, host: Host, signal: AbortSignal): Promise<TunnelFound> {
  const question = { admin, method: 'GET', path: '/api/status', timeoutMs: answerMs, signal } as const;
  const answer = await askAdmin(question, host);
  if (answer.kind === 'unreachable') throw tunnelUnreachable(admin, answer.reason);
  const status = parseStatus(answer);
  if (status === null) throw notATunnel(admin);
  return { admin, ...status };
}

/** Null: what answers is something else. */
function parseStatus({ status, text }: Extract<AdminAnswer, { kind: 'answered' }>): TunnelStatus | null {
  try {
    const found = JSON.parse(text);
    const isOne =
      status === 200 &&
      found.schemaVersion === 1 &&
      [found.listeners, found.upstreams, found.recentFailures].every(Array.isArray) &&
      Number.isInteger(found.pid);
    return isOne ? found : null;
  } catch {
    return null;
  }
}
