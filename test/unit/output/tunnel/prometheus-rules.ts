/** What is wrong with a text for Prometheus, by the rules of its format and of `promtool check metrics`. */
export function faultsIn(text: string): string[] {
  const check = new Check();
  if (!text.endsWith('\n')) check.faults.push('no line feed at the end');
  for (const line of text.split('\n').slice(0, -1)) check.line(line);
  return check.faults;
}

class Check {
  readonly faults: string[] = [];
  readonly #types = new Map<string, string>();
  readonly #seen = new Set<string>();
  /** The last bucket of each series so far. */
  readonly #buckets = new Map<string, number>();
  #family = '';

  line(line: string): void {
    const [, help] = /^# HELP (\S+) .+$/.exec(line) ?? [];
    if (help !== undefined) {
      this.#family = help;
      return;
    }
    const [, name, kind] = /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(line) ?? [];
    if (name !== undefined && kind !== undefined) {
      this.#type(name, kind);
      return;
    }
    const [, sample, labels = '', value] = /^([a-z_]+)(\{.*\})? (-?[\d.e+-]+)$/.exec(line) ?? [];
    if (sample === undefined) this.#blame(true, `not a sample: ${line}`);
    else this.#sample(sample, labels, Number(value));
  }

  #type(name: string, kind: string): void {
    this.#blame(this.#types.has(name), `two families: ${name}`);
    this.#blame(name !== this.#family, `no HELP before TYPE: ${name}`);
    this.#blame((kind === 'counter') !== name.endsWith('_total'), `_total and counter: ${name}`);
    this.#blame(/milli|micro|minutes|hours|kilo|_ms/.test(name), `not a base unit: ${name}`);
    this.#types.set(name, kind);
  }

  #sample(name: string, labels: string, value: number): void {
    const kind = this.#types.get(this.#family);
    const base = kind === 'histogram' ? name.replace(/_(?:bucket|sum|count)$/, '') : name;
    this.#blame(this.#seen.has(name + labels), `twice: ${name}${labels}`);
    this.#seen.add(name + labels);
    this.#blame(base !== this.#family, `not in its family: ${name} under ${this.#family}`);
    const wellFormed = /^(?:\{(?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)+\})?$/.test(labels);
    this.#blame(!wellFormed, `labels: ${labels}`);
    this.#blame(kind === 'counter' && value < 0, `below 0: ${name}${labels}`);
    if (name.endsWith('_bucket')) this.#bucket(name, labels, value);
    const last = name.endsWith('_count') ? this.#buckets.get(`${base}_bucket${labels}`) : undefined;
    this.#blame(last !== undefined && last !== value, `+Inf is not the count: ${name}${labels}`);
  }

  #bucket(name: string, labels: string, value: number): void {
    const series = name + labels.replace(/,?le="[^"]*"/, '').replace(/^\{\}$/, '');
    this.#blame(value < (this.#buckets.get(series) ?? 0), `falls: ${name}${labels}`);
    this.#buckets.set(series, value);
  }

  #blame(wrong: boolean, fault: string): void {
    if (wrong) this.faults.push(fault);
  }
}
