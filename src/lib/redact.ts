/** What stands for a secret in whatever is shown. */
export const mask = '***';

/** Secrets shorter than this are not searched for as text: `a` would blank half of every sentence. */
export const shortestSearched = 4;

/** What ends a text of others that was too long: the beginning of a secret may stand before it. */
export const cutMark = '…';

/**
 * Takes secrets out of values before anything looks at them. Two ways, together: the secrets this run has met are
 * replaced by value, and the user part of any URL is replaced by shape.
 */
export class Redactor {
  readonly #secrets = new Set<string>();
  /** The same by how they begin, the longest first: a run may know thousands, and its texts are many. */
  readonly #byBeginning = new Map<string, string[]>();

  /** Remembers a secret, also in the forms in which others repeat it. */
  add(secret: string | undefined | null): void {
    if (!secret || secret.length < shortestSearched) return;
    for (const form of formsOf(secret)) this.#remember(form);
  }

  /** The secrets by value, for those who must look for them in bytes. */
  get values(): ReadonlySet<string> {
    return this.#secrets;
  }

  text(value: string): string {
    const clean = redactUrls(value);
    return this.#mayHold(clean) ? this.#maskSecrets(clean) : clean;
  }

  /** A plain value with every string in it made clean; keys stay. What holds nothing to clean is not copied. */
  value<T>(value: T): T {
    if (typeof value === 'string') return this.text(value) as T;
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return this.#items(value) as T;
    return this.#members(value as Readonly<Record<string, unknown>>) as T;
  }

  #items(items: readonly unknown[]): readonly unknown[] {
    let copy: unknown[] | null = null;
    for (const [at, item] of items.entries()) {
      const clean = this.value(item);
      if (clean === item) continue;
      copy ??= items.slice();
      copy[at] = clean;
    }
    return copy ?? items;
  }

  #members(members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    let copy: Record<string, unknown> | null = null;
    for (const key of Object.keys(members)) {
      const clean = this.value(members[key]);
      if (clean === members[key]) continue;
      copy ??= { ...members };
      copy[key] = clean;
    }
    return copy ?? members;
  }

  #remember(secret: string): void {
    if (this.#secrets.has(secret)) return;
    this.#secrets.add(secret);
    const beginning = secret.slice(0, shortestSearched);
    const same = [...(this.#byBeginning.get(beginning) ?? []), secret];
    this.#byBeginning.set(
      beginning,
      same.sort((a, b) => b.length - a.length),
    );
  }

  /** Looking for a few one by one is quicker than looking at every place for any of them. */
  #mayHold(text: string): boolean {
    if (this.#secrets.size > 32 || text.endsWith(cutMark)) return true;
    for (const secret of this.#secrets) if (text.includes(secret)) return true;
    return false;
  }

  /** Secrets that overlap become one mask, so that no end of one is left over. */
  #maskSecrets(text: string): string {
    let clean = '';
    let shownFrom = 0;
    let hiddenUntil = 0;
    const isCut = text.endsWith(cutMark);
    const end = isCut ? text.length - cutMark.length : text.length;
    for (let at = 0; at + shortestSearched <= end; at++) {
      const likely = this.#byBeginning.get(text.slice(at, at + shortestSearched));
      const found = likely?.find(
        (secret) => text.startsWith(secret, at) || (isCut && secret.startsWith(text.slice(at, end))),
      );
      if (found === undefined) continue;
      if (at >= hiddenUntil) clean += text.slice(shownFrom, at) + mask;
      hiddenUntil = Math.max(hiddenUntil, Math.min(at + found.length, end));
      shownFrom = hiddenUntil;
    }
    return clean + text.slice(shownFrom);
  }
}

/** As it is, percent-encoded, in Base64 (whose padding is no part of it), in a page and in JSON. */
function formsOf(secret: string): readonly string[] {
  const inUrl = encodeURIComponent(secret);
  const inPage = secret.replace(/[&<>"]/g, (character) => entities[character] ?? character);
  return [
    ...[secret, inUrl, inUrl.replace(/%[\dA-F]{2}/g, (byte) => byte.toLowerCase())],
    Buffer.from(secret, 'utf8').toString('base64').replace(/=+$/, ''),
    ...[inPage, inPage.replaceAll("'", '&#39;')],
    JSON.stringify(secret).slice(1, -1),
  ];
}

const entities: Readonly<Record<string, string>> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' },
};

/**
 * `scheme://user:pass@host` becomes `scheme://***@host`, anywhere in a text; so does `user:pass@host:port` without a
 * scheme, which Go and curl accept as a proxy. The last `@` counts, and a password may hold `/`, `#`, `?` or `%`:
 * people paste such URLs and error texts repeat them. An `@` in a path or query is left alone where no user part can
 * be meant (`https://host/?to=a@b`).
 */
export function redactUrls(text: string): string {
  if (!text.includes('@')) return text;
  return text
    .replace(/([a-z][a-z0-9+.-]*:[/\\]{2})([^\s"'<>]*)@/gi, (whole, scheme: string, before: string) => {
      const authority = before.split(/[/?#\\]/, 1)[0] ?? '';
      return authority === before || authority.includes(':') ? `${scheme}${mask}@` : whole;
    })
    .replace(/(^|[\s"'=(,])[^\s:@/"'=(,]+:(?![\\/]{2})[^\s@"']+@(?=[\w[])/g, `$1${mask}@`);
}

/** `LTAI5tABCDEFwxyz` becomes `LTAI***wxyz`; anything too short to shorten becomes `***`. */
export function shortKeyId(id: string): string {
  return id.length < 12 ? mask : `${id.slice(0, 4)}${mask}${id.slice(-4)}`;
}
