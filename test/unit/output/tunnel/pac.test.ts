import { BlockList } from 'node:net';
import { createContext, Script } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tunnelPac } from '../../../../src/lib/output/views/tunnel/pac.js';
import type { DestinationRule } from '../../../../src/lib/tunnel/access/access-settings.js';
import { parseDestinationRule } from '../../../../src/lib/tunnel/access/destination-rule.js';
import type { PacFacts } from '../../../../src/lib/tunnel/admin/pac-facts.js';

const plain = { host: '127.0.0.1', port: 3128, tls: false };
const throughIt = 'PROXY 127.0.0.1:3128; SOCKS5 127.0.0.1:3128';

/** What a browser would do: the functions that it gives to such a file, as far as this one uses them. */
function findProxy(facts: Partial<PacFacts>, names: Readonly<Record<string, string>> = {}) {
  const asked: string[] = [];
  const dnsResolve = (name: string) => {
    asked.push(name);
    return names[name] ?? null;
  };
  const context = createContext({ dnsResolve });
  new Script(tunnelPac({ proxies: [plain], allow: [], ...facts })).runInContext(context);
  const find = (url: string, host = new URL(url).hostname.replace(/^\[|\]$/g, '')): string =>
    context.FindProxyForURL(url, host);
  return Object.assign(find, { asked });
}

function rules(...texts: string[]): DestinationRule[] {
  return texts.map((text) => {
    const rule = parseDestinationRule(text);
    if (rule === null) throw new Error(`no rule: ${text}`);
    return rule;
  });
}

