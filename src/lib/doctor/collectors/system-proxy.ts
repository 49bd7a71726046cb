import type { Host } from '../../host/host.js';
import { DialError, dial } from '../../proxy/dial.js';
import type { SystemProxyEvidence, WinhttpSettings } from '../evidence/system-proxy.js';
import type { PowershellAnswer } from './powershell.js';
import { membersOf, textOf } from './powershell-values.js';
import { type ReadRegistry, registryValue } from './registry.js';
import type { Gathered, Sources } from './sources.js';
import { readUnixSettings } from './system-proxy-unix.js';
import { describeSettings, type RawProxySettings } from './system-proxy-values.js';
import { decodeWinhttpSettings } from './system-proxy-winhttp.js';

const internetSettings = '\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';
const keys = {
  user: `HKCU\\Software${internetSettings}`,
  machine: `HKLM\\Software${internetSettings}`,
  policy: `HKLM\\Software\\Policies${internetSettings}`,
  connections: `HKLM\\Software${internetSettings}\\Connections`,
};
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

/**
 * WinINET's: the user's, or the machine's where a policy says so (`ProxySettingsPerUser` of 0). `ProxyEnable` is a
 * number, or a text where somebody's script wrote it.
 */
async function readInternetSettings(
  answer: PowershellAnswer,
  read: ReadRegistry,
): Promise<RawProxySettings | 'unreadable'> {
  const told = membersOf(answer.get('inet'));
  if (told) {
    const { machine, enable, server, override, pac } = told;
    return windowsSettings(machine === true, enable, server, override, pac);
  }
  const policy = await read(keys.policy);
  const machine = registryValue(policy, 'ProxySettingsPerUser') === 0;
  const answered = await read(machine ? keys.machine : keys.user);
  if (answered.state === 'unreadable') return 'unreadable';
  const [enable, server, override, pac] = [
    'ProxyEnable',
    'ProxyServer',
    'ProxyOverride',
    'AutoConfigURL',
  ].map((name) => registryValue(answered, name));
  return windowsSettings(machine, enable, server, override, pac);
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
  const answered = await read(keys.connections);
  if (answered.state === 'unreadable') return null;
  return decodeWinhttpSettings(String(registryValue(answered, 'WinHttpSettings') ?? ''));
}

function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/i.test(host);
}

type Attempt = NonNullable<SystemProxyEvidence['loopback']>[number];

/** Opens, and closes, a connection to a port of this machine. */
async function tryEndpoint(
  { network, clock }: Host,
  endpoint: { readonly host: string; readonly port: number },
  signal: AbortSignal,
): Promise<Attempt> {
  try {
    const { socket } = await dial({ ...endpoint, network, clock, timeoutMs: dialMs, signal });
    socket.on('error', () => {});
    socket.destroy();
    return { ...endpoint, ok: true, code: null };
  } catch (error) {
    if (error instanceof DialError) return { ...endpoint, ok: false, code: error.code };
    throw error;
  }
}
