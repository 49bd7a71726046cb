import { type ReadRegistry, registryValue } from '../../host/registry.js';
import type { WindowsProxySettings } from '../clients/client.js';

const internetSettings = '\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';
const keys = {
  user: `HKCU\\Software${internetSettings}`,
  machine: `HKLM\\Software${internetSettings}`,
  policy: `HKLM\\Software\\Policies${internetSettings}`,
};

export interface FoundWindowsSettings {
  /** They are the machine's, and the user's do not count. */
  readonly machine: boolean;
  readonly settings: WindowsProxySettings;
}

/**
 * The proxy settings of Windows (WinINET): the user's, or the machine's where a policy says so (`ProxySettingsPerUser`
 * of 0). `ProxyEnable` is a number, or a text where somebody's script wrote it.
 */
export async function windowsProxySettings(read: ReadRegistry): Promise<FoundWindowsSettings | 'unreadable'> {
  const machine = registryValue(await read(keys.policy), 'ProxySettingsPerUser') === 0;
  const answer = await read(machine ? keys.machine : keys.user);
  if (answer.state === 'unreadable') return 'unreadable';
  const text = (name: string): string => String(registryValue(answer, name) ?? '');
  const isOn = (name: string): boolean => Number(registryValue(answer, name) ?? 0) === 1;
  return {
    machine,
    settings: {
      enabled: isOn('ProxyEnable'),
      server: text('ProxyServer'),
      override: text('ProxyOverride'),
      autoConfigUrl: text('AutoConfigURL') || null,
      autoDetect: isOn('AutoDetect'),
    },
  };
}
