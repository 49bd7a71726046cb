import { isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from 'yaml';
import { usageFailure } from '../errors.js';
import { suggest } from '../suggest.js';
import type { FileSettings, Setting } from './configuration.js';
import {
  type ConfigurationKey,
  checkValue,
  configurationKeys,
  type Expected,
  expectedForm,
} from './schema.js';

const keys: Readonly<Record<string, Expected>> = configurationKeys;

/** The settings of one YAML file; the first mistake is an error with file, line and key. */
export function parseSettings(content: string, path: string): FileSettings {
  const lines = new LineCounter();
  const document = parseDocument(content, { lineCounter: lines, uniqueKeys: true });
  const mistake = document.errors[0];
  if (mistake) {
    const detail = mistake.message.split('\n')[0]?.replace(/ at line \d+.*$|; please use .*$/, '') ?? '';
    throw usageFailure('CONFIG_SYNTAX', { path, line: lines.linePos(mistake.pos[0]).line, detail });
  }
  const reader = new Reader(path, lines);
  reader.readSection('', document.contents);
  return reader.settings;
}

class Reader {
  readonly settings = new Map<ConfigurationKey, Setting<unknown>>();
  readonly #path: string;
  readonly #lines: LineCounter;

  constructor(path: string, lines: LineCounter) {
    this.#path = path;
    this.#lines = lines;
  }

  readSection(prefix: string, node: unknown): void {
    if (node === null || (isScalar(node) && node.value === null)) return;
    if (!isMap(node)) throw this.#wrong(prefix || this.#path, node, 'key: value');
    for (const pair of node.items) {
      const name = nameOf(pair);
      this.#readKey(prefix ? `${prefix}.${name}` : name, pair);
    }
  }

  #readKey(name: string, pair: Pair): void {
    const expected = Object.hasOwn(keys, name) ? keys[name] : undefined;
    if (expected === undefined) {
      if (!isSection(name)) throw this.#unknown(name, pair, knownNames());
      this.readSection(name, pair.value);
      return;
    }
    const inside = new Map<string, number>();
    const value = this.#read(pair.value, expected, { key: name, anchor: pair.key, inside });
    const line = this.#lineOf(pair.key);
    const origin = { kind: 'file', path: this.#path, line, ...(inside.size > 0 ? { inside } : {}) } as const;
    this.settings.set(name as ConfigurationKey, { value, origin });
  }

  /** The checked value; `anchor` is what a mistake in the value as a whole is shown at. */
  #read(node: unknown, expected: Expected, place: Place): unknown {
    switch (expected.kind) {
      case 'list':
        return this.#readList(node, expected.of, place);
      case 'map':
      case 'object':
        return this.#readNames(node, expected, place);
      case 'either':
        return this.#readEither(node, expected, place);
      default: {
        const value = isScalar(node) ? checkValue(node.value, expected) : undefined;
        if (value === undefined) throw this.#wrongValue(expected, place);
        return value;
      }
    }
  }

  #readList(node: unknown, of: Expected, place: Place): unknown[] {
    if (!isSeq(node)) {
      if (!fits(node, of)) throw this.#wrongValue({ kind: 'list', of }, place);
      return [this.#read(node, of, place)];
    }
    return node.items.map((item, index) => {
      const key = `${place.key}[${index}]`;
      place.inside.set(key, this.#lineOf(item));
      return this.#read(item, of, { ...place, key, anchor: item });
    });
  }

  #readNames(node: unknown, expected: Named, place: Place): Record<string, unknown> {
    if (!isMap(node)) throw this.#wrongValue(expected, place);
    const known = expected.kind === 'object' ? Object.keys(expected.fields) : expected.names;
    const value: [string, unknown][] = [];
    for (const pair of node.items) {
      const name = nameOf(pair);
      const key = `${place.key}.${name}`;
      if (known && !known.includes(name)) {
        throw this.#unknown(
          key,
          pair,
          known.map((other) => `${place.key}.${other}`),
        );
      }
      place.inside.set(key, this.#lineOf(pair.key));
      const of = expected.kind === 'object' ? (expected.fields[name] as Expected) : expected.of;
      value.push([name, this.#read(pair.value, of, { ...place, key, anchor: pair.key })]);
    }
    const names = value.map(([name]) => name);
    const missing =
      expected.kind === 'object' ? expected.required.find((name) => !names.includes(name)) : undefined;
    if (missing !== undefined) {
      throw this.#wrong(`${place.key}.${missing}`, node, expectedForm(fieldOf(expected, missing)));
    }
    return Object.fromEntries(value);
  }

  #readEither(node: unknown, expected: Extract<Expected, { kind: 'either' }>, place: Place): unknown {
    const same = expected.of.filter((one) => fits(node, one));
    const [only] = same;
    if (only !== undefined && same.length === 1 && !isScalarShape(only)) return this.#read(node, only, place);
    for (const one of same) {
      const value = isScalar(node) && isScalarShape(one) ? checkValue(node.value, one) : undefined;
      if (value !== undefined) return value;
    }
    throw this.#wrongValue(expected, place);
  }

  #lineOf(node: unknown): number {
    return this.#lines.linePos((node as Node | null)?.range?.[0] ?? 0).line;
  }

  #wrongValue(expected: Expected, { key, anchor }: Place) {
    return this.#wrong(key, anchor, expectedForm(expected));
  }

  #wrong(key: string, node: unknown, expected: string) {
    return usageFailure('CONFIG_BAD_VALUE', { path: this.#path, line: this.#lineOf(node), key, expected });
  }

  #unknown(key: string, pair: Pair, known: readonly string[]) {
    const line = this.#lineOf(pair.key);
    return usageFailure('CONFIG_UNKNOWN_KEY', {
      path: this.#path,
      line,
      key,
      suggestion: suggest(key, known),
    });
  }
}

interface Place {
  /** `probe.targets[2].expectStatus` */
  readonly key: string;
  readonly anchor: unknown;
  /** Collects the lines of what stands inside a value. */
  readonly inside: Map<string, number>;
}

type Named = Extract<Expected, { kind: 'map' | 'object' }>;

function fieldOf(expected: Named, name: string): Expected {
  return expected.kind === 'object' ? (expected.fields[name] as Expected) : expected.of;
}

/** Is the node of the form that this shape has? */
function fits(node: unknown, expected: Expected): boolean {
  if (expected.kind === 'either') return expected.of.some((one) => fits(node, one));
  if (expected.kind === 'list') return isSeq(node) || fits(node, expected.of);
  return isScalarShape(expected) ? isScalar(node) : isMap(node);
}

function isScalarShape(
  expected: Expected,
): expected is Exclude<Expected, { of: unknown } | { fields: unknown }> {
  return !('of' in expected) && !('fields' in expected);
}

function nameOf(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
}

function isSection(name: string): boolean {
  return Object.keys(keys).some((key) => key.startsWith(`${name}.`));
}

/** Keys and the sections they stand in. */
function knownNames(): string[] {
  const names = Object.keys(keys);
  const sections = names.flatMap((name) => {
    const parts = name.split('.').slice(0, -1);
    return parts.map((_, index) => parts.slice(0, index + 1).join('.'));
  });
  return [...new Set([...names, ...sections])];
}
