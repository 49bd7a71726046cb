import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatRange, holdsPort, parsePorts } from '../../../src/lib/cloud/ports.js';

const written = (text: string) => {
  const parsed = parsePorts(text);
  return 'ranges' in parsed ? parsed.ranges.map(formatRange) : `wrong: ${parsed.wrong}`;
};

describe('ports of a rule', () => {
  it.each([
    ['443', ['443/443']],
    ['80, 443 ,8000-8100', ['80/80', '443/443', '8000/8100']],
    ['1-65535', ['1/65535']],
    ['22/23', ['22/23']],
    ['443,443', ['443/443']],
    ['0', 'wrong: 0'],
    ['65536', 'wrong: 65536'],
    ['90-80', 'wrong: 90-80'],
    ['-1/-1', 'wrong: -1/-1'],
    ['443,', 'wrong: '],
    ['https', 'wrong: https'],
    ['4 43', 'wrong: 4 43'],
    ['', 'wrong: '],
  ])('reads %j', (text, expected) => expect(written(text)).toEqual(expected));

  it('holds exactly the ports from its first to its last', () => {
    const port = fc.integer({ min: 1, max: 65_535 });
    fc.assert(
      fc.property(port, port, port, (a, b, asked) => {
        const [from, to] = a <= b ? [a, b] : [b, a];
        const parsed = parsePorts(`${from}-${to}`);
        const range = 'ranges' in parsed ? parsed.ranges[0] : undefined;
        expect(range && holdsPort(range, asked)).toBe(from <= asked && asked <= to);
      }),
    );
  });
});
