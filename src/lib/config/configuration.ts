import { posix, win32 } from 'node:path';
import { systemCode, usageFailure } from '../errors.js';
import type { Host } from '../host/host.js';
import type { ConfigurationKey } from './schema.js';

/** Where a value came from: shown wherever it matters why a value is what it is. */
export type Origin =
  | { readonly kind: 'flag'; readonly name: string }
  | { readonly kind: 'environment'; readonly variable: string }
  | FileOrigin
  | { readonly kind: 'default' };

export interface FileOrigin {
  readonly kind: 'file';
  readonly path: string;
  readonly line: number;
  /** The lines of what stands inside the value: `probe.targets[2].url` */
  readonly inside?: ReadonlyMap<string, number>;
}

export interface Setting<T> {
  readonly value: T;
  readonly origin: Origin;
}

export type FileSettings = ReadonlyMap<ConfigurationKey, Setting<unknown>>;

/** A flag's or a variable's claim on a value; the first that is defined wins over the files. */
export interface Candidates<T> {
  readonly flag?: { readonly name: string; readonly value: T | undefined };
  readonly variables?: readonly string[];
  /** Makes a variable's text a value; undefined refuses it. Default: the text itself. */
  readonly read?: (text: string) => T | undefined;
  readonly expected?: string;
}

/** flag > environment > project file > user file > nothing (the caller's default). */
export class Configuration {
  readonly #env: Host['env'];
  readonly #files: readonly FileSettings[];

  constructor(env: Host['env'], files: readonly FileSettings[]) {
    this.#env = env;
    this.#files = files;
  }

  find<T>(key: ConfigurationKey | null, candidates: Candidates<T> = {}): Setting<T> | undefined {
    const { flag, variables = [] } = candidates;
    if (flag && flag.value !== undefined)
      return { value: flag.value, origin: { kind: 'flag', name: flag.name } };
    for (const variable of variables) {
      const text = this.#env[variable];
      if (text === undefined || text === '') continue;
      const value = candidates.read ? candidates.read(text) : (text as T);
      if (value === undefined) {
        throw usageFailure('BAD_VARIABLE', { variable, value: text, expected: candidates.expected ?? '' });
      }
      return { value, origin: { kind: 'environment', variable } };
    }
    for (const file of key ? this.#files : []) {
      const found = file.get(key as ConfigurationKey);
      if (found) return found as Setting<T>;
    }
    return undefined;
  }

  get<T>(key: ConfigurationKey | null, candidates: Candidates<T>, fallback: T): Setting<T> {
    return this.find(key, candidates) ?? { value: fallback, origin: { kind: 'default' } };
  }
}

/** Reads the project's file (named, or found upward from the current folder) and the user's. */
export async function loadConfiguration(host: Host, named: string | undefined): Promise<Configuration> {
  const asked = named ?? (host.env.ALIPROXY_CONFIG || undefined);
  const project = asked === undefined ? await findUpward(host) : resolveFrom(host, asked);
  const user = pathsOf(host).join(configFolder(host), 'config.yaml');
  const files: FileSettings[] = [];
  for (const path of [project, user]) {
    if (path === undefined) continue;
    const content = await readIfThere(host, path, path === project && asked !== undefined);
    if (content === undefined) continue;
    const { parseSettings } = await import('./parse.js');
    files.push(parseSettings(content, path));
  }
  return new Configuration(host.env, files);
}

/** The line of a key that stands inside a value, as `probe.targets[2].url`; else the one of the value. */
export function lineIn({ line, inside }: FileOrigin, key: string): number {
  return inside?.get(key) ?? line;
}

/** `%APPDATA%\aliproxy` on Windows, `$XDG_CONFIG_HOME/aliproxy` or `~/.config/aliproxy` elsewhere. */
export function configFolder({ platform, env }: Host): string {
  if (platform.os === 'win32')
    return win32.join(env.APPDATA || win32.join(platform.home, 'AppData', 'Roaming'), 'aliproxy');
  return posix.join(env.XDG_CONFIG_HOME || posix.join(platform.home, '.config'), 'aliproxy');
}

/** `%LOCALAPPDATA%\aliproxy` on Windows, `$XDG_DATA_HOME/aliproxy` or `~/.local/share/aliproxy` elsewhere. */
export function dataFolder({ platform, env }: Pick<Host, 'platform' | 'env'>): string {
  if (platform.os === 'win32')
    return win32.join(env.LOCALAPPDATA || win32.join(platform.home, 'AppData', 'Local'), 'aliproxy');
  return posix.join(env.XDG_DATA_HOME || posix.join(platform.home, '.local', 'share'), 'aliproxy');
}

function pathsOf({ platform }: Host): typeof posix {
  return platform.os === 'win32' ? win32 : posix;
}

function resolveFrom(host: Host, path: string): string {
  return pathsOf(host).resolve(host.platform.cwd, path);
}

async function findUpward(host: Host): Promise<string | undefined> {
  const paths = pathsOf(host);
  let folder = host.platform.cwd;
  while (true) {
    const candidate = paths.join(folder, 'aliproxy.yaml');
    if (await host.files.exists(candidate)) return candidate;
    const parent = paths.dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
}

async function readIfThere(host: Host, path: string, required: boolean): Promise<string | undefined> {
  try {
    return await host.files.readText(path);
  } catch (error) {
    const code = systemCode(error);
    // ENOTDIR: the home of many a service account is /dev/null.
    const isThere = code !== 'ENOENT' && code !== 'ENOTDIR';
    if (!isThere && !required) return undefined;
    if (!isThere) throw usageFailure('CONFIG_NOT_FOUND', { path });
    throw usageFailure('FILE_UNREADABLE', { path, reason: code ?? 'UNKNOWN' });
  }
}
