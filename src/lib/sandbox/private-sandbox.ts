import { posix, win32 } from 'node:path';
import { dataFolder } from '../config/configuration.js';
import { systemCode, usageFailure } from '../errors.js';
import type { Host } from '../host/host.js';
import { type Sandbox, type SandboxOptions, startSandbox } from './sandbox.js';
import { newState, type SandboxState } from './state.js';
import { fileStore, parse } from './state-file.js';

/** The file in the user's data folder that every `--sandbox` command shares. */
export function privateStatePath(host: Host): string {
  const paths = host.platform.os === 'win32' ? win32 : posix;
  return paths.join(dataFolder(host), 'sandbox.json');
}

/** Starts the sandbox behind `--sandbox`: its own port for this command, its state shared with the next ones. */
export function startPrivateSandbox(
  host: Host,
  {
    signal,
    ...options
  }: Pick<SandboxOptions, 'faults' | 'onRequest'> & { readonly signal?: AbortSignal } = {},
): Promise<Sandbox> {
  return startSandbox({
    ...options,
    clock: host.clock,
    random: host.random,
    store: fileStore(host, privateStatePath(host), () => newState(host.random), signal),
  });
}

/** What the private sandbox held when it was cleared. */
export interface ResetResult {
  readonly path: string;
  readonly found: boolean;
  /** Null: there was nothing, or nothing that could be read. */
  readonly removed: Readonly<Record<ResourceKind, number>> | null;
}

export type ResourceKind = 'vpcs' | 'vswitches' | 'groups' | 'keyPairs' | 'instances';

/** Clears the private sandbox, also one whose file is broken. Its keys go with it. */
export async function resetPrivateSandbox(host: Host): Promise<ResetResult> {
  const path = privateStatePath(host);
  const found = await host.files.exists(path);
  const removed = await countResources(host, path);
  try {
    await host.files.remove(path);
    await host.files.remove(`${path}.lock`);
  } catch (error) {
    throw usageFailure('FILE_UNWRITABLE', { path, reason: systemCode(error) ?? 'UNKNOWN' });
  }
  return { path, found, removed };
}

async function countResources(host: Host, path: string): Promise<ResetResult['removed']> {
  let state: SandboxState;
  try {
    state = parse(await host.files.readText(path), path);
  } catch {
    return null;
  }
  const { vpcs, vswitches, groups, keyPairs, instances } = state;
  return {
    vpcs: vpcs.length,
    vswitches: vswitches.length,
    groups: groups.length,
    keyPairs: keyPairs.length,
    instances: instances.length,
  };
}
