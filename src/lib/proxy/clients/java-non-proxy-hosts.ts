/** The defaults are added to what is set, unless that is empty. */
const defaults = 'localhost|127.*|[::1]|0.0.0.0|[::0]'.split('|');

/** What sends a host past the proxy: an entry of the property, or Java's own list of this machine's names. */
export type NonProxyHost = { readonly kind: 'entry'; readonly entry: string } | { readonly kind: 'default' };

/**
 * `http.nonProxyHosts` and its like (sun.net.spi.DefaultProxySelector): separated by `|`, a `*` at either end of an
 * entry stands for anything; no blocks, no ports, no blanks around. `host` with brackets where it is IPv6; null value:
 * the property is not set.
 */
export function findNonProxyHost(value: string | null, host: string): NonProxyHost | null {
  const name = host.toLowerCase();
  const entry = (value ?? '').split('|').find((part) => part !== '' && matches(part.toLowerCase(), name));
  if (entry !== undefined) return { kind: 'entry', entry };
  return value !== '' && defaults.some((part) => matches(part, name)) ? { kind: 'default' } : null;
}

function matches(entry: string, name: string): boolean {
  if (entry === '*') return true;
  const open = entry.startsWith('*');
  const endless = entry.endsWith('*');
  const text = entry.slice(open ? 1 : 0, endless ? -1 : undefined);
  if (open && endless) return name.includes(text);
  if (open) return name.endsWith(text);
  return endless ? name.startsWith(text) : name === text;
}
