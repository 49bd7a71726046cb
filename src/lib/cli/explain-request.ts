import { systemCode, usageFailure } from '../errors.js';
import { gatherClientWorld, savedClientWorld } from '../proxy/client-world.js';
import { type ClientId, type ClientWorld, clientIds, type ExplainTarget } from '../proxy/clients/client.js';
import type { VariableChange } from '../proxy/explain/environment-variables.js';
import { explainFailure, requireExplainTarget } from '../proxy/explain/explain-failures.js';
import { readSavedEnvironment, type SavedEnvironment } from '../proxy/explain/saved-environment.js';
import { suggest } from '../suggest.js';
import type { CommandContext } from './base-command.js';

/** The flags that say what is judged. */
export interface ExplainFlags {
  readonly environment?: string;
  readonly platform?: 'windows' | 'linux' | 'macos';
  readonly 'http-proxy'?: string;
  readonly 'https-proxy'?: string;
  readonly 'no-proxy'?: string;
  readonly client?: readonly string[];
}

export interface ExplainRequest {
  readonly target: ExplainTarget;
  /** No scheme was given: the one of the target is ours. */
  readonly assumed: boolean;
  readonly os: NodeJS.Platform;
  /** Null: the one of this process. */
  readonly saved: SavedEnvironment | null;
  readonly changes: readonly VariableChange[];
  /** Undefined: all. */
  readonly clients: readonly ClientId[] | undefined;
}

const systems = { windows: 'win32', linux: 'linux', macos: 'darwin' } as const;

/** Argument and flags, checked; throws usage failures. */
export async function readExplainRequest(
  url: string,
  flags: ExplainFlags,
  { host }: CommandContext,
): Promise<ExplainRequest> {
  const { target, assumed } = requireExplainTarget(url);
  const { environment, platform } = flags;
  if (platform !== undefined && environment === undefined) throw explainFailure('PLATFORM_ALONE', {});
  const saved = environment === undefined ? null : await readSaved(environment, host);
  const os = platform === undefined ? (saved?.os ?? host.platform.os) : systems[platform];
  return {
    target,
    assumed,
    os,
    saved,
    changes: [
      ...overriding('HTTP_PROXY', flags['http-proxy']),
      ...overriding('HTTPS_PROXY', flags['https-proxy']),
      ...overriding('NO_PROXY', flags['no-proxy']),
    ],
    clients:
      flags.client === undefined ? undefined : readClients(flags.client, os === 'win32' && saved === null),
  };
}

/** The world that is judged: a saved environment, or this machine, of which nothing is contacted. */
export async function worldFor(
  { saved, os, changes, clients }: ExplainRequest,
  { host, secrets, signal }: CommandContext,
): Promise<ClientWorld> {
  if (saved !== null) return savedClientWorld(os, saved.values, { secrets, changes });
  return await gatherClientWorld(host, {
    signal,
    secrets,
    changes,
    ...(clients === undefined ? {} : { clients }),
  });
}

async function readSaved(path: string, { files }: CommandContext['host']): Promise<SavedEnvironment> {
  let bytes: Uint8Array;
  try {
    bytes = await files.readBytes(path);
  } catch (error) {
    throw usageFailure('FILE_UNREADABLE', { path, reason: systemCode(error) ?? 'UNKNOWN' });
  }
  return readSavedEnvironment(bytes, path);
}

/** In both spellings; an empty value removes the variable. */
function overriding(name: string, value: string | undefined): VariableChange[] {
  if (value === undefined) return [];
  const content = value === '' ? null : value;
  return [name, name.toLowerCase()].map((spelling) => ({ name: spelling, value: content }));
}

/** Ids, also several in one text, separated by commas. The settings of Windows are in no saved environment. */
function readClients(texts: readonly string[], windows: boolean): readonly ClientId[] {
  const names = texts.flatMap((text) => text.split(',')).map((name) => name.trim().toLowerCase());
  return names.map((name) => {
    const client = clientIds.find((id) => id === name);
    if (client === undefined) {
      const suggestion = name === '' ? null : suggest(name, clientIds);
      throw explainFailure('UNKNOWN_CLIENT', { name, suggestion, known: clientIds });
    }
    if (client === 'windows' && !windows) throw explainFailure('CLIENT_NOT_HERE', { client });
    return client;
  });
}
