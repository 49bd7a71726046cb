import { describe, expect, it } from 'vitest';
import { pageStyle } from '../../../../src/lib/output/html/page-style.js';
import { probeStyle } from '../../../../src/lib/output/views/probe/html-style.js';
import { tunnelPageStyle } from '../../../../src/lib/output/views/tunnel/page/style.js';

type Palette = Readonly<Record<string, string>>;

/** Custom properties of the rules for `:root` that hold in light, in dark, and on paper. */
function palettes(style: string): { light: Palette; dark: Palette; paper: Palette } {
  const inMedia = (head: string) => {
    const parts = style.split(head).slice(1);
    return parts.map((part) => /:root \{([^}]*)\}/.exec(part)?.[1] ?? '').join(';');
  };
  const light = style.split('@media')[0] + (/\n:root \{ --proxy[^}]*\}/.exec(style)?.[0] ?? '');
  const read = (text: string): Palette =>
    Object.fromEntries(
      [...text.matchAll(/--([a-z]+): (#[0-9a-f]{3,6})\b/g)].map(([, name, value]) => [name, value]),
    );
  return {
    light: read(light),
    dark: { ...read(light), ...read(inMedia('@media (prefers-color-scheme: dark) {')) },
    paper: { ...read(light), ...read(inMedia('@media print {')) },
  };
}

/** WCAG 2.2, relative luminance and contrast ratio. */
function contrast(one: string, other: string): number {
  const luminance = (hex: string) => {
    const long = hex.length === 4 ? hex.replace(/[0-9a-f]/g, '$&$&') : hex;
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
      const share = Number.parseInt(long.slice(at, at + 2), 16) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

const pages = Object.entries({ probe: probeStyle, tunnel: tunnelPageStyle }).flatMap(([page, style]) =>
  Object.entries(palettes(pageStyle(style))).map(([where, colours]) => [page, where, colours] as const),
);

describe.each(pages)('the colours of a page: %s, %s', (_, __, colours) => {
  it.each(['ink', 'soft', 'pass', 'warn', 'fail', 'info'])(
    '%s can be read on all grounds (WCAG AA, 4.5)',
    (name) => {
      for (const ground of ['page', 'sheet', 'code']) {
        expect(contrast(colours[name] as string, colours[ground] as string), ground).toBeGreaterThanOrEqual(
          4.5,
        );
      }
    },
  );

  it.each(['proxy', 'target', 'fail'])('%s stands out as a bar (WCAG AA, 3)', (name) => {
    for (const ground of ['sheet', 'code']) {
      expect(contrast(colours[name] as string, colours[ground] as string), ground).toBeGreaterThanOrEqual(3);
    }
  });
});
