import type { Credentials } from '../../proxy/proxy-url.js';

/**
 * Reads the value of `Proxy-Authorization` of the Basic scheme (RFC 7617); null for another scheme or anything malformed.
 * Credentials are UTF-8, as our challenge says; what is not UTF-8 is taken for Latin-1, which older clients send.
 */
export function parseBasicCredentials(value: string): Credentials | null {
  const [, token] = /^basic +([\w+/-]+={0,2})$/i.exec(value) ?? [];
  if (token === undefined) return null;
  const text = decode(Buffer.from(token, 'base64'));
  const at = text.indexOf(':');
  if (at < 0 || /\p{Cc}/u.test(text)) return null;
  return { username: text.slice(0, at), password: text.slice(at + 1) };
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}
