import type { Host } from '../../host/host.js';
import { type ReadRegistry, registryValue } from '../../host/registry.js';
import { isLoopback } from '../../proxy/address-kinds.js';
import { windowsProxySettings } from '../../proxy/client-world/windows-settings.js';
import type { SystemProxyEvidence, WinhttpSettings } from '../evidence/system-proxy.js';
import { membersOf, textOf } from './foreign-values.js';
import type { PowershellAnswer } from './powershell.js';
import type { Gathered, Sources } from './sources.js';
import { readUnixSettings } from './system-proxy-unix.js';
import { describeSettings, type RawProxySettings } from './system-proxy-values.js';
import { decodeWinhttpSettings } from './system-proxy-winhttp.js';
import { tryDial } from './try-dial.js';

const connections = 'HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\Connections';
const dialMs = 2_000;

/** What browsers and most graphical programs use, and what services use; Go reads neither. */
export async function collectSystemProxy(sources: Sources): Promise<Gathered<SystemProxyEvidence>> {
  const { host, request, signal } = sources;
  const { source, raw, winhttp } = await readSettings(sources);
  const settings = raw === null || raw === 'unreadable' ? null : describeSettings(raw);
  const state = raw === 'unreadable' ? 'unreadable' : settings ? 'ok' : 'none';
  const local = settings?.enabled ? settings.endpoints.filter((endpoint) => isLoopback(endpoint.host)) : [];
  const loopback = request.offline
    ? null
    : await Promise.all(local.map((endpoint) => tryEndpoint(host, endpoint, signal)));
  return { source, value: { state, settings, winhttp, loopback } };
}

interface Read {
  readonly source: string;
  readonly raw: RawProxySettings | 'unreadable' | null;
  readonly winhttp: WinhttpSettings | null;
}

async function readSettings({ host, powershell, readRegistry, signal }: Sources): Promise<Read> {
  if (host.platform.os !== 'win32') {
    const source = host.platform.os === 'darwin' ? 'scutil' : 'gsettings';
    return { source, raw: await readUnixSettings(host, signal), winhttp: null };
  }
  const { report, answer } = await powershell();
  const [raw, winhttp] = await Promise.all([
    readInternetSettings(answer, readRegistry),
    readWinhttp(answer, readRegistry),
  ]);
  return { source: report.state === 'ok' ? 'powershell' : 'registry', raw, winhttp };
}

/** WinINET's, as PowerShell or else the registry tells. */
async function readInternetSettings(
  answer: PowershellAnswer,
  read: ReadRegistry,
): Promise<RawProxySettings | 'unreadable'> {
  const told = membersOf(answer.get('inet'));
  if (told) {
    const { machine, enable, server, override, pac } = told;
    return windowsSettings(machine === true, enable, server, override, pac);
  }
  const found = await windowsProxySettings(read);
  if (found === 'unreadable') return found;
  const { enabled, server, override, autoConfigUrl } = found.settings;
  return windowsSettings(found.machine, enabled ? 1 : 0, server, override, autoConfigUrl);
}

function windowsSettings(
  machine: boolean,
  enable: unknown,
  server: unknown,
  override: unknown,
  pac: unknown,
): RawProxySettings {
  return {
    origin: machine ? 'policy' : 'user',
    enabled: Number(enable ?? 0) === 1,
    server: textOf(server),
    pac: textOf(pac),
    exceptions: (textOf(override) ?? '').split(/[;,\s]+/).filter(Boolean),
  };
}

async function readWinhttp(answer: PowershellAnswer, read: ReadRegistry): Promise<WinhttpSettings | null> {
  const told = membersOf(answer.get('winhttp'));
  if (told) return decodeWinhttpSettings(textOf(told.hex) ?? '');
  const answered = await read(connections);
  if (answered.state === 'unreadable') return null;
  return decodeWinhttpSettings(String(registryValue(answered, 'WinHttpSettings') ?? ''));
}

type Attempt = NonNullable<SystemProxyEvidence['loopback']>[number];

/** Opens, and closes, a connection to a port of this machine. */
async function tryEndpoint(
  { network, clock }: Host,
  endpoint: { readonly host: string; readonly port: number },
  signal: AbortSignal,
): Promise<Attempt> {
  const error = await tryDial({ ...endpoint, network, clock, timeoutMs: dialMs, signal });
  return { ...endpoint, ok: error === null, code: error?.code ?? null };
}
