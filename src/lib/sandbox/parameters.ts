import { invalid, missing, ServiceError, unsupported } from './service-error.js';

export interface Tag {
  readonly key: string;
  readonly value: string;
}

/**
 * The checked parameters of one call, as its action reads them. It remembers what was read: a parameter that the
 * action never looked at would have had no effect, and that is refused rather than passed over (`refuseUnread`).
 */
export class Parameters {
  readonly #sent: ReadonlyMap<string, string>;
  readonly #read = new Set<string>();

  constructor(sent: ReadonlyMap<string, string>) {
    this.#sent = sent;
  }

  /** The text; null where it is absent or empty, which is the same to the service. */
  text(name: string): string | null {
    this.#read.add(name);
    return this.#sent.get(name) || null;
  }

  required(name: string): string {
    const value = this.text(name);
    if (value === null) throw missing(name);
    return value;
  }

  number(name: string): number | null {
    const value = this.text(name);
    return value === null ? null : Number(value);
  }

  flag(name: string): boolean {
    return this.text(name)?.toLowerCase() === 'true';
  }

  /** `Name.1`, `Name.2` … in order. */
  list(name: string): string[] {
    const pattern = new RegExp(`^${name}\\.(\\d+)$`);
    return this.#indexed(pattern).map(([, value]) => value);
  }

  /** `Name.1.Key`, `Name.1.Value` … as one object an index, in order. */
  records(name: string): Record<string, string>[] {
    const pattern = new RegExp(`^${name}\\.(\\d+)\\.(.+)$`);
    const records = new Map<string, Record<string, string>>();
    for (const [[, index = '', key = ''], value] of this.#indexed(pattern)) {
      const record = records.get(index) ?? {};
      record[key] = value;
      records.set(index, record);
    }
    return [...records.values()];
  }

  /** A JSON list of strings in one parameter, as some older calls take it. */
  jsonList(name: string): string[] | null {
    const text = this.text(name);
    if (text === null) return null;
    try {
      const list: unknown = JSON.parse(text);
      if (Array.isArray(list) && list.every((item) => typeof item === 'string')) return list;
    } catch {
      // Not JSON at all: the same answer.
    }
    throw invalid(name, `Invalid${name}.Malformed`);
  }

  /** `a,b,c` in one parameter. */
  commaList(name: string): string[] | null {
    return (
      this.text(name)
        ?.split(',')
        .map((item) => item.trim()) ?? null
    );
  }

  tags(): Tag[] {
    const tags = this.records('Tag').map(({ Key = '', Value = '' }) => ({ key: Key, value: Value }));
    if (tags.length > 20) throw new ServiceError('NumberExceed.Tags', 400, 'At most 20 tags are allowed.');
    for (const { key, value } of tags) {
      if (!isTagText(key) || key === '' || /^(?:aliyun|acs:)/i.test(key)) {
        throw invalid('Tag.N.Key', 'InvalidTagKey.Malformed');
      }
      if (!isTagText(value)) throw invalid('Tag.N.Value', 'InvalidTagValue.Malformed');
    }
    if (new Set(tags.map(({ key }) => key)).size < tags.length)
      throw invalid('Tag.N.Key', 'Duplicate.TagKey');
    return tags;
  }

  /** Takes parameters that change nothing one could see here. */
  accept(...names: string[]): void {
    for (const name of names) this.#read.add(name);
  }

  /** @throws ServiceError where a parameter was sent that the action does not act on */
  refuseUnread(): void {
    const ignored = [...this.#sent].filter(([name, value]) => value !== '' && !this.#read.has(name));
    if (ignored.length === 0) return;
    throw unsupported(`the parameter ${ignored.map(([name]) => name).join(', ')}`);
  }

  #indexed(pattern: RegExp): [RegExpExecArray, string][] {
    const found: [RegExpExecArray, string][] = [];
    for (const [name, value] of this.#sent) {
      const match = pattern.exec(name);
      if (!match) continue;
      this.#read.add(name);
      found.push([match, value]);
    }
    return found.sort(([a], [b]) => Number(a[1]) - Number(b[1]));
  }
}

function isTagText(text: string): boolean {
  return [...text].length <= 128 && !/https?:\/\//i.test(text);
}
