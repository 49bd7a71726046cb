import { describe, expect, it } from 'vitest';
import { en } from '../../../../src/lib/messages/en.js';
import { zh } from '../../../../src/lib/messages/zh.js';
import { styleFor } from '../../../../src/lib/output/style.js';
import { watchLine } from '../../../../src/lib/output/views/probe/watch.js';
import { columnsOf } from '../../../../src/lib/output/width.js';
import { sampleResult } from '../../probe/samples.js';
import { everyKind, mixed } from './sample-runs.js';

const at = new Date(2026, 10, 22, 14, 3, 5).getTime();
const style = (width: number, colour: 0 | 1 = 0) => styleFor({ width, colour, unicode: true });

describe('a watched probe', () => {
  it('is one line: time of day, status, total, target, way, what was seen', () => {
    const [pass, , fail] = mixed.results;
    const lines = [pass, fail].map((result) =>
      watchLine(result as NonNullable<typeof pass>, { text: en, style: style(120) }, at),
    );
    expect(lines).toEqual([
      '14:03:05  ✔ pass     74.6 ms  redis://10.0.3.8:6379 → 10.0.0.10:8080  PONG',
      '14:03:05  ✖ fail    10012 ms  redis://10.0.3.8:6379 → 10.0.0.10:8080  TUNNEL_TIMEOUT  3 attempts',
    ]);
  });

  it('stands in columns, also in Chinese and in colour', () => {
    const places = mixed.results.flatMap((result) =>
      [en, zh].map((text) => {
        const plain = watchLine(result, { text, style: style(120) }, at);
        const coloured = watchLine(result, { text, style: style(120, 1) }, at);
        expect(columnsOf(coloured)).toBe(columnsOf(plain));
        return columnsOf(plain.slice(0, plain.indexOf(' ms ')));
      }),
    );
    expect(new Set(places).size).toBe(1);
  });

  it.each([40, 60, 80, 120])('fits %i columns, goes on indented, and loses nothing', (width) => {
    for (const text of [en, zh]) {
      for (const result of [...mixed.results, ...everyKind.results]) {
        const line = watchLine(result, { text, style: style(width) }, at);
        const [first = '', ...more] = line.split('\n');
        expect(Math.max(...[first, ...more].map(columnsOf))).toBeLessThanOrEqual(width);
        for (const next of more) expect(next).toMatch(/^ {2}/);
        expect(line.replace(/\s+/g, '')).toContain((result.name ?? result.target).replace(/\s+/g, ''));
      }
    }
  });

  it('has no cursor codes and no line of its own making from a hostile name', () => {
    const line = watchLine(
      sampleResult({ name: 'a\n14:03:05  ✔ pass\u001b[2K' }),
      { text: en, style: style(200) },
      at,
    );
    expect(line).not.toMatch(/[\u001b\n\r]/);
  });
});
