import { exitCodes, Failure, systemCode, usageFailure } from '../../errors.js';
import type { Host } from '../../host/host.js';

export interface LockFailures {
  FIX_RUNNING: { path: string };
}

type Ports = Pick<Host, 'files' | 'clock' | 'random'>;

/** The holder says so often that it is alive; a question may stay unanswered for hours. */
const heartbeatMs = 15_000;
const staleMs = 60_000;
/** So long, two that take a dead one's lock at once may be in doubt who has it. */
const settleMs = 200;

/**
 * Runs `work` as the only one on this machine, and does not wait for another: it may be waiting for a person. A lock
 * whose holder has been silent for a minute is a dead one's. Throws FIX_RUNNING, FILE_UNWRITABLE.
 */
export async function withLock<T>(ports: Ports, path: string, work: () => Promise<T>): Promise<T> {
  const mine = ports.random(8).toString('hex');
  await take(ports, path, mine);
  let written: Promise<unknown> = Promise.resolve();
  const beat = setInterval(() => {
    written = ports.files.writeText(path, content(mine, ports), { mode: 0o600 }).catch(() => {});
  }, heartbeatMs);
  beat.unref();
  try {
    return await work();
  } finally {
    clearInterval(beat);
    await written;
    if ((await holderOf(ports, path)) === mine) await ports.files.remove(path);
  }
}

async function take(ports: Ports, path: string, mine: string): Promise<void> {
  if (await create(ports, path, mine)) return;
  if (!(await isStale(ports, path))) throw running(path);
  await ports.files.remove(path);
  if (!(await create(ports, path, mine))) throw running(path);
  await ports.clock.sleep(settleMs);
  if ((await holderOf(ports, path)) !== mine) throw running(path);
}

/** False where it is there already. */
async function create(ports: Ports, path: string, mine: string): Promise<boolean> {
  try {
    await ports.files.createText(path, content(mine, ports), { mode: 0o600 });
    return true;
  } catch (error) {
    const code = systemCode(error) ?? 'UNKNOWN';
    if (code === 'EEXIST') return false;
    throw usageFailure('FILE_UNWRITABLE', { path, reason: code });
  }
}

function content(mine: string, { clock }: Ports): string {
  return `${mine} ${clock.now()}\n`;
}

async function isStale(ports: Ports, path: string): Promise<boolean> {
  const { files, clock } = ports;
  try {
    let atMs = timeIn(await files.readText(path));
    // A file is made before anything stands in it.
    if (Number.isNaN(atMs)) {
      await clock.sleep(settleMs);
      atMs = timeIn(await files.readText(path));
    }
    return Number.isNaN(atMs) || Math.abs(clock.now() - atMs) > staleMs;
  } catch (error) {
    // Just given back.
    if (systemCode(error) === 'ENOENT') return true;
    throw usageFailure('FILE_UNWRITABLE', { path, reason: systemCode(error) ?? 'UNKNOWN' });
  }
}

function timeIn(text: string): number {
  return Number.parseInt(text.trim().split(' ')[1] ?? '', 10);
}

async function holderOf({ files }: Ports, path: string): Promise<string | null> {
  try {
    return (await files.readText(path)).split(' ')[0] ?? null;
  } catch {
    return null;
  }
}

function running(path: string): Failure {
  return new Failure('FIX_RUNNING', { path }, { exitCode: exitCodes.usage });
}