describe('a proxy configuration file', () => {
  it.each([
    ...[
      'http://localhost/',
      'https://a.localhost:8443/',
      'http://127.0.0.1:80/',
      'http://127.9.9.9/',
      'http://[::1]:8080/',
    ],
    ...['http://intranet/', 'https://redis:6379/', 'http://LOCALHOST/'],
  ])('goes direct to this machine and to plain names: %s', (url) => {
    expect(findProxy({})(url)).toBe('DIRECT');
  });

  it.each([
    ...[
      'http://example.test/',
      'https://a.b.example.test:8443/x',
      'http://10.0.0.1/',
      'wss://example.test/',
      'http://[fd00::1]/',
    ],
    ...[
      'http://127.0.0.1.example.test/',
      'http://localhost.example.test/',
      'http://128.0.0.1/',
      'http://[::11]/',
    ],
  ])('sends the rest through the tunnel: %s', (url) => {
    expect(findProxy({})(url)).toBe(throughIt);
  });

  it('names every listener, TLS ones as such, IPv6 in brackets', () => {
    const proxies = [
      { host: '127.0.0.1', port: 3128, tls: true },
      { host: '::1', port: 3129, tls: false },
    ];
    expect(findProxy({ proxies })('http://example.test/')).toBe(
      'HTTPS 127.0.0.1:3128; PROXY [::1]:3129; SOCKS5 [::1]:3129',
    );
  });

  it('goes direct everywhere where the tunnel has forwards only', () => {
    expect(findProxy({ proxies: [] })('http://example.test/')).toBe('DIRECT');
  });

  it('looks up no name where no rule is about addresses', () => {
    const find = findProxy({ allow: rules('*.example.test:443') });
    find('https://a.example.test/');
    find('https://other.test/');
    expect(find.asked).toEqual([]);
  });

  it.each([
    ['*.example.test', 'http://a.example.test/', true],
    ['*.example.test', 'http://A.B.EXAMPLE.test./', true],
    ['*.example.test', 'http://example.test/', false],
    ['*.example.test', 'http://a.exampleXtest/', false],
    ['a*z.test', 'http://a-to-z.test/', true],
    ['example.test', 'http://example.test.evil.test/', false],
    [':443', 'https://example.test/', true],
    [':443', 'http://example.test/', false],
    [':443', 'http://example.test:443/', true],
    [':443', 'wss://user:80@example.test/', true],
    [':8000-8100', 'http://example.test:8100/', true],
    [':8000-8100', 'http://example.test:8101/', false],
    ['db.test:5432', 'http://db.test:5432/', true],
    ['db.test:5432', 'http://db.test/', false],
    ['10.0.0.0/8', 'http://10.255.0.1/', true],
    ['10.0.0.0/8', 'http://11.0.0.1/', false],
    ['10.0.3.8', 'http://10.0.3.8/', true],
    ['10.0.3.8', 'http://10.0.3.9/', false],
    ['10.0.0.0/8', 'http://[fd00::1]/', false],
    ['fd00::/8', 'http://[fd12:3::1]/', true],
    ['fd00::/8', 'http://[fe12:3::1]/', false],
    ['[fd00::1]:443', 'https://[fd00:0:0:0::1]/', true],
    ['[fd00::1]:443', 'http://[fd00::1]/', false],
    ['0.0.0.0/0', 'http://203.0.113.9/', true],
    ['0.0.0.0/0', 'http://[fd00::1]/', false],
    ['10.0.0.0/8', 'http://[a00::1]/', false],
    ['::/0', 'http://203.0.113.9/', false],
  ])('with --allow %s: %s goes through the tunnel: %s', (rule, url, through) => {
    expect(findProxy({ allow: rules(rule) })(url)).toBe(through ? throughIt : 'DIRECT');
  });

  it('fits no address with a pattern for names', () => {
    const allow = [{ text: '', subnet: null, host: '10.*', ports: null }];
    expect(findProxy({ allow })('http://10.0.0.1/')).toBe('DIRECT');
    expect(findProxy({ allow })('http://10.test/')).toBe(throughIt);
  });

  it('reads a block of IPv6 addresses that ends like IPv4', () => {
    const subnet = { address: '64:ff9b::10.0.0.0', prefix: 104 };
    const find = findProxy({ allow: [{ text: '', subnet, host: null, ports: null }] });
    expect(find('http://[64:ff9b::a01:101]/')).toBe(throughIt);
    expect(find('http://[64:ff9b::b01:101]/')).toBe('DIRECT');
  });

  it('takes what one of several rules can match', () => {
    const find = findProxy({ allow: rules('a.test', '10.0.0.0/8') }, { 'b.test': '203.0.113.1' });
    expect(find('http://a.test/')).toBe(throughIt);
    expect(find('http://10.1.1.1/')).toBe(throughIt);
    expect(find('http://b.test/')).toBe('DIRECT');
  });

  it('judges a name by its address where a rule is about addresses', () => {
    const names = { 'inside.test': '10.1.1.1', 'outside.test': '203.0.113.1', 'six.test': 'fd00::1' };
    const find = findProxy({ allow: rules('10.0.0.0/8') }, names);
    expect(find('http://inside.test/')).toBe(throughIt);
    expect(find('http://outside.test/')).toBe('DIRECT');
    expect(find('http://six.test/')).toBe('DIRECT');
  });

  it('leaves a name that is unknown here to the tunnel, which may know it', () => {
    expect(findProxy({ allow: rules('10.0.0.0/8') })('http://private-zone.test/')).toBe(throughIt);
  });

  it('finds what BlockList finds, for any block and address', () => {
    const bytes = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(bytes, fc.integer({ min: 0, max: 32 }), bytes, fc.boolean(), (net, prefix, other, near) => {
        const address = net.join('.');
        // Near: it shares the first half, or hardly any would be within.
        const asked = (near ? [...net.slice(0, 2), ...other.slice(2)] : other).join('.');
        if (asked.startsWith('127.')) return;
        const list = new BlockList();
        list.addSubnet(address, prefix, 'ipv4');
        const allow = [{ text: '', subnet: { address, prefix }, host: null, ports: null }];
        expect(findProxy({ allow })(`http://${asked}/`)).toBe(list.check(asked) ? throughIt : 'DIRECT');
      }),
      { numRuns: 200 },
    );
  });

  it('finds what BlockList finds for IPv6 in any of its spellings', () => {
    const word = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff }));
    const words = fc.array(word, { minLength: 8, maxLength: 8 });
    const short = (parts: number[]) => new URL(`http://[${spell(parts)}]/`).hostname.slice(1, -1);
    fc.assert(
      fc.property(
        words,
        fc.integer({ min: 0, max: 128 }),
        words,
        fc.boolean(),
        (net, prefix, other, near) => {
          const asked = short(near ? [...net.slice(0, 4), ...other.slice(4)] : other);
          if (asked === '::1') return;
          const list = new BlockList();
          list.addSubnet(short(net), prefix, 'ipv6');
          const allow = [{ text: '', subnet: { address: short(net), prefix }, host: null, ports: null }];
          const expected = list.check(asked, 'ipv6') ? throughIt : 'DIRECT';
          expect(findProxy({ allow })(`http://[${asked}]/`)).toBe(expected);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('is read by engines of 1999: no word or sign of a later language', () => {
    const text = tunnelPac({ proxies: [plain], allow: rules('*.test', '10.0.0.0/8') });
    expect(text).not.toMatch(/\b(?:let|const|class)\b|=>|`|\.\.\.|\?\?|\?\./);
    expect(text).toMatch(/^[\n -~]+$/);
  });
});

function spell(words: readonly number[]): string {
  return words.map((word) => word.toString(16)).join(':');
}
