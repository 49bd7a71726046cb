import { describe, expect, it } from 'vitest';
import {
  mergeHeaders,
  parseRequestHeader,
  secretsInHeader,
} from '../../../../src/lib/probe/target/request-header.js';

const header = (name: string, value: string) => ({ name, value });

describe('a header of a request', () => {
  it.each([
    ['Accept: text/plain', header('Accept', 'text/plain')],
    ['X-Empty:', header('X-Empty', '')],
    ['X-A:  b  ', header('X-A', 'b')],
    ['X-Time: 10:30', header('X-Time', '10:30')],
  ])('%j', (text, expected) => {
    expect(parseRequestHeader(text)).toEqual(expected);
  });

  it.each(['nonsense', '', ':', ': value', 'X A: b', 'X-A: b\r\nX-B: c', 'X-A: b\u0000', 'X-Ä: b'])(
    '%j is none',
    (text) => {
      expect(parseRequestHeader(text)).toBeNull();
    },
  );

  it('takes the place of those of its name, whatever their case', () => {
    const before = [header('Accept', 'a'), header('X-A', '1'), header('x-a', '2')];
    expect(mergeHeaders(before, [header('X-a', '3'), header('X-a', '4')])).toEqual([
      ...[header('Accept', 'a'), header('X-a', '3'), header('X-a', '4')],
    ]);
    expect(mergeHeaders(before, [])).toEqual(before);
  });

  it.each([
    [header('Authorization', 'Bearer abc'), ['Bearer abc', 'abc']],
    [
      header('authorization', `Basic ${btoa('li:word')}`),
      [`Basic ${btoa('li:word')}`, btoa('li:word'), 'word'],
    ],
    [header('Cookie', 'sid=abcdefgh; theme=dark'), ['sid=abcdefgh; theme=dark', 'abcdefgh']],
    [header('X-Api-Key', 'abc'), ['abc']],
    [header('X-Access-Token', 'a b'), ['a b']],
    [header('Accept', 'text/plain'), []],
  ])('has secrets: %j', (given, secrets) => {
    expect(secretsInHeader(given)).toEqual(secrets);
  });
});
