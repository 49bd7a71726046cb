import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAuthority } from '../../../../src/lib/proxy/authority.js';
import { parseForward } from '../../../../src/lib/tunnel/listeners/parse-forward.js';

describe('the form of -L', () => {
  it.each([
    ['6379:10.0.3.8:6379', null, '127.0.0.1:6379', '10.0.3.8:6379'],
    ['0:redis.internal:6379', null, '127.0.0.1:0', 'redis.internal:6379'],
    ['127.0.0.2:6379:10.0.3.8:6380', null, '127.0.0.2:6379', '10.0.3.8:6380'],
    ['localhost:1:a:2', null, '127.0.0.1:1', 'a:2'],
    ['[::1]:6379:[fd00::8]:6379', null, '[::1]:6379', '[fd00::8]:6379'],
    ['6379:[fd00::8]:6379', null, '127.0.0.1:6379', '[fd00::8]:6379'],
    ['redis=6379:10.0.3.8:6379', 'redis', '127.0.0.1:6379', '10.0.3.8:6379'],
    ['My-sql_1=[::1]:0:db:3306', 'My-sql_1', '[::1]:0', 'db:3306'],
  ])('%s', (text, name, listen, target) => {
    const forward = parseForward(text);
    expect(
      forward && [forward.name, formatAuthority(forward.listen), formatAuthority(forward.target)],
    ).toEqual([...[name, listen, target]]);
    expect(forward?.upstreams).toBeNull();
  });

  it.each([
    ...[
      '',
      ':',
      '6379',
      '6379:host',
      '6379:host:',
      ':host:6379',
      'host:6379',
      '6379:host:0',
      '6379:host:65536',
    ],
    ...[
      '65536:host:1',
      '-1:host:1',
      '6379:::1:6379',
      '::1:6379:host:6379',
      '6379:host:6379:',
      ' 6379:host:1',
    ],
    ...['a.test:6379:host:1', '6379:127.1:6379', '6379:0x7f000001:1', '6379:user@host:1', '6379:host/:1'],
    ...[
      '=6379:host:1',
      '1=6379:host:1',
      'a b=6379:host:1',
      'redis==6379:host:1',
      'redis=',
      'a=b=6379:host:1',
    ],
    ...['6379:host:1\n', '6379:[fd00::8%eth0]:1', '[fe80::1%eth0]:1:host:1', '6379:http://host:1', '1:2:3'],
  ])('is not %j', (text) => {
    expect(parseForward(text)).toBeNull();
  });

  it('never throws, and what it reads can be written and read again', () => {
    const parts = fc.constantFrom('6379', ':', '[::1]', 'host', '=', '127.0.0.1', '[', ']', 'name', '0', '.');
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 9 }), (words) => {
        const forward = parseForward(words.join(''));
        if (forward === null) return;
        const { name, listen, target } = forward;
        const written = `${name === null ? '' : `${name}=`}${formatAuthority(listen)}:${formatAuthority(target)}`;
        expect(parseForward(written)).toEqual(forward);
      }),
      { numRuns: 2_000 },
    );
  });
});
