import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Session } from '../../../../src/lib/tunnel/session.js';
import type { TunnelSettings } from '../../../../src/lib/tunnel/settings.js';
import { type Certificates, makeCertificates } from '../../../helpers/certificates.js';
import { until } from '../world.js';
import type { Answer, Client, Surroundings, ToldProxy, Wish } from './client.js';
import { GitRepository } from './git-repository.js';
import { blobOf, blobSha256, openWebTarget, receiptOf, type Seen, sha256, type Target } from './target.js';
import { startUpstream, type UpstreamKind, type UpstreamProxy } from './upstream-proxies.js';
import { type WatchedTunnel, watchTunnel } from './watched-tunnel.js';

/** A tunnel and what it goes through. */
export interface Column extends WatchedTunnel {
  readonly upstream: UpstreamProxy;
}

export interface CellOptions {
  /** What the client is told, where it is more than the tunnel's address. */
  readonly proxy?: ToldProxy;
  readonly only?: 'secure' | 'plain';
  /** May the client wait with its credentials until it is asked for them? */
  readonly isAsked?: boolean;
}

const gitBytes = 200_000;

/** Targets, and for each kind of upstream a tunnel through it. */
export class MatrixWorld {
  readonly folder: string;
  readonly certificates: Certificates;
  readonly target: Target;
  readonly repository: GitRepository;
  readonly columns: ReadonlyMap<UpstreamKind, Column>;
  #cells = 0;

  private constructor(
    parts: Pick<MatrixWorld, 'folder' | 'certificates' | 'target' | 'repository' | 'columns'>,
  ) {
    this.folder = parts.folder;
    this.certificates = parts.certificates;
    this.target = parts.target;
    this.repository = parts.repository;
    this.columns = parts.columns;
  }

  static async open(kinds: readonly UpstreamKind[]): Promise<MatrixWorld> {
    const folder = await mkdtemp(join(tmpdir(), 'aliproxy-matrix-'));
    const certificates = await makeCertificates();
    const repository = new GitRepository(folder);
    const [target, columns] = await Promise.all([
      openWebTarget(certificates.server, repository.serve),
      openColumns(kinds, { certificates, folder }),
      repository.fill(gitBytes),
    ]);
    return new MatrixWorld({ folder, certificates, target, repository, columns });
  }

  async close(): Promise<void> {
    await closeColumns(this.columns);
    await Promise.all([this.target.close(), this.certificates.remove()]);
    await rm(this.folder, { recursive: true, force: true });
  }

  column(kind: UpstreamKind): Column {
    const column = this.columns.get(kind);
    if (column === undefined) throw new Error(`${kind} was not opened`);
    return column;
  }

  plain(path: string, host = '127.0.0.1'): string {
    return `http://${host}:${this.target.plainPort}${path}`;
  }

  secure(path: string, host = '127.0.0.1'): string {
    return `https://${host}:${this.target.securePort}${path}`;
  }

  /** What a client is told, and a folder for it. */
  async surroundings(proxy: ToldProxy): Promise<Surroundings> {
    const folder = join(this.folder, `cell-${++this.#cells}`);
    await mkdir(folder);
    return { proxy, caFile: this.certificates.caFile, folder };
  }

  /** By which a cell finds its own requests again, as a part of the path or as the query. */
  nextMark(): string {
    return `cell-${++this.#cells}`;
  }

  /** What the targets saw with this mark. */
  seenWith(mark: string): Seen[] {
    return this.target.seen.filter(({ url }) => url.split(/[/?]/).includes(mark));
  }

  /**
   * Lets a client load and store `bytes` bytes, by https and by plain HTTP as far as it can, and checks content, what
   * the targets saw, and by which way it came.
   */
  async checkCell(
    client: Client,
    column: Column,
    bytes: number,
    { proxy = toldOf(column), only, isAsked = false }: CellOptions = {},
  ): Promise<void> {
    const mark = this.nextMark();
    const before = column.sessions.length;
    const surroundings = await this.surroundings(proxy);
    const file = join(surroundings.folder, 'upload');
    if (client.can.upload) await writeFile(file, blobOf(bytes));
    const bases = [
      ...(client.can.secure && only !== 'plain' ? [this.secure('')] : []),
      ...(client.can.plain && only !== 'secure' ? [this.plain('')] : []),
    ];
    const wishes = bases.flatMap((base): Wish[] => [
      { method: 'GET', url: `${base}/blob/${bytes}?${mark}` },
      ...(client.can.upload ? [{ method: 'PUT', url: `${base}/upload?${mark}`, file } as const] : []),
    ]);
    const answers = await client.ask(wishes, surroundings);
    expect(answers).toEqual(wishes.map(({ method }) => expectedAnswer(method, bytes)));
    const seen = this.seenWith(mark);
    expect(seen.map(({ method, sha256, bytes }) => [method, sha256, bytes])).toEqual(
      wishes.map(({ method }) =>
        method === 'GET' ? ['GET', sha256(''), 0] : ['PUT', blobSha256(bytes), bytes],
      ),
    );
    await this.checkWay(column, seen, isAsked);
    checkRecord(column.sessions.slice(before), seen, client.can.upload ? 2 * bytes : bytes);
  }

