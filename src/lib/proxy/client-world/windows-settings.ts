import { registryReader } from '../../doctor/collectors/registry.js';
import type { Host } from '../../host/host.js';
import type { WindowsProxySettings } from '../clients/client.js';

const key = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';

/** The user's proxy settings (WinINET); null where the registry can't be read. */
export async function windowsProxySettings(
  host: Host,
  signal: AbortSignal,
): Promise<WindowsProxySettings | null> {
  const answer = await registryReader(host, signal)(key);
  if (answer.state !== 'ok') return null;
  const text = (name: string): string => String(answer.values.get(name) ?? '');
  const autoConfigUrl = text('AutoConfigURL');
  return {
    // A DWORD, but some programs write text.
    enabled: Number(answer.values.get('ProxyEnable') ?? 0) === 1,
    server: text('ProxyServer'),
    override: text('ProxyOverride'),
    autoConfigUrl: autoConfigUrl === '' ? null : autoConfigUrl,
    autoDetect: Number(answer.values.get('AutoDetect') ?? 0) === 1,
  };
}
