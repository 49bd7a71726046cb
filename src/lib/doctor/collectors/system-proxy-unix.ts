import type { Host } from '../../host/host.js';
import type { ProcessResult } from '../../host/processes.js';
import type { RawProxySettings } from './system-proxy-values.js';

const limitMs = 2_000;

/** The settings of macOS or of a GNOME desktop; null where there are none, `unreadable` where they don't tell. */
export async function readUnixSettings(
  host: Host,
  signal: AbortSignal,
): Promise<RawProxySettings | 'unreadable' | null> {
  if (host.platform.os === 'darwin') {
    const { exitCode, stdout } = await ask(host, '/usr/sbin/scutil', ['--proxy'], signal);
    return exitCode === 0 ? parseScutil(stdout) : 'unreadable';
  }
  const { env } = host;
  // On a server the program may be there as well, and then answers with defaults nobody uses.
  if (!(env.XDG_CURRENT_DESKTOP || env.DISPLAY || env.WAYLAND_DISPLAY)) return null;
  const program = await host.processes.find('gsettings');
  if (program === null) return null;
  const schema = ['list-recursively', 'org.gnome.system.proxy'];
  const { exitCode, stdout, timedOut } = await ask(host, program, schema, signal);
  if (timedOut) return 'unreadable';
  // Another desktop does not have the schema.
  return exitCode === 0 ? parseGsettings(stdout) : null;
}

function ask(
  { processes }: Host,
  file: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<ProcessResult> {
  return processes.run({ file, args, timeoutMs: limitMs, signal });
}

/** `HTTPProxy : 127.0.0.1`, and a list of exceptions with their numbers. Null where it is something else. */
export function parseScutil(text: string): RawProxySettings | null {
  if (!/<dictionary>/.test(text)) return null;
  const values = new Map<string, string>();
  const exceptions: string[] = [];
  for (const line of text.split('\n')) {
    const [, name, value] = /^\s*(\w+)\s*:\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    if (/^\d+$/.test(name)) exceptions.push(value);
    else values.set(name, value);
  }
  const server = joinServers((kind) => {
    const name = kind.toUpperCase();
    const host = values.get(`${name}Proxy`);
    if (values.get(`${name}Enable`) !== '1' || !host) return null;
    return joinPort(host, values.get(`${name}Port`));
  });
  return {
    origin: 'macos',
    enabled: server !== null,
    server,
    pac: values.get('ProxyAutoConfigEnable') === '1' ? values.get('ProxyAutoConfigURLString') || null : null,
    exceptions,
  };
}

/** `org.gnome.system.proxy.http host '127.0.0.1'`. Null where it is something else. */
export function parseGsettings(text: string): RawProxySettings | null {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, schema = '', key, value] = /^org\.gnome\.system\.proxy(\.\w+)? ([\w-]+) (.*)$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) values.set(`${schema}.${key}`, value.trim());
  }
  const mode = unquote(values.get('.mode'));
  if (mode === '') return null;
  const server = joinServers((kind) => {
    const host = unquote(values.get(`.${kind}.host`));
    const port = values.get(`.${kind}.port`);
    return host === '' || !port || port === '0' ? null : joinPort(host, port);
  });
  const script = unquote(values.get('.autoconfig-url'));
  return {
    origin: 'gnome',
    enabled: mode === 'manual',
    server,
    pac: mode === 'auto' && script !== '' ? script : null,
    exceptions: [...(values.get('.ignore-hosts') ?? '').matchAll(/'([^']*)'/g)].map(
      ([, entry = '']) => entry,
    ),
  };
}

/** In the form of Windows: one for all, or one for each scheme. Null where there is none. */
function joinServers(addressOf: (scheme: 'http' | 'https' | 'socks') => string | null): string | null {
  const [http, https] = [addressOf('http'), addressOf('https')];
  if (http !== null && http === https) return http;
  const servers = Object.entries({ http, https, socks: addressOf('socks') });
  const named = servers.flatMap(([scheme, address]) => (address === null ? [] : [`${scheme}=${address}`]));
  return named.join(';') || null;
}

function unquote(value = ''): string {
  return value.replace(/^'(.*)'$/s, '$1');
}

function joinPort(host: string, port: string | undefined): string {
  const name = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  return port ? `${name}:${port}` : name;
}
