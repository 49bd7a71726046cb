/** The head of an HTTP/1 request, as it came. */
export interface RequestHead {
  readonly method: string;
  readonly target: string;
  readonly version: '1.0' | '1.1';
  /** Names as they were written, values without the blanks around them. */
  readonly headers: readonly Header[];
}

export type Header = readonly [name: string, value: string];

const mostHeaders = 100;

/**
 * Reads a request head up to and including its empty line (RFC 9112 sections 2 to 5), strictly; null where anything
 * is odd. Lines end in CRLF, no line is folded, no blank stands before a colon, no control character anywhere:
 * each of these leniencies lets two programs read one request in two ways.
 */
export function parseRequestHead(bytes: Buffer): RequestHead | null {
  const lines = bytes.toString('latin1').split('\r\n');
  if (lines.pop() !== '' || lines.pop() !== '') return null;
  const [requestLine = '', ...fields] = lines;
  const match = /^([!#$%&'*+.^_`|~\w-]+) ([\x21-\x7e]+) HTTP\/(1\.[01])$/.exec(requestLine);
  if (match === null || fields.length > mostHeaders) return null;
  const headers: Header[] = [];
  for (const field of fields) {
    const header = parseField(field);
    if (header === null) return null;
    headers.push(header);
  }
  const [, method, target, version] = match as unknown as [string, string, string, '1.0' | '1.1'];
  return { method, target, version, headers };
}

/** One line of a head or of trailers, without its end. */
export function parseField(line: string): Header | null {
  const parts = /^([!#$%&'*+.^_`|~\w-]+):[\t ]*([\t\x20-\x7e\x80-\xff]*)$/.exec(line);
  return parts && [parts[1] as string, (parts[2] as string).replace(/[\t ]+$/, '')];
}

/** Every value of a header, in order. The name in lower case. */
export function valuesOf(headers: readonly Header[], name: string): string[] {
  return headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
}

/** How the length of a request's body is told; null where it could be read in two ways (RFC 9112 section 6.3). */
export function bodyFraming(head: RequestHead): 'none' | 'chunked' | { readonly bytes: number } | null {
  const encodings = valuesOf(head.headers, 'transfer-encoding');
  const lengths = valuesOf(head.headers, 'content-length');
  if (encodings.length > 0) {
    const chunked = encodings.length === 1 && encodings[0]?.toLowerCase() === 'chunked';
    return chunked && lengths.length === 0 && head.version === '1.1' ? 'chunked' : null;
  }
  if (lengths.length === 0) return 'none';
  const [length = ''] = lengths;
  return lengths.length === 1 && /^\d{1,15}$/.test(length) ? { bytes: Number(length) } : null;
}
