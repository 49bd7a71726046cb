/** What a client said first. Only the part that tells how it uses (or does not use) a proxy. */
export type Seen =
  /** `CONNECT authority HTTP/1.x`. */
  | { readonly kind: 'connect'; readonly authority: string }
  /** An HTTP request with a whole URL: to a proxy. */
  | { readonly kind: 'absolute'; readonly url: string }
  /** An HTTP request with a path: to the server itself. */
  | { readonly kind: 'origin'; readonly path: string; readonly host: string | null }
  /** A TLS ClientHello. */
  | { readonly kind: 'tls' }
  | { readonly kind: 'socks4' }
  | { readonly kind: 'socks5' }
  /** Another protocol, its first bytes in hexadecimal. */
  | { readonly kind: 'other'; readonly bytes: string }
  /** Connected and said nothing. */
  | { readonly kind: 'silent' };

/** Classifies the first bytes of a connection; null while there are too few of them. */
export function classify(bytes: Buffer, ended: boolean): Seen | null {
  const first = bytes[0];
  if (first === undefined) return ended ? { kind: 'silent' } : null;
  if (first === 0x16) return { kind: 'tls' };
  if (first === 0x05) return { kind: 'socks5' };
  if (first === 0x04) return { kind: 'socks4' };
  if (/[A-Z]/.test(String.fromCharCode(first))) {
    const text = bytes.toString('latin1');
    if (text.includes('\r\n\r\n') || ended) return classifyRequest(text) ?? other(bytes);
    if (/^[A-Z]{1,10}(?: .*)?$/s.test(text)) return null;
  }
  return other(bytes);
}

/** What makes a client of this kind give up at once. */
export function refusalOf(seen: Seen): string {
  if (seen.kind !== 'connect' && seen.kind !== 'absolute' && seen.kind !== 'origin') return '';
  return 'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';
}

function classifyRequest(text: string): Seen | null {
  const [, method, target = ''] = /^([A-Z]+) (\S*) HTTP\/1\.[01]\r\n/.exec(text) ?? [];
  if (method === undefined) return null;
  if (method === 'CONNECT') return { kind: 'connect', authority: target };
  if (!target.startsWith('/')) return { kind: 'absolute', url: target };
  return { kind: 'origin', path: target, host: /\r\nhost: *([^\r]*)/i.exec(text)?.[1] ?? null };
}

function other(bytes: Buffer): Seen {
  return { kind: 'other', bytes: bytes.subarray(0, 16).toString('hex') };
}