  /** Came all that a target saw through the tunnel, and through its upstream, by that one's own word? */
  async checkWay(column: Column, seen: readonly Seen[], isAsked = false): Promise<void> {
    const { upstream, dials, sessions, tunnel } = column;
    expect(seen.length).toBeGreaterThan(0);
    if (upstream.port === null) {
      const ownPorts = new Set(dials.map(({ fromPort }) => fromPort));
      expect(seen.filter(({ fromPort }) => !ownPorts.has(fromPort))).toEqual([]);
    } else {
      // Not by the ports they came from: two connections to different places may have the same one.
      expect(dials.filter(({ toPort }) => toPort !== upstream.port)).toEqual([]);
      for (const port of new Set([this.target.plainPort, this.target.securePort])) {
        const wasAsked = sessions.some(({ destination }) => destination?.port === port);
        if (wasAsked) await untilLogged(upstream, port);
      }
    }
    await until(() => tunnel.counts.active === 0);
    const failed = sessions.filter(({ code }) => code !== null && !(isAsked && code === 'AUTH_REQUIRED'));
    expect(failed.map(({ code }) => code)).toEqual([]);
    const served = sessions.filter(({ code }) => code === null);
    expect(new Set(served.map((session) => session.upstream))).toEqual(new Set([upstream.name]));
  }
}

/** A tunnel for each kind of upstream, all with the same further settings. */
export async function openColumns(
  kinds: readonly UpstreamKind[],
  making: { readonly certificates: Certificates; readonly folder: string },
  settings: Partial<TunnelSettings> = {},
): Promise<Map<UpstreamKind, Column>> {
  // Squid gives its rights away before it opens its log there.
  await chmod(making.folder, 0o755);
  const columns = kinds.map(async (kind): Promise<[UpstreamKind, Column]> => {
    const upstream = await startUpstream[kind](making);
    const all = { ...settings, upstreams: [upstream.setting], upstreamCa: making.certificates.ca };
    return [kind, { ...(await watchTunnel(all)), upstream }];
  });
  return new Map(await Promise.all(columns));
}

export async function closeColumns(columns: ReadonlyMap<UpstreamKind, Column>): Promise<void> {
  await Promise.all([...columns.values()].map(({ tunnel }) => tunnel.close()));
  await Promise.all([...columns.values()].map(({ upstream }) => upstream.stop()));
}

/** What the tunnel itself has written down of a cell, against what a target saw. */
function checkRecord(sessions: readonly Session[], seen: readonly Seen[], atLeastBytes: number): void {
  const moved = sessions.reduce((sum, { bytesUp, bytesDown }) => sum + bytesUp + bytesDown, 0);
  expect(moved).toBeGreaterThan(atLeastBytes);
  // Who passes plain HTTP on says so, and a tunnel has no part in what is said inside.
  const isForwarded = sessions.some(({ protocol, code }) => protocol === 'http' && code === null);
  expect(seen.some(({ via }) => via.includes('aliproxy'))).toBe(isForwarded);
}

export function toldOf({ tunnel }: WatchedTunnel, scheme: ToldProxy['scheme'] = 'http'): ToldProxy {
  return { scheme, ...tunnel.address };
}

function expectedAnswer(method: Wish['method'], bytes: number): Answer {
  const receipt = receiptOf(blobSha256(bytes), bytes);
  const body =
    method === 'GET'
      ? { sha256: blobSha256(bytes), bytes }
      : { sha256: sha256(receipt), bytes: receipt.length };
  return { status: 200, ...body, code: null, error: null };
}

/** Squid writes its line when a request is over. */
async function untilLogged({ log, name }: UpstreamProxy, port: number): Promise<void> {
  const end = performance.now() + 5_000;
  while (!new RegExp(`127\\.0\\.0\\.1[:.]${port}\\b`).test((await log()) ?? '')) {
    if (performance.now() > end) throw new Error(`${name} has not written of port ${port}: ${await log()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
