/** What stands for a secret in whatever is shown. */
export const mask = '***';

/** Secrets shorter than this are not searched for as text: `a` would blank half of every sentence. */
export const shortestSearched = 4;

/**
 * Takes secrets out of values before anything looks at them. Two ways, together: the secrets this run has met are
 * replaced by value, and the user part of any URL is replaced by shape.
 */
export class Redactor {
  readonly #secrets = new Set<string>();

  /** Remembers a secret; also in the forms it takes in URLs and in Basic credentials. */
  add(secret: string | undefined | null): void {
    if (!secret || secret.length < shortestSearched) return;
    this.#secrets.add(secret);
    this.#secrets.add(encodeURIComponent(secret));
  }

  text(value: string): string {
    let clean = redactUrls(value);
    for (const secret of this.#secrets) clean = clean.replaceAll(secret, mask);
    return clean;
  }

  /** A copy of a plain value with every string in it made clean; keys stay. */
  value<T>(value: T): T {
    if (typeof value === 'string') return this.text(value) as T;
    if (Array.isArray(value)) return value.map((item) => this.value(item)) as T;
    if (value !== null && typeof value === 'object') {
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.value(item)])) as T;
    }
    return value;
  }
}

/**
 * `scheme://user:pass@host` becomes `scheme://***@host`, anywhere in a text; so does `user:pass@host:port` without a
 * scheme, which Go and curl accept as a proxy. The last `@` counts, and a password may hold `/`, `#`, `?` or `%`:
 * people paste such URLs and error texts repeat them. An `@` in a path or query is left alone where no user part can
 * be meant (`https://host/?to=a@b`).
 */
export function redactUrls(text: string): string {
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
