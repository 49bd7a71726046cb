/** What a new connection turned out to bring. */
export type NewClient =
  | { readonly kind: 'head'; readonly head: Buffer; readonly rest: Buffer }
  /** SOCKS, by its first byte. */
  | { readonly kind: 'socks'; readonly bytes: Buffer }
  /** No HTTP, or a head that is too long or breaks off. */
  | { readonly kind: 'malformed' };

/** The longest head, its empty line included. */
export const headBytes = 16 * 1024;

const headEnd = '\r\n\r\n';
const socksVersions: readonly unknown[] = [4, 5];

/** Collects the head of a request, whatever pieces it comes in. */
export class HeadCollector {
  /** The pieces so far; only made where one was not enough, which is rare. */
  #collected: Buffer | undefined;
  #length = 0;

  /** Null where more is needed. `rest` is what follows the empty line: it belongs to the target. */
  add(chunk: Buffer): NewClient | null {
    const before = this.#length;
    if (before === 0 && !beginsMethod(chunk[0])) {
      return socksVersions.includes(chunk[0]) ? { kind: 'socks', bytes: chunk } : { kind: 'malformed' };
    }
    const searchable = before === 0 ? chunk : this.#append(chunk);
    const at = searchable.indexOf(headEnd, Math.max(0, before - headEnd.length + 1), 'latin1');
    const end = at + headEnd.length;
    if (at >= 0 && end <= headBytes) {
      return { kind: 'head', head: searchable.subarray(0, end), rest: chunk.subarray(end - before) };
    }
    if (at >= 0 || before + chunk.length >= headBytes) return { kind: 'malformed' };
    if (before === 0) this.#append(chunk);
    this.#length += chunk.length;
    return null;
  }

  /** Everything so far, as far as a head may reach. */
  #append(chunk: Buffer): Buffer {
    this.#collected ??= Buffer.alloc(headBytes);
    const copied = chunk.copy(this.#collected, this.#length);
    return this.#collected.subarray(0, this.#length + copied);
  }
}

/** The characters of a method (RFC 9110 section 5.6.2); not SOCKS (4, 5), not TLS (22). */
function beginsMethod(byte: number | undefined): boolean {
  return byte !== undefined && /[!#$%&'*+.^_`|~0-9A-Za-z-]/.test(String.fromCharCode(byte));
}
