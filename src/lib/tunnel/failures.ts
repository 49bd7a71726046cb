import { exitCodes, Failure } from '../errors.js';

/** Why a tunnel does not start, with the facts their sentences need. */
export interface TunnelFailures {
  LISTEN_BEYOND_LOOPBACK: { listen: string };
  LISTEN_IN_USE: { listen: string };
  LISTEN_FORBIDDEN: { listen: string; windows: boolean };
  LISTEN_NO_SUCH_ADDRESS: { listen: string };
  LISTEN_FAILED: { listen: string; reason: string };
  LISTEN_TWICE: { listen: string };
  UPSTREAM_NAME_TWICE: { name: string };
  UPSTREAM_IS_TUNNEL: { upstream: string; listen: string };
  FORWARD_NAME_TWICE: { names: readonly string[]; variable: string };
  FORWARD_UPSTREAM_UNKNOWN: { forward: string; upstream: string; known: readonly string[] };
  WATCH_NOTHING: object;
  PRINT_ENV_FREE_PORT: { listen: string };
  PRINT_ENV_NOTHING: object;
  TUNNEL_ENDING: object;
  COMMAND_NOT_FOUND: { command: string };
  COMMAND_NOT_STARTED: { command: string; reason: string };
}

const codes: Readonly<Record<string, keyof TunnelFailures>> = {
  EADDRINUSE: 'LISTEN_IN_USE',
  EACCES: 'LISTEN_FORBIDDEN',
  EADDRNOTAVAIL: 'LISTEN_NO_SUCH_ADDRESS',
};

/** What a failed `listen` means; `reason` is Node's code. */
export function listenFailure(listen: string, reason: string, windows: boolean): Failure {
  return new Failure(codes[reason] ?? 'LISTEN_FAILED', { listen, reason, windows });
}

export function beyondLoopback(listen: string): Failure<TunnelFailures['LISTEN_BEYOND_LOOPBACK']> {
  return new Failure('LISTEN_BEYOND_LOOPBACK', { listen }, { exitCode: exitCodes.usage });
}

/** What is wrong with a combination of settings: nothing is bound then. */
export function settingsFailure<
  Code extends
    | 'LISTEN_TWICE'
    | 'UPSTREAM_NAME_TWICE'
    | 'UPSTREAM_IS_TUNNEL'
    | 'FORWARD_NAME_TWICE'
    | 'FORWARD_UPSTREAM_UNKNOWN'
    | 'WATCH_NOTHING'
    | 'PRINT_ENV_FREE_PORT'
    | 'PRINT_ENV_NOTHING',
>(code: Code, facts: TunnelFailures[Code]): Failure<TunnelFailures[Code]> {
  return new Failure(code, facts, { exitCode: exitCodes.usage });
}

/** A usage failure, not the 127 of shells: nothing has been done, and nothing of the command has run. */
export function childNotFound(command: string): Failure<TunnelFailures['COMMAND_NOT_FOUND']> {
  return new Failure('COMMAND_NOT_FOUND', { command }, { exitCode: exitCodes.usage });
}

/** `reason` is Node's code. */
export function childNotStarted(
  command: string,
  reason: string,
): Failure<TunnelFailures['COMMAND_NOT_STARTED']> {
  return new Failure('COMMAND_NOT_STARTED', { command, reason }, { exitCode: exitCodes.usage });
}

export function tunnelEnding(): Failure<TunnelFailures['TUNNEL_ENDING']> {
  return new Failure('TUNNEL_ENDING', {});
}
