import { Interrupted } from '../../errors.js';

/** A window that is closed on Windows leaves a program some ten seconds. */
const closedWindowMs = 8_000;

/** How long open connections may go on, in milliseconds; `reason`: why the tunnel ends, as the signal's reason. */
export function drainTime(wantedMs: number, reason: unknown, os: NodeJS.Platform): number {
  const isClosedWindow = os === 'win32' && reason instanceof Interrupted && reason.facts.signal === 'SIGHUP';
  return isClosedWindow ? Math.min(wantedMs, closedWindowMs) : wantedMs;
}
