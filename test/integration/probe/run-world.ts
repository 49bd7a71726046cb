import { nodeClock } from '../../../src/lib/host/node/clock.js';
import type { ProbeRunPorts } from '../../../src/lib/probe/run.js';
import { ports } from './world.js';

/** Records what is waited for, and leaps over it. For runs of one target: the clock leaps for all of them. */
export function leapingClock() {
  const waits: number[] = [];
  let leaptMs = 0;
  const sleep = async (ms: number, signal?: AbortSignal) => {
    signal?.throwIfAborted();
    waits.push(ms);
    leaptMs += ms;
    // Timers of the real world, such as a socket's, get their turn.
    await nodeClock.sleep(0, signal);
  };
  const monotonic = () => nodeClock.monotonic() + leaptMs;
  return { waits, clock: { ...nodeClock, monotonic, sleep } };
}

/** The middle of every range: no jitter. */
export function middle(bytes: number): Buffer {
  const half = Buffer.alloc(bytes);
  half[bytes - 1] = 0x80;
  return half;
}

/** Ports whose clock leaps, without jitter; and the waits, as they come. */
export function leapingPorts(more: Partial<ProbeRunPorts> = {}) {
  const { waits, clock } = leapingClock();
  return { waits, ports: ports({ clock, random: middle, ...more }) };
}
