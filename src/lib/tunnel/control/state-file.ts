import { posix, win32 } from 'node:path';
import { dataFolder } from '../../config/configuration.js';
import type { Host } from '../../host/host.js';
import { listIfThere, readIfThere } from '../../host/read-if-there.js';
import { parseAdminUrl } from './admin-url.js';

/** What a running tunnel leaves behind, so that other commands on this machine find it. */
export interface TunnelRecord {
  readonly pid: number;
  /** The base URL of its admin listener. */
  readonly admin: string;
  /** What the admin listener wants to see before it changes something. */
  readonly token: string;
  /** Where it listens: `127.0.0.1:3128`. */
  readonly listeners: readonly string[];
  /** ISO 8601. */
  readonly startedAt: string;
}

export type StateFilePorts = Pick<Host, 'files' | 'platform' | 'env'>;

/**
 * Writes the record of a tunnel, readable by its user only. Resolves to what takes it away again, which is to be the
 * last a tunnel does: others wait for it. Rejects with Node's error; the tunnel can do without.
 */
export async function writeStateFile(
  record: TunnelRecord,
  host: StateFilePorts,
): Promise<() => Promise<void>> {
  const path = pathOf(record.pid, host);
  await host.files.writeText(path, `${JSON.stringify(record)}\n`, { mode: 0o600 });
  return () => host.files.remove(path).catch(() => {});
}

/** Is the record of this tunnel still there? */
export function hasStateFile(pid: number, host: StateFilePorts): Promise<boolean> {
  return host.files.exists(pathOf(pid, host));
}

/**
 * The records of the tunnels that run, by process id. Those of processes that are gone are taken away; what is no
 * record is left alone.
 */
export async function readStateFiles(host: Host): Promise<TunnelRecord[]> {
  const folder = folderOf(host);
  const records: TunnelRecord[] = [];
  for (const name of await listIfThere(host, folder)) {
    const pid = Number(/^([1-9]\d{0,9})\.json$/.exec(name)?.[1]);
    if (Number.isNaN(pid)) continue;
    if (!host.isRunning(pid)) {
      await host.files.remove(pathOf(pid, host)).catch(() => {});
      continue;
    }
    const record = parseRecord(await readIfThere(host, pathOf(pid, host)));
    if (record?.pid === pid) records.push(record);
  }
  return records.sort((a, b) => a.pid - b.pid);
}

function parseRecord(text: string | null): TunnelRecord | null {
  try {
    const { pid, admin, token, listeners, startedAt } = JSON.parse(text ?? '');
    const texts = [admin, token, startedAt, ...listeners];
    if (typeof pid !== 'number' || texts.some((one) => typeof one !== 'string')) return null;
    // The token goes to this address, and to no other machine.
    if (parseAdminUrl(admin) === null) return null;
    return { pid, admin, token, listeners, startedAt };
  } catch {
    return null;
  }
}

function folderOf(host: StateFilePorts): string {
  return paths(host).join(dataFolder(host), 'tunnels');
}

function pathOf(pid: number, host: StateFilePorts): string {
  return paths(host).join(folderOf(host), `${pid}.json`);
}

function paths({ platform }: StateFilePorts): typeof posix {
  return platform.os === 'win32' ? win32 : posix;
}
