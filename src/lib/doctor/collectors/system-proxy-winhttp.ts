import type { WinhttpSettings } from '../evidence/system-proxy.js';
import { endpointsOf, maskServers } from './system-proxy-values.js';

const headerBytes = 16;
/** Set in each of them / a proxy is named / a script is named, or is to be looked for. */
const flags = { always: 1, proxy: 2, automatic: 4 | 8 };

/**
 * Reads the registry value `WinHttpSettings`, as hexadecimal digits; an empty text is a value that is not there, which
 * is the default. Numbers are 32 bit, the lowest byte first: a version, one unknown, the flags, then the length and the
 * text of the proxy, and of its exceptions. Microsoft documents the value for direct access only
 * (`18 00 00 00 00 00 00 00 01 00 …`); what does not look like this layout is `unknown`.
 */
export function decodeWinhttpSettings(hex: string): WinhttpSettings {
  if (hex === '') return settings('direct');
  const bytes = Buffer.from(hex, 'hex');
  if (bytes.length * 2 !== hex.length || bytes.length < headerBytes) return settings('unknown');
  const set = bytes.readUInt32LE(8);
  if ((set & flags.always) === 0 || set > 15) return settings('unknown');
  const length = bytes.readUInt32LE(12);
  if (headerBytes + length > bytes.length) return settings('unknown');
  if ((set & flags.automatic) !== 0) return settings('automatic');
  if ((set & flags.proxy) === 0) return settings('direct');
  const server = bytes.toString('latin1', headerBytes, headerBytes + length);
  if (!/^[\u0021-\u007e][\u0020-\u007e]*$/.test(server)) return settings('unknown');
  return { state: 'proxy', server: maskServers(server), endpoints: endpointsOf(server) };
}

function settings(state: WinhttpSettings['state']): WinhttpSettings {
  return { state, server: null, endpoints: [] };
}
