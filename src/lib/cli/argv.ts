import { isLanguage, type Language } from '../messages/locale.js';

/**
 * Is `--json`, or `--format json`, which is the same, among our own arguments (not behind `--`)? Read from the raw
 * words, because parsing may have failed.
 */
export function asksForJson(argv: readonly string[]): boolean {
  const words = ownWords(argv);
  const format = words[words.indexOf('--format') + 1];
  return (
    words.includes('--json') ||
    words.includes('--format=json') ||
    (words.includes('--format') && format === 'json')
  );
}

/** Is `--no-color` among our own arguments? */
export function refusesColour(argv: readonly string[]): boolean {
  return ownWords(argv).includes('--no-color');
}

/** `--lang zh` or `--lang=zh` from the raw words; undefined where it is absent or wrong. */
export function languageAskedFor(argv: readonly string[]): Language | undefined {
  const words = ownWords(argv);
  const joined = words.find((word) => word.startsWith('--lang='))?.slice('--lang='.length);
  const at = words.indexOf('--lang');
  const value = joined ?? (at >= 0 ? words[at + 1] : undefined);
  return value !== undefined && isLanguage(value) ? value : undefined;
}

function ownWords(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--');
  return end < 0 ? argv : argv.slice(0, end);
}
