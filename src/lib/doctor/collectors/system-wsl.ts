import type { Host } from '../../host/host.js';
import { readIfThere } from '../../host/read-if-there.js';
import type { SystemEvidence } from '../evidence/system.js';

type Wsl = NonNullable<SystemEvidence['wsl']>;

const limitMs = 2_000;

/** A container on a Windows machine has WSL's kernel, too, and is none. */
export async function isWsl({ files, platform }: Host): Promise<boolean> {
  if (platform.os !== 'linux' || !/microsoft/i.test(platform.release)) return false;
  return !((await files.exists('/.dockerenv')) || (await files.exists('/run/.containerenv')));
}

/** How this WSL is wired to its Windows; null where this is no WSL. Starts no program of Windows. */
export async function describeWsl(host: Host, signal: AbortSignal): Promise<Wsl | null> {
  const { env, platform } = host;
  if (!(await isWsl(host))) return null;
  // The kernel of version 1 is a number only, such as 4.4.0-19041-Microsoft.
  const version = /-microsoft-standard|wsl2/i.test(platform.release) ? 2 : 1;
  const interop = Boolean(env.WSL_INTEROP);
  if (version === 1) return { version, networkingMode: 'wsl1', autoProxy: null, interop };
  const [live, settings] = await Promise.all([askNetworkingMode(host, signal), readSettings(host)]);
  const asked = settings && (settings.get('networkingmode') ?? 'nat').toLowerCase();
  const autoProxy = settings && settings.get('autoproxy')?.toLowerCase() !== 'false';
  return { version, networkingMode: live ?? asked, autoProxy, interop };
}

/** What is in force: with mirrored networking out of order, WSL falls back to NAT without touching the file. */
async function askNetworkingMode({ processes }: Host, signal: AbortSignal): Promise<string | null> {
  const program = await processes.find('wslinfo');
  if (program === null) return null;
  const args = ['--networking-mode'];
  const { exitCode, stdout } = await processes.run({ file: program, args, timeoutMs: limitMs, signal });
  const mode = stdout.trim().toLowerCase();
  return exitCode === 0 && /^[a-z0-9]{1,20}$/.test(mode) ? mode : null;
}

/**
 * The settings of `.wslconfig`, names in lower case; null where the Windows user's folder is not known. It is read off
 * PATH, which Windows' own entries are appended to.
 * https://learn.microsoft.com/windows/wsl/wsl-config#wslconfig
 */
async function readSettings(host: Host): Promise<ReadonlyMap<string, string> | null> {
  const folder = /(?:^|:)(\/mnt\/[a-z]\/Users\/[^/:]+)\/AppData\//i.exec(host.env.PATH ?? '')?.[1];
  if (folder === undefined) return null;
  return parseWslConfig((await readIfThere(host, `${folder}/.wslconfig`)) ?? '');
}

/** Settings of the sections `wsl2` and `experimental`, where autoProxy stood at first. */
export function parseWslConfig(content: string): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  let section = '';
  for (const line of content.replace(/^\ufeff/, '').split(/\r?\n/)) {
    section = /^\s*\[([^\]]*)\]/.exec(line)?.[1]?.trim().toLowerCase() ?? section;
    const [, name, value] = /^\s*([A-Za-z0-9]+)\s*=\s*([^#]*?)\s*(?:#.*)?$/.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    if (section === 'wsl2' || section === 'experimental') settings.set(name.toLowerCase(), value);
  }
  return settings;
}
