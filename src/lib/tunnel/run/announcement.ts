import type { Host } from '../../host/host.js';
import { formatAuthority } from '../../proxy/authority.js';
import { writeStateFile } from '../control/state-file.js';
import { ReadyFile, type TunnelReady } from './ready.js';

/**
 * Where a tunnel can be reached, left on disk: for the script that waits for its ready file, and for `tunnel status` and
 * its kin, which find it by its record.
 */
export class Announcement {
  readonly #readyFile: ReadyFile | null;
  readonly #token: string;
  readonly #ports: Pick<Host, 'files' | 'platform' | 'env'>;
  readonly #startedAt: string;
  #removeRecord: () => Promise<void> = async () => {};

  /** `token`: of the admin listener. The tunnel begins now. */
  constructor(
    { readyFile, token }: { readonly readyFile: string | undefined; readonly token: string },
    ports: Pick<Host, 'files' | 'platform' | 'env' | 'clock'>,
  ) {
    this.#readyFile = readyFile === undefined ? null : new ReadyFile(readyFile, ports.files);
    this.#token = token;
    this.#ports = ports;
    this.#startedAt = new Date(ports.clock.now()).toISOString();
  }

  /** Again where the listeners have changed. Rejects with a usage failure where the ready file can't be written. */
  async publish(ready: TunnelReady): Promise<void> {
    await this.#leaveRecord(ready);
    await this.#readyFile?.write(ready);
  }

  /** Nobody new is to come. */
  async withdraw(): Promise<void> {
    await this.#readyFile?.remove();
  }

  /** The last that a tunnel does: that its record is gone says that it has ended. */
  async end(): Promise<void> {
    await this.withdraw();
    await this.#removeRecord();
  }

  /** Where it can't be written, the other commands have to be told the address. */
  async #leaveRecord({ pid, admin, listen, forwards }: TunnelReady): Promise<void> {
    if (admin === null) return;
    const listeners = [...listen, ...forwards.map((forward) => forward.listen)].map(formatAuthority);
    try {
      const record = { pid, admin, token: this.#token, listeners, startedAt: this.#startedAt };
      this.#removeRecord = await writeStateFile(record, this.#ports);
    } catch {}
  }
}
