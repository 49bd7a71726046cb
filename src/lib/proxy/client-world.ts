import type { Host } from '../host/host.js';
import { registryReader } from '../host/registry.js';
import type { Redactor } from '../redact.js';
import { gitProxySettings } from './client-world/git-settings.js';
import { curlSettings, wgetSettings } from './client-world/settings-files.js';
import { installedVersions } from './client-world/versions.js';
import { windowsProxySettings } from './client-world/windows-settings.js';
import type { ClientId, ClientSetting, ClientWorld } from './clients/client.js';
import { type VariableChange, withVariables } from './explain/environment-variables.js';
import { secretsInProxyValue } from './proxy-secrets.js';

export interface GatherOptions {
  readonly signal: AbortSignal;
  /** Is told the credentials that are met. */
  readonly secrets: Redactor;
  /** Only what these clients depend on is asked for; default: all. */
  readonly clients?: readonly ClientId[];
  /** Variables that are judged as if they were set so. */
  readonly changes?: readonly VariableChange[];
}

/**
 * All that the clients' rules depend on, from this machine: variables, the clients' own settings and versions, the
 * proxy settings of Windows. Nothing is contacted; what can't be found out within its limit is left out. Rejects only
 * with the signal's reason.
 */
export async function gatherClientWorld(host: Host, options: GatherOptions): Promise<ClientWorld> {
  const { signal, secrets, clients, changes = [] } = options;
  const { os } = host.platform;
  const env = withVariables(host.env, os, changes);
  const asked = (client: ClientId) => clients === undefined || clients.includes(client);
  const when = async <T>(condition: boolean, ask: () => Promise<T>, otherwise: T): Promise<T> =>
    condition ? await ask() : otherwise;
  const none: readonly ClientSetting[] = [];
  const [versions, git, curl, wget, windows] = await Promise.all([
    installedVersions(host, asked, signal),
    when(asked('git'), () => gitProxySettings(host, signal), none),
    when(asked('curl'), () => curlSettings(host), none),
    when(asked('wget'), () => wgetSettings(host), none),
    when(os === 'win32', () => windowsProxySettings(registryReader(host, signal)), null),
  ]);
  signal.throwIfAborted();
  const world: ClientWorld = {
    os,
    env,
    versions,
    settings: { git, curl, wget },
    windows: windows === null || windows === 'unreadable' ? windows : windows.settings,
  };
  rememberSecrets(world, secrets);
  return world;
}

/** A world of which nothing but the variables is known: a saved environment. */
export function savedClientWorld(
  os: NodeJS.Platform,
  saved: Readonly<Record<string, string>>,
  { secrets, changes = [] }: Pick<GatherOptions, 'secrets' | 'changes'>,
): ClientWorld {
  const env = withVariables(saved, os, changes);
  const world: ClientWorld = { os, env, versions: {}, settings: {}, windows: null };
  rememberSecrets(world, secrets);
  return world;
}

function rememberSecrets({ env, settings, windows }: ClientWorld, secrets: Redactor): void {
  const values = [
    ...Object.entries(env).flatMap(([name, value]) =>
      /proxy|^java_|_java_|^jdk_/i.test(name) ? [value] : [],
    ),
    ...Object.values(settings).flatMap((list) => list.flatMap(({ name, value }) => [name, value])),
    ...(windows === null || windows === 'unreadable' ? [] : [windows.server, windows.autoConfigUrl]),
  ];
  for (const value of values) {
    for (const secret of secretsInProxyValue(value ?? '')) {
      secrets.add(secret);
      // wget writes hosts in lower case, and takes a part of a password for one.
      secrets.add(secret.toLowerCase());
    }
  }
}
