import { systemCode, usageFailure } from '../../errors.js';
import type { Files } from '../../host/files.js';
import { formatAuthority } from '../../proxy/authority.js';
import type { Tunnel } from '../tunnel.js';

/** What a program that waits for the tunnel is told; the contract's `ready` event. */
export interface TunnelReady {
  readonly event: 'ready';
  readonly pid: number;
  readonly listen: readonly { readonly protocol: 'mixed'; readonly host: string; readonly port: number }[];
  readonly forwards: readonly {
    /** Only where it has one. */
    readonly name?: string;
    readonly listen: { readonly host: string; readonly port: number };
    readonly target: string;
  }[];
  /** The base URL of the admin listener; null where there is none. */
  readonly admin: string | null;
}

export function readyEvent(
  { listeners }: Pick<Tunnel, 'listeners'>,
  pid: number,
  admin: string | null,
): TunnelReady {
  const listen: TunnelReady['listen'][number][] = [];
  const forwards: TunnelReady['forwards'][number][] = [];
  for (const { address, forward } of listeners) {
    const { host, port } = address;
    if (forward === null) {
      listen.push({ protocol: 'mixed', host, port });
      continue;
    }
    const target = formatAuthority(forward.target);
    forwards.push({ ...(forward.name !== null && { name: forward.name }), listen: { host, port }, target });
  }
  return { event: 'ready', pid, listen, forwards, admin };
}

/** The file that says that connections are accepted, as long as that is so. */
export class ReadyFile {
  readonly #path: string;
  readonly #files: Files;
  #isThere = false;

  constructor(path: string, files: Files) {
    this.#path = path;
    this.#files = files;
  }

  /** Throws a usage failure where it can't be written. */
  async write(ready: TunnelReady): Promise<void> {
    try {
      await this.#files.writeText(this.#path, `${JSON.stringify(ready)}\n`);
      this.#isThere = true;
    } catch (error) {
      throw usageFailure('FILE_UNWRITABLE', { path: this.#path, reason: systemCode(error) ?? 'UNKNOWN' });
    }
  }

  /** Somebody may be reading it, which forbids this on Windows; the connections must still be drained. */
  async remove(): Promise<void> {
    if (!this.#isThere) return;
    this.#isThere = false;
    await this.#files.remove(this.#path).catch(() => {});
  }
}
