import { describe, expect, it } from 'vitest';
import { suggest } from '../../src/lib/suggest.js';

describe('suggest', () => {
  it.each([
    ['--josn', ['--json', '--lang'], '--json'],
    ['--no-colour', ['--no-color', '--no-input'], '--no-color'],
    ['DOCTOR', ['doctor', 'probe'], 'doctor'],
    ['x', ['doctor'], null],
    ['probe', [], null],
  ])('%s among %j', (word, candidates, expected) => {
    expect(suggest(word, candidates)).toBe(expected);
  });
});
