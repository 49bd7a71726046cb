import { parseAuthority } from '../proxy/authority.js';
import { type ListenAddress, parseListenAddress } from '../tunnel/listeners/listen-address.js';
import { forwardForm, forwardOf, isForwardName, parseForward } from '../tunnel/listeners/parse-forward.js';
import { defaultSettings, type ForwardSetting, type HealthSettings } from '../tunnel/settings.js';
import { inside, type Site, wrongValue } from './site.js';
import type { TunnelSettingReader } from './tunnel-settings.js';

const listenForm = '127.0.0.1:3128, [::1]:3128, localhost:0';

/** A forward of the file as the schema lets it pass. */
interface ForwardEntry {
  readonly name?: string;
  readonly listen: string | number;
  readonly to: string;
  readonly upstreams?: readonly string[];
}

/** Where clients are served: the addresses, and the ports that lead to one target each. Throws usage failures. */
export function readPlaces(reader: TunnelSettingReader): {
  readonly listen: readonly ListenAddress[];
  readonly forwards: readonly ForwardSetting[];
} {
  const forwards = readForwards(reader);
  const found = reader.find<readonly (string | number)[]>('listen', 'tunnel.listen');
  if (found === undefined) return { listen: forwards.length > 0 ? [] : defaultSettings.listen, forwards };
  if (found.value.length === 0 && forwards.length === 0) throw wrongValue(found.site, '[]', listenForm);
  const listen = found.value.map((text, index) => readListen(String(text), inside(found.site, `[${index}]`)));
  return { listen, forwards };
}

/** Where the admin listener is; null: there is none. */
export function readAdmin(reader: TunnelSettingReader): ListenAddress | null {
  const found = reader.find<string | number>('admin', 'tunnel.admin');
  if (found === undefined) return { host: '127.0.0.1', port: 0 };
  if (found.value === 'off') return null;
  const text = String(found.value);
  const address = parseListenAddress(text);
  if (address === null) throw wrongValue(found.site, text, '127.0.0.1:9090, [::1]:0, off');
  return address;
}

export function readHealth(reader: TunnelSettingReader): HealthSettings {
  const { intervalMs, timeoutMs } = defaultSettings.health;
  const shortestMs = 100;
  const found = reader.find<string>('canary', 'tunnel.health.canary');
  const canary = found === undefined ? null : parseAuthority(reader.expand(found.value, found.site));
  if (found !== undefined && canary === null) throw wrongValue(found.site, found.value, 'HOST:PORT');
  return {
    intervalMs: reader.duration('health-interval', 'tunnel.health.interval', {
      fallback: intervalMs,
      shortestMs,
    }),
    timeoutMs: reader.duration(null, 'tunnel.health.timeout', { fallback: timeoutMs, shortestMs }),
    canary,
  };
}

function readListen(text: string, site: Site): ListenAddress {
  const address = parseListenAddress(text);
  if (address === null) throw wrongValue(site, text, listenForm);
  return address;
}

function readForwards(reader: TunnelSettingReader): readonly ForwardSetting[] {
  const found = reader.find<readonly (string | ForwardEntry)[]>('forward', 'tunnel.forwards');
  return (found?.value ?? []).map((entry, index) => {
    const site = inside((found as { site: Site }).site, `[${index}]`);
    if (typeof entry !== 'string') return readEntry(entry, site, reader);
    const forward = parseForward(reader.expand(entry, site));
    if (forward === null) throw wrongValue(site, entry, forwardForm);
    return forward;
  });
}

function readEntry(entry: ForwardEntry, site: Site, reader: TunnelSettingReader): ForwardSetting {
  const { name = null, upstreams = null } = entry;
  const at = (field: keyof ForwardEntry) => inside(site, `.${field}`);
  if (name !== null && !isForwardName(name)) throw wrongValue(at('name'), name, 'redis, mysql-main');
  const listen = reader.expand(String(entry.listen), at('listen'));
  const to = reader.expand(entry.to, at('to'));
  const forward = forwardOf({ name, listen, to, upstreams });
  if (forward !== null) return forward;
  throw parseListenAddress(listen) === null
    ? wrongValue(at('listen'), listen, listenForm)
    : wrongValue(at('to'), to, '10.0.3.8:6379, redis.internal:6379, [fd00::8]:6379');
}
