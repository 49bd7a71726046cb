import { isIPv4 } from 'node:net';

/** Reads `http://127.0.0.1:9118`, with or without the scheme; null for anything else. Admin listeners are on loopback. */
export function parseAdminUrl(text: string): string | null {
  const full = text.includes('://') ? text : `http://${text}`;
  const url = URL.canParse(full) ? new URL(full) : null;
  if (url === null || url.protocol !== 'http:' || url.username !== '' || !isLoopback(url.hostname))
    return null;
  return `http://${url.host}`;
}

function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' || hostname === '[::1]' || (isIPv4(hostname) && hostname.startsWith('127.'))
  );
}
