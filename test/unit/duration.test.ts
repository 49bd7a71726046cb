import { describe, expect, it } from 'vitest';
import { parseDuration } from '../../src/lib/duration.js';

describe('parseDuration', () => {
  it.each([
    ['500ms', 500],
    ['5s', 5_000],
    ['1.5s', 1_500],
    ['3m', 180_000],
    ['1h', 3_600_000],
    ['1m30s', 90_000],
    ['0s', 0],
  ])('%s is %d ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', '5', 's', '-1s', '5 s', '5S', '1d', '1e3s', 'Infinity', '5s!'])('refuses %j', (text) => {
    expect(parseDuration(text)).toBeNull();
  });
});
