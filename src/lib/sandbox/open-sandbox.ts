import { posix, win32 } from 'node:path';
import { Failure, systemCode } from '../errors.js';
import type { Host } from '../host/host.js';
import type { ListenFailures } from './listen.js';
import { parseListen, readFaults } from './listen.js';
import { type RequestEvent, type Sandbox, startSandbox } from './sandbox.js';
import { newState } from './state.js';
import { fileStore } from './state-file.js';
import { memoryStore } from './state-store.js';

/** `aliproxy sandbox`, as asked for: everything still text. */
export interface SandboxRequest {
  readonly listen: string;
  /** Relative to the current folder; null keeps the state in memory. */
  readonly state: string | null;
  readonly faults: readonly string[];
  readonly onRequest: (event: RequestEvent) => void;
}

export interface OpenSandbox extends Sandbox {
  /** Where the state is; null: in memory. */
  readonly statePath: string | null;
}

/**
 * Starts the sandbox that a user asked for. Failures: `SANDBOX_NOT_LOOPBACK`, `SANDBOX_BAD_FAULT`, `SANDBOX_LISTEN`, and
 * those of the state file.
 */
export async function openSandbox(host: Host, request: SandboxRequest): Promise<OpenSandbox> {
  const listen = parseListen(request.listen);
  const faults = readFaults(request.faults);
  const statePath = request.state === null ? null : pathsOf(host).resolve(host.platform.cwd, request.state);
  const create = () => newState(host.random);
  try {
    const sandbox = await startSandbox({
      clock: host.clock,
      random: host.random,
      store: statePath === null ? memoryStore(create) : fileStore(host, statePath, create),
      listen,
      faults,
      onRequest: request.onRequest,
    });
    return { ...sandbox, statePath };
  } catch (error) {
    if (error instanceof Failure) throw error;
    const facts: ListenFailures['SANDBOX_LISTEN'] = {
      listen: request.listen,
      reason: systemCode(error) ?? 'UNKNOWN',
    };
    throw new Failure('SANDBOX_LISTEN', facts, { cause: error });
  }
}

function pathsOf({ platform }: Host): typeof posix {
  return platform.os === 'win32' ? win32 : posix;
}
