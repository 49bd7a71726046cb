import { exitCodes, Failure, usageFailure } from '../../errors.js';

/** Why a running tunnel can't be asked, with the facts the sentences need. */
export interface RunningTunnelFailures {
  NO_TUNNEL: { pid: number | null };
  /** Which one is meant? */
  SEVERAL_TUNNELS: { pids: readonly number[]; command: string };
  TUNNEL_UNREACHABLE: { admin: string; reason: string };
  NOT_A_TUNNEL: { admin: string };
  TUNNEL_REFUSED: { admin: string; status: number };
  TUNNEL_STILL_RUNNING: { pid: number; seconds: number };
}

export function noTunnel(pid: number | null): Failure<RunningTunnelFailures['NO_TUNNEL']> {
  return new Failure('NO_TUNNEL', { pid });
}

/** A wrong call: nothing was done. */
export function severalTunnels(
  facts: RunningTunnelFailures['SEVERAL_TUNNELS'],
): Failure<RunningTunnelFailures['SEVERAL_TUNNELS']> {
  return new Failure('SEVERAL_TUNNELS', facts, { exitCode: exitCodes.usage });
}

export function tunnelUnreachable(
  admin: string,
  reason: string,
): Failure<RunningTunnelFailures['TUNNEL_UNREACHABLE']> {
  return new Failure('TUNNEL_UNREACHABLE', { admin, reason });
}

export function notATunnel(admin: string): Failure<RunningTunnelFailures['NOT_A_TUNNEL']> {
  return new Failure('NOT_A_TUNNEL', { admin });
}

export function tunnelRefused(
  admin: string,
  status: number,
): Failure<RunningTunnelFailures['TUNNEL_REFUSED']> {
  return new Failure('TUNNEL_REFUSED', { admin, status });
}

export function stillRunning(
  pid: number,
  seconds: number,
): Failure<RunningTunnelFailures['TUNNEL_STILL_RUNNING']> {
  return new Failure('TUNNEL_STILL_RUNNING', { pid, seconds }, { exitCode: exitCodes.timeout });
}

export function badAdminUrl(value: string): Failure {
  return usageFailure('BAD_FLAG_VALUE', { flag: '--admin', value, expected: 'http://127.0.0.1:PORT' });
}
