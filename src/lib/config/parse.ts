import { isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from 'yaml';
import { usageFailure } from '../errors.js';
import { suggest } from '../suggest.js';
import type { FileSettings, Setting } from './configuration.js';
import { type ConfigurationKey, checkValue, configurationKeys, type Expected, type Key } from './schema.js';

const keys: Readonly<Record<string, Key>> = configurationKeys;

/** The settings of one YAML file; the first mistake is an error with file, line and key. */
export function parseSettings(content: string, path: string): FileSettings {
  const lines = new LineCounter();
  const document = parseDocument(content, { lineCounter: lines, uniqueKeys: true });
  const mistake = document.errors[0];
  if (mistake) {
    const detail = mistake.message.split('\n')[0]?.replace(/ at line \d+.*$|; please use .*$/, '') ?? '';
    throw usageFailure('CONFIG_SYNTAX', { path, line: lines.linePos(mistake.pos[0]).line, detail });
  }
  const lineOf = (node: unknown) => lines.linePos((node as Node | null)?.range?.[0] ?? 0).line;
  const settings = new Map<ConfigurationKey, Setting<never>>();
  const wrong = (key: string, node: unknown, expected: Expected | { kind: 'section' }, list: boolean) =>
    usageFailure('CONFIG_BAD_VALUE', {
      path,
      line: lineOf(node),
      key,
      expected: expectedWords(expected, list),
    });

  const readKey = (name: string, pair: Pair): void => {
    const line = lineOf(pair.key);
    const key = Object.hasOwn(keys, name) ? keys[name] : undefined;
    if (!key) {
      if (!isSection(name))
        throw usageFailure('CONFIG_UNKNOWN_KEY', {
          path,
          line,
          key: name,
          suggestion: suggest(name, knownNames()),
        });
      readSection(name, pair.value);
      return;
    }
    const value = checkedValue(pair.value, key);
    if (value === undefined) throw wrong(name, pair.key, key.expected, key.list);
    settings.set(name as ConfigurationKey, { value: value as never, origin: { kind: 'file', path, line } });
  };
  const readSection = (prefix: string, node: unknown): void => {
    if (node === null || (isScalar(node) && node.value === null)) return;
    if (!isMap(node)) throw wrong(prefix || path, node, { kind: 'section' }, false);
    for (const pair of node.items) {
      const name = isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
      readKey(prefix ? `${prefix}.${name}` : name, pair as Pair);
    }
  };
  readSection('', document.contents);
  return settings;
}

function checkedValue(node: unknown, key: Key): unknown {
  if (!key.list) return isScalar(node) ? checkValue(node.value, key.expected) : undefined;
  const items = isSeq(node) ? node.items : [node];
  const values = items.map((item) => (isScalar(item) ? checkValue(item.value, key.expected) : undefined));
  return values.includes(undefined) ? undefined : values;
}

function isSection(name: string): boolean {
  return Object.keys(keys).some((key) => key.startsWith(`${name}.`));
}

function knownNames(): string[] {
  const names = Object.keys(keys);
  return [
    ...names,
    ...new Set(names.flatMap((name) => (name.includes('.') ? [name.split('.')[0] as string] : []))),
  ];
}

/** Kept as a short formula here; the catalogue has the words for flags. */
function expectedWords(expected: Expected | { kind: 'section' }, list: boolean): string {
  const one = (() => {
    switch (expected.kind) {
      case 'text':
        return 'text';
      case 'url':
        return 'http(s)://…';
      case 'duration':
        return '500ms, 5s, 3m';
      case 'integer':
        return `${expected.min}…${expected.max}`;
      case 'oneOf':
        return expected.values.join(' | ');
      case 'section':
        return 'key: value';
    }
  })();
  return list ? `[${one}, …]` : one;
}
