import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDnsQuestion } from '../../../../src/lib/probe/target/dns-question.js';
import { parseTarget } from '../../../../src/lib/probe/target/target.js';

describe('the question of a dns:// target', () => {
  it.each([
    ['/db.test', 'db.test', 'A'],
    ['/DB.Test.?type=aaaa', 'db.test', 'AAAA'],
    ['/_redis._tcp.db.test?type=SRV', '_redis._tcp.db.test', 'SRV'],
    ['/*.db.test?type=TXT', '*.db.test', 'TXT'],
    ['/.?type=NS', '', 'NS'],
    ['/数据库.test', 'xn--dxty1ibyb.test', 'A'],
    ['/10.1.2.3?type=PTR', '3.2.1.10.in-addr.arpa', 'PTR'],
    ['/10.1.2.3', '10.1.2.3', 'A'],
    [
      '/2001:db8::1?type=PTR',
      '1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa',
      'PTR',
    ],
    [
      '/[::ffff:10.1.2.3]?type=PTR',
      '3.0.2.0.1.0.a.0.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa',
      'PTR',
    ],
  ])('%s', (path, name, type) => {
    expect(parseDnsQuestion(path)).toEqual({ name, type });
  });

  it.each([
    '/',
    '/?type=A',
    '/a..test',
    '/-a.test',
    '/a b',
    `/${'a'.repeat(64)}.test`,
    `/${'a.'.repeat(127)}test`,
    '/a.test?type=ANY',
    '/a.test?type=HTTPS',
    '/a.test?typ=A',
    '/a.test?type=A&type=AAAA',
    '/a.test?',
    '/a.test/b',
    '/2001:db8::1',
  ])('%s is none', (path) => {
    expect(parseDnsQuestion(path)).toBeNull();
  });

  it.each([
    ['dns://ns.test/db.test', 'ns.test', 53, '/db.test'],
    ['dns://[fd00::2]:5353/db.test?type=SRV#name=db', 'fd00::2', 5353, '/db.test?type=SRV'],
    ['dns:///db.test', '', 0, '/db.test'],
  ])('is a part of %s', (text, host, port, path) => {
    expect(parseTarget(text)).toMatchObject({ ok: true, target: { kind: 'dns', host, port, path } });
  });

  it.each([
    ['dns://ns.test/db.test?type=ANY', 'question'],
    ['dns://ns.test', 'question'],
    ['dns://', 'question'],
    ['dns://ns.test:0/db.test', 'host'],
  ])('%s is refused: %s', (text, problem) => {
    expect(parseTarget(text)).toMatchObject({ ok: false, problem });
  });

  it('never throws, and asks only for names that fit into a message', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('', '?type=PTR', '?type=A'),
        (text, query) => {
          const question = parseDnsQuestion(`/${text}${query}`);
          if (question === null) return;
          expect(question.name.length).toBeLessThanOrEqual(253);
          expect(question.name).toMatch(/^[\x21-\x7e]*$/);
        },
      ),
    );
  });
});
