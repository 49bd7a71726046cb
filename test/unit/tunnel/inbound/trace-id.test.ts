import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { traceIdOf } from '../../../../src/lib/tunnel/inbound/trace-id.js';

const anyText = fc.array(fc.nat(0xffff)).map((codes) => String.fromCharCode(...codes));

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const parent = '00f067aa0ba902b7';

describe('the trace id of a request', () => {
  it.each([
    ['version 00', `00-${trace}-${parent}-01`, trace],
    ['not sampled', `00-${trace}-${parent}-00`, trace],
    ['a later version', `01-${trace}-${parent}-01`, trace],
    ['a later version with more', `cc-${trace}-${parent}-01-what-the-future-brings`, trace],
    ['a later version with something stuck to it', `cc-${trace}-${parent}-01x`, null],
    ['version 00 with more', `00-${trace}-${parent}-01-more`, null],
    ['the version that is none', `ff-${trace}-${parent}-01`, null],
    ['a trace of zeros', `00-${'0'.repeat(32)}-${parent}-01`, null],
    ['a parent of zeros', `00-${trace}-${'0'.repeat(16)}-01`, null],
    ['upper case', `00-${trace.toUpperCase()}-${parent}-01`, null],
    ['too short', `00-${trace.slice(1)}-${parent}-01`, null],
    ['no flags', `00-${trace}-${parent}`, null],
    ['empty', '', null],
  ])('of traceparent, %s', (_what, value, expected) => {
    expect(traceIdOf([['Traceparent', value]])).toBe(expected);
  });

  it.each([
    ['as it is', 'req-42_a.b:c+d=', 'req-42_a.b:c+d='],
    ['without what could break a log', 'a"b\\c{d}<e>, f\u00e9', 'abcdef'],
    ['without what looks like credentials', 'http://li:secret@host/', 'http:li:secrethost'],
    ['cut at 128', 'x'.repeat(129), 'x'.repeat(128)],
    ['nothing left', '"" @', null],
  ])('of X-Request-ID, %s', (_what, value, expected) => {
    expect(traceIdOf([['x-request-id', value]])).toBe(expected);
  });

  it('prefers a valid traceparent, and falls back from an invalid one', () => {
    const requestId = ['X-Request-ID', 'req-1'] as const;
    expect(traceIdOf([requestId, ['traceparent', `00-${trace}-${parent}-01`]])).toBe(trace);
    expect(traceIdOf([requestId, ['traceparent', 'nonsense']])).toBe('req-1');
  });

  it('is not taken from headers that are there twice', () => {
    const twice = [`00-${trace}-${parent}-01`, `00-${'a'.repeat(32)}-${parent}-01`];
    expect(traceIdOf(twice.map((value) => ['traceparent', value] as const))).toBeNull();
    expect(traceIdOf(['a', 'b'].map((value) => ['X-Request-ID', value] as const))).toBeNull();
  });

  it('is safe to print, whatever is sent', () => {
    fc.assert(
      fc.property(fc.constantFrom('traceparent', 'x-request-id'), anyText, (name, value) => {
        expect(traceIdOf([[name, value]]) ?? 'x').toMatch(/^[A-Za-z0-9._:+=-]{1,128}$/);
      }),
    );
  });
});
