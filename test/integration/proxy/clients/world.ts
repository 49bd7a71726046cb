import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findProgram, missing, type Program } from '../../../helpers/programs.js';
import type { Seen } from './first-bytes.js';

/**
 * A world in which real clients can be watched: a network namespace with nothing but `lo`, in which every address of
 * IPv4 and IPv6 is this machine's and every name has an address of its own. An observer listens on `observedPorts`,
 * refuses what it is asked (403 to HTTP, the end of the connection to all else), and tells who connected where and how
 * it began. Nothing can leave. Making a namespace takes root and `ip`.
 *
 *     describe.skipIf(worldIsMissing('wget'))('wget', () => {
 *       it('…', () => withClientWorld(async (world) => {
 *         const { observed, exitCode } = await world.run({ program: 'wget', args: [url], env: { http_proxy: '…' } });
 *         // observed: [{ host: 'proxy.test', port: 3128, seen: { kind: 'connect', authority: 'a.test:443' }, … }]
 *
 * `env` is all that the client gets besides PATH and HOME (an empty folder of this world, `world.home`, for
 * configuration files). The runs of one world follow one another; for several at once open several worlds
 * (`withClientWorlds`). A program that makes many requests in one process says which one comes next: it connects to
 * 127.0.0.1:markPort, sends `label\n`, waits for `ok\n`; the observations that follow have that `mark`.
 */
export interface ClientWorld {
  readonly home: string;
  run(run: ClientRun): Promise<ClientOutcome>;
}

export interface ClientRun {
  /** Absolute, or looked for in PATH. */
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly cwd?: string;
  /** The client is killed after so long; default 10 s. */
  readonly limitMs?: number;
}

export interface ClientOutcome {
  readonly exitCode: number | null;
  readonly timedOut: boolean;
  readonly stdout: string;
  readonly stderr: string;
  /** In the order of connecting. */
  readonly observed: readonly Observation[];
  /** The names asked of the resolver, lower case. */
  readonly lookups: readonly string[];
}

/** One connection. */
export interface Observation {
  /** The last label the client gave to the mark port, else empty. */
  readonly mark: string;
  /** The name whose address was dialled, else the address; `localhost` is seen as 127.0.0.1. */
  readonly host: string;
  readonly address: string;
  readonly port: number;
  readonly seen: Seen;
}

/** The ports an observer listens on: a client that dials another one is refused, and not seen. */
export const observedPorts = [21, 80, 443, 1080, 3128, 3129, 6379, 8080, 8443, 9418] as const;
export const markPort = 9;

export interface ObserverRequest {
  readonly id: number;
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly stdin: string;
  readonly limitMs: number;
}

export interface ObserverAnswer extends ClientOutcome {
  readonly id: number;
}

/** Asked for only where a world is made: on CI a missing program throws. */
const ip = () => findProgram('ip') ?? 'ip';
const call = promisify(execFile);
const program = fileURLToPath(new URL('./observer-program.ts', import.meta.url));
const prefix = 'aliproxy-clients-';
let worlds = 0;

/** For `describe.skipIf(...)`: can no world be made here, or is one of these programs missing? */
export function worldIsMissing(...programs: Program[]): boolean {
  return process.getuid?.() !== 0 || process.platform !== 'linux' || missing('ip', ...programs);
}

export async function withClientWorld<T>(use: (world: ClientWorld) => Promise<T>): Promise<T> {
  const world = await openClientWorld();
  try {
    return await use(world);
  } finally {
    await world.close();
  }
}

/** Runs a job for each item, `count` worlds at work at once; the results are in the order of the items. */
export async function withClientWorlds<Item, Result>(
  count: number,
  items: readonly Item[],
  job: (world: ClientWorld, item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  const work = (world: ClientWorld) =>
    (async () => {
      for (const [index, item] of waiting) results[index] = await job(world, item);
    })();
  const workers = Array.from({ length: count }, () => withClientWorld(work));
  const failed = (await Promise.allSettled(workers)).find((worker) => worker.status === 'rejected');
  if (failed) throw failed.reason;
  return results;
}

async function openClientWorld(): Promise<ClientWorld & { close(): Promise<void> }> {
  await removeLeftovers();
  const name = `${prefix}${process.pid}-${++worlds}`;
  const settings = join('/etc/netns', name);
  const home = await mkdtemp(join(tmpdir(), prefix));
  const remove = async () => {
    await call(ip(), ['netns', 'delete', name]).catch(() => undefined);
    await rm(settings, { recursive: true, force: true });
    await rm(home, { recursive: true, force: true });
  };
  try {
    await mkdir(settings, { recursive: true });
    await writeFile(join(settings, 'hosts'), '127.0.0.1 localhost\n');
    await writeFile(join(settings, 'resolv.conf'), 'nameserver 127.0.0.1\nsearch .\noptions timeout:2\n');
    await writeFile(join(settings, 'nsswitch.conf'), 'hosts: files dns\n');
    await call(ip(), ['netns', 'add', name]);
    const inside = (...command: string[]) => call(ip(), ['netns', 'exec', name, ...command]);
    await inside('ip', 'link', 'set', 'lo', 'up');
    await inside('ip', 'route', 'add', 'local', '0.0.0.0/0', 'dev', 'lo');
    await inside('ip', '-6', 'route', 'add', 'local', '::/0', 'dev', 'lo');
    const observer = await Observer.start(name);
    return {
      home,
      run: (run) => observer.run(run, home),
      close: async () => {
        await observer.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** What a run that was killed left behind. */
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir('/etc/netns').catch((): string[] => [])) {
    const pid = name.startsWith(prefix) ? Number(name.slice(prefix.length).split('-')[0]) : Number.NaN;
    if (Number.isNaN(pid) || isAlive(pid)) continue;
    await call(ip(), ['netns', 'delete', name]).catch(() => undefined);
    await rm(join('/etc/netns', name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The program inside the namespace, and the conversation with it. */
class Observer {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (answer: ObserverAnswer) => void>();
  readonly #ended: Promise<never>;
  #last = 0;

  static async start(namespace: string): Promise<Observer> {
    const ports = [markPort, ...observedPorts].map(String);
    const child = spawn(
      ip(),
      ['netns', 'exec', namespace, process.execPath, '--import', 'tsx', program, ...ports],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    const observer = new Observer(child);
    await observer.#answer(0);
    return observer;
  }

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#ended = new Promise((_, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`the observer ended with ${code}`)));
    });
    this.#ended.catch(() => undefined);
    child.stdin?.on('error', () => undefined);
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      const answer = JSON.parse(line) as ObserverAnswer;
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
    });
  }

  run(run: ClientRun, home: string): Promise<ClientOutcome> {
    const request: ObserverRequest = {
      id: ++this.#last,
      program: run.program,
      args: run.args,
      env: { PATH: process.env.PATH ?? '', HOME: home, ...run.env },
      cwd: run.cwd ?? home,
      stdin: run.stdin ?? '',
      limitMs: run.limitMs ?? 10_000,
    };
    const answer = this.#answer(request.id);
    this.#child.stdin?.write(`${JSON.stringify(request)}\n`);
    return answer;
  }

  async stop(): Promise<void> {
    const ended = this.#ended.catch(() => undefined);
    this.#child.stdin?.end();
    await ended;
  }

  #answer(id: number): Promise<ObserverAnswer> {
    const answer = new Promise<ObserverAnswer>((resolve) => this.#waiting.set(id, resolve));
    return Promise.race([answer, this.#ended]);
  }
}
