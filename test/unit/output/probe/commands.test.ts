import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitCommands } from '../../../../src/lib/output/views/probe/commands.js';

describe('the commands in a hint', () => {
  it.each([
    [
      'start it; "aliproxy doctor --only proxy.reachable" checks it.',
      ['aliproxy doctor --only proxy.reachable'],
    ],
    [
      "usually a security group: aliproxy sg authorize --port 6379 --cidr <the proxy's private address>/32, or wait.",
      ["aliproxy sg authorize --port 6379 --cidr <the proxy's private address>/32"],
    ],
    [
      '多半是安全组：aliproxy sg authorize --port 1 --cidr 10.0.0.1/32，或加大。',
      ['aliproxy sg authorize --port 1 --cidr 10.0.0.1/32'],
    ],
    [
      'run aliproxy probe -x http://10.0.0.1:3128 proxy://',
      ['aliproxy probe -x http://10.0.0.1:3128 proxy://'],
    ],
    ['or try "aliproxy probe --direct".', ['aliproxy probe --direct']],
    ['try aliproxy probe --direct. Then aliproxy doctor', ['aliproxy probe --direct', 'aliproxy doctor']],
    ['aliproxy does not speak it', []],
  ])('%s', (hint, commands) => {
    const pieces = splitCommands(hint);
    expect(pieces.filter(({ isCommand }) => isCommand).map(({ text }) => text)).toEqual(commands);
  });

  it('are taken out of it without a change', () => {
    const words = fc.constantFrom(
      'aliproxy probe',
      'aliproxy',
      ' ',
      '"',
      '.',
      ', ',
      '，',
      'x',
      '--a b',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 12 }), (parts) => {
        const hint = parts.join('');
        expect(
          splitCommands(hint)
            .map(({ text }) => text)
            .join(''),
        ).toBe(hint);
      }),
    );
  });
});
