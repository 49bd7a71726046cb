import type { ClientSetting } from '../clients/client.js';

/** Options that have to do with proxies; the short ones with their long names. */
const shortNames: Readonly<Record<string, string>> = { '-x': 'proxy' };
const options = new Set([
  'proxy',
  'noproxy',
  'preproxy',
  'proxy1.0',
  'socks4',
  'socks4a',
  'socks5',
  'socks5-hostname',
]);

/**
 * The proxy options of a curl configuration file, by their long names without dashes (tool_parsecfg.c): a word, then
 * blanks, `=` or `:` (the latter two only without dashes), then a value, in double quotes where it has blanks.
 */
export function readCurlrc(text: string): ClientSetting[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [, word = '', rest = ''] = /^\s*(-\S*|[^\s=:-][^\s=:]*)(.*)$/.exec(line) ?? [];
    const attached = /^-x(.+)$/.exec(word)?.[1];
    const name = attached === undefined ? (shortNames[word] ?? word.replace(/^--/, '')) : 'proxy';
    if (!options.has(name) || (word.startsWith('-') && !/^--|^-x/.test(word))) return [];
    const value = attached ?? readValue(rest, word.startsWith('-'));
    return [{ name, value }];
  });
}

function readValue(rest: string, dashed: boolean): string {
  const value = rest.replace(dashed ? /^[ \t]+/ : /^[ \t=:]+/, '');
  return value.startsWith('"') ? unquote(value.slice(1)) : (/^\S*/.exec(value)?.[0] ?? '');
}

const escapes: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', v: '\v' };

function unquote(text: string): string {
  const inside = /^(?:[^"\\]|\\.)*/.exec(text)?.[0] ?? '';
  return inside.replace(/\\(.)/g, (_whole, sign: string) => escapes[sign] ?? sign);
}
