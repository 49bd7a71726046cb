import { createHash } from 'node:crypto';
import { createContext, Script } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { en } from '../../../../src/lib/messages/en.js';
import { zh } from '../../../../src/lib/messages/zh.js';
import { formatBytes } from '../../../../src/lib/output/views/tunnel/amounts.js';
import { tunnelPage } from '../../../../src/lib/output/views/tunnel/page/page.js';
import { formatScript } from '../../../../src/lib/output/views/tunnel/page/script-format.js';

const languages = [
  ['en', en],
  ['zh', zh],
] as const;

function parts(html: string): { script: string; style: string; markup: string } {
  const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(html) ?? [];
  const [, script = ''] = /<script>([\s\S]*?)<\/script>/.exec(html) ?? [];
  return { script, style, markup: html.replace(style, '').replace(script, '') };
}

const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

describe.each(languages)('the live page in %s', (language, text) => {
  const { html, policy } = tunnelPage({ text, language });
  const { script, style, markup } = parts(html);

  it('allows itself its own style, its own script and its own server, and nothing else', () => {
    expect(policy).toBe(
      `default-src 'none'; style-src ${hash(style)}; script-src ${hash(script)}; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'`,
    );
    expect(html).toContain(`<meta http-equiv="Content-Security-Policy" content="${policy}">`);
  });

  it('needs nothing from elsewhere', () => {
    expect(html).not.toMatch(/https?:|\bsrc=|@import|url\(|\/\/[a-z0-9-]+\./i);
    expect(markup).not.toMatch(/ style=| on[a-z]+=/i);
  });

  it('makes text of what comes from outside, never markup or code', () => {
    expect(script).not.toMatch(
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\b|Function\(/,
    );
    expect(script).not.toMatch(/setTimeout\(['"]|createContextualFragment|\.href|\.src\b/);
  });

  it('has every element that its script asks for', () => {
    const ids = [...script.matchAll(/byId\('([\w-]+)'\)/g)].map(([, id]) => id as string);
    const charts = [...script.matchAll(/id: '([\w-]+)'/g)].map(([, id]) => id as string);
    expect(ids.length).toBeGreaterThan(20);
    expect(charts).toHaveLength(4);
    for (const id of [...ids, ...charts]) expect(markup).toContain(`id="${id}"`);
  });

  it('has every word that its script uses', () => {
    const known: Readonly<Record<string, unknown>> = {
      ...text.tunnelPage,
      meanings: text.tunnel.meanings,
    };
    const used = [...script.matchAll(/\bwords((?:\.[a-zA-Z]+)+)/g)].map(([, path]) =>
      (path as string).slice(1),
    );
    expect(used.length).toBeGreaterThan(20);
    for (const path of used) {
      const value = path
        .split('.')
        .reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], known);
      expect(value, path).toBeDefined();
    }
  });

  it('fills in the same places in each language', () => {
    const places = (value: unknown): string => (JSON.stringify(value).match(/\{\w+\}/g) ?? []).sort().join();
    for (const [name, words] of Object.entries(text.tunnelPage)) {
      expect(places(words), name).toBe(places(en.tunnelPage[name as keyof typeof en.tunnelPage]));
    }
  });

  it('labels its tables and its charts', () => {
    const labels = [...markup.matchAll(/aria-(?:labelledby|describedby)="([^"]+)"/g)].map(([, id]) => id);
    expect(labels.length).toBeGreaterThan(8);
    for (const id of labels) expect(markup).toContain(`id="${id}"`);
    expect(markup).toContain(language === 'zh' ? '<html lang="zh-CN">' : '<html lang="en">');
  });
});

it('keeps a word that looks like markup inside of its script', () => {
  const meanings = { ...en.tunnel.meanings, INTERNAL: '</script><script>alert(1)</script>\u2028' };
  const text = { ...en, tunnel: { ...en.tunnel, meanings } };
  const { html } = tunnelPage({ text, language: 'en' });
  expect(html.match(/<\/?script>/g)).toHaveLength(2);
  expect(html).toContain('\\u003c/script>\\u003cscript>alert(1)\\u003c/script>\\u2028');
});

describe('figures on the page', () => {
  const context = createContext({
    words: en.tunnelPage,
    document: { documentElement: { lang: 'en' } },
    Intl,
  });
  new Script(formatScript).runInContext(context);

  it.each([
    ['bytes(0)', '0 B'],
    ['bytes(1023)', '1023 B'],
    ['bytes(19242)', '18.8 KiB'],
    ['bytes(3 * 2 ** 40 * 2000)', '6000.0 TiB'],
    ['perSecond(711.4 * 1024)', '711.4 KiB/s'],
    ['milliseconds(0.4159)', '0.42 ms'],
    ['milliseconds(8.53)', '8.5 ms'],
    ['milliseconds(120.4)', '120 ms'],
    ['milliseconds(2412)', '2.4 s'],
    ['duration(0)', '0 s'],
    ['duration(-5)', '0 s'],
    ['duration(59499)', '59 s'],
    ['duration(60000)', '1 min'],
    ['duration(185000)', '3 min 5 s'],
    ['duration(7500000)', '2 h 5 min'],
    ['duration(273600000)', '3 d 4 h'],
    ['ago(5000)', '5 s ago'],
    ['count(1234567)', '1,234,567'],
  ])('%s is %s', (expression, expected) => {
    expect(new Script(expression).runInContext(context)).toBe(expected);
  });

  it('writes amounts of bytes as the tables do', () => {
    const onPage: (bytes: number) => string = new Script('bytes').runInContext(context);
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.nat(50), (amount, scale) => {
        const bytes = Math.floor(amount / 2 ** scale);
        expect(onPage(bytes)).toBe(formatBytes(bytes));
      }),
    );
  });
});
