/** The head of an HTTP/1 response. */
export interface HttpHead {
  readonly version: '1.0' | '1.1';
  readonly status: number;
  readonly reason: string;
  /** Names in lower case; one value a line, in order. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
}

/** What a reader has found: more bytes are needed, a head and what came after it, or no HTTP. */
export type HeadReading =
  | { readonly kind: 'more' }
  | { readonly kind: 'head'; readonly head: HttpHead; readonly rest: Buffer }
  | { readonly kind: 'not-http'; readonly bytes: Buffer }
  | { readonly kind: 'too-long' };

/** curl's limit for the answer to CONNECT, and Node's for any head. */
export const longestHeadBytes = 16 * 1024;

const more: HeadReading = { kind: 'more' };

/**
 * Reads the final head of a response from chunks as they come: interim answers (1xx) are passed over, a bare LF ends
 * a line too (RFC 9112 section 2.2). The same bytes give the same answer however they are cut; once the answer is not
 * `more`, the reader is done.
 */
export class HeadReader {
  #bytes: Buffer = Buffer.alloc(0);
  #seenBytes = 0;
  #interimBytes = 0;

  push(chunk: Buffer): HeadReading {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    while (true) {
      if (!mayBeHttp(this.#bytes)) return { kind: 'not-http', bytes: this.#bytes };
      const endAt = findEnd(this.#bytes, Math.max(0, this.#seenBytes - 3));
      this.#seenBytes = this.#bytes.length;
      const usedBytes = this.#interimBytes + (endAt ?? this.#bytes.length);
      if (usedBytes > longestHeadBytes) return { kind: 'too-long' };
      if (endAt === null) return more;
      const head = parseHead(this.#bytes.subarray(0, endAt).toString('latin1'));
      if (head === null) return { kind: 'not-http', bytes: this.#bytes };
      const rest = this.#bytes.subarray(endAt);
      if (head.status >= 200 || head.status === 101) return { kind: 'head', head, rest };
      this.#interimBytes += endAt;
      this.#bytes = rest;
      this.#seenBytes = 0;
    }
  }
}

const start = 'HTTP/1.';

/** False as soon as one byte contradicts it. */
function mayBeHttp(bytes: Buffer): boolean {
  const begin = bytes.subarray(0, start.length).toString('latin1');
  return start.startsWith(begin);
}

/** The offset behind the blank line, or null. */
function findEnd(bytes: Buffer, from: number): number | null {
  for (let at = bytes.indexOf(0x0a, from); at >= 0; at = bytes.indexOf(0x0a, at + 1)) {
    if (bytes[at + 1] === 0x0a) return at + 2;
    if (bytes[at + 1] === 0x0d && bytes[at + 2] === 0x0a) return at + 3;
  }
  return null;
}

function parseHead(text: string): HttpHead | null {
  const [statusLine, ...lines] = text.split(/\r?\n/);
  const [, version, status, reason = ''] =
    /^HTTP\/(1\.[01]) ([1-9]\d\d)(?: (.*))?$/.exec(statusLine ?? '') ?? [];
  if (version === undefined) return null;
  const headers = parseHeaderLines(lines);
  return (
    headers && {
      version: version as HttpHead['version'],
      status: Number(status),
      reason: reason.trim(),
      headers,
    }
  );
}

/** Folded lines are joined (RFC 9112 section 5.2); a line without a name is no header, and the head is refused. */
function parseHeaderLines(lines: readonly string[]): Map<string, string[]> | null {
  const headers = new Map<string, string[]>();
  let values: string[] | undefined;
  for (const line of lines) {
    if (line === '') continue;
    if (/^[ \t]/.test(line)) {
      if (!values) return null;
      values.push(`${values.pop() ?? ''} ${line.trim()}`);
      continue;
    }
    const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+):(.*)$/s.exec(line) ?? [];
    if (name === undefined) return null;
    const key = name.toLowerCase();
    values = headers.get(key) ?? [];
    values.push((value ?? '').trim());
    headers.set(key, values);
  }
  return headers;
}

/**
 * May another request follow on this connection (RFC 9112 section 9.3)? `Proxy-Connection` is what older proxies say.
 */
export function persists({ version, headers }: HttpHead): boolean {
  const options = [...(headers.get('connection') ?? []), ...(headers.get('proxy-connection') ?? [])]
    .join(',')
    .toLowerCase()
    .split(/\s*,\s*/);
  if (options.includes('close')) return false;
  return version === '1.1' || options.includes('keep-alive');
}
