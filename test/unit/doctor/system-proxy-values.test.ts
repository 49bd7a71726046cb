import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseGsettings, parseScutil } from '../../../src/lib/doctor/collectors/system-proxy-unix.js';
import {
  convertExceptions,
  describeSettings,
  endpointsOf,
} from '../../../src/lib/doctor/collectors/system-proxy-values.js';
import { decodeWinhttpSettings } from '../../../src/lib/doctor/collectors/system-proxy-winhttp.js';
import { readGoProxy } from '../../../src/lib/proxy/go-rules.js';
import { lintNoProxy } from '../../../src/lib/proxy/no-proxy-lint.js';

const settings = (server: string | null) =>
  describeSettings({ origin: 'user', enabled: true, server, pac: null, exceptions: [] });

describe('ProxyServer as variables', () => {
  it.each([
    ['h.test:3128', 'http://h.test:3128', 'http://h.test:3128'],
    ['http://h.test:3128', 'http://h.test:3128', 'http://h.test:3128'],
    ['http=a.test:1;https=b.test:2', 'http://a.test:1', 'http://b.test:2'],
    ['HTTP=a.test:1 HTTPS=b.test:2', 'http://a.test:1', 'http://b.test:2'],
    ['http=a.test:1', 'http://a.test:1', null],
    ['https=b.test:2', null, 'http://b.test:2'],
    ['http=http://a.test:1;https=http://a.test:1;ftp=c.test:3', 'http://a.test:1', 'http://a.test:1'],
    ['socks=127.0.0.1:1080', 'socks5://127.0.0.1:1080', 'socks5://127.0.0.1:1080'],
    ['socks=socks://127.0.0.1:1080', 'socks5://127.0.0.1:1080', 'socks5://127.0.0.1:1080'],
    ['https=a.test:1;socks=b.test:2', 'socks5://b.test:2', 'http://a.test:1'],
    ['[::1]:3128', 'http://[::1]:3128', 'http://[::1]:3128'],
    ['h.test', 'http://h.test', 'http://h.test'],
    ['http=;https=b.test:2', null, 'http://b.test:2'],
    ['h.test:port', null, null],
    ['???', null, null],
    [';', null, null],
    [null, null, null],
  ])('%s', (server, http, https) => {
    const found = settings(server);
    expect([found.httpProxy, found.httpsProxy]).toEqual([http, https]);
    for (const value of [http, https]) {
      if (value !== null) expect(readGoProxy(value)).toMatchObject({ kind: 'proxy', text: value });
    }
  });

  it('is not on without a server', () => {
    expect(settings(null).enabled).toBe(false);
  });

  it('names each endpoint once', () => {
    expect(endpointsOf('http=a.test:1;https=a.test:1;socks=b.test')).toEqual([
      { host: 'a.test', port: 1 },
      { host: 'b.test', port: 1080 },
    ]);
  });
});

describe('exceptions of the system as NO_PROXY', () => {
  it.each([
    [
      ['localhost', '127.*', '10.*', '192.168.*', '<local>'],
      'localhost,127.0.0.1,127.0.0.0/8,10.0.0.0/8,192.168.0.0/16',
      ['<local>'],
    ],
    [['172.16.*', '172.31.*'], 'localhost,127.0.0.1,172.16.0.0/16,172.31.0.0/16', []],
    [['*.corp.test', '.a.test', 'b.test:8080'], 'localhost,127.0.0.1,.corp.test,.a.test,b.test:8080', []],
    [['*corp.test', 'https://x.test/'], 'localhost,127.0.0.1,corp.test,x.test', []],
    [['rdp?.corp.test', 'a*.corp.test', '*'], 'localhost,127.0.0.1', ['rdp?.corp.test', 'a*.corp.test', '*']],
    [['<-loopback>', 'a.test'], 'localhost,127.0.0.1,a.test', []],
    [['*.local', '169.254/16', '10/8'], 'localhost,127.0.0.1,.local,169.254.0.0/16,10.0.0.0/8', []],
    [['localhost', '127.0.0.0/8', '::1'], 'localhost,127.0.0.1,127.0.0.0/8,::1', []],
  ])('%j', (entries, noProxy, dropped) => {
    expect(convertExceptions(entries)).toEqual({ noProxy, dropped });
  });

  it('are none where there are none', () => {
    expect(convertExceptions([])).toEqual({ noProxy: null, dropped: [] });
  });

  it('are always a list that Go understands as a whole', () => {
    const part = fc.constantFrom(
      '*',
      '?',
      '.',
      '10',
      '192.168',
      'corp',
      'test',
      '<local>',
      ':80',
      '/8',
      '/',
      'http://',
      '@',
      '：',
      ' ',
    );
    const entry = fc
      .array(part, { minLength: 1, maxLength: 5 })
      .map((parts) => parts.join('').replace(/\s/g, ''));
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 4 }), (entries) => {
        const { noProxy, dropped } = convertExceptions(entries);
        expect(lintNoProxy(noProxy ?? '').findings).toEqual([]);
        expect(noProxy?.split(',')).not.toContain('*');
        expect(dropped.every((text) => text !== '')).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('WinHttpSettings', () => {
  const text = (value: string) => Buffer.from(value, 'latin1').toString('hex');
  const number = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    return bytes.toString('hex');
  };
  const blob = (flags: number, server: string, bypass = '', version = 0x28) =>
    [version, 0, flags, server.length].map(number).join('') +
    text(server) +
    number(bypass.length) +
    text(bypass);

  it.each([
    ['as Microsoft documents direct access', '1800000000000000010000000000000000000000', 'direct', null],
    ['that is not there', '', 'direct', null],
    ['with a proxy', blob(3, 'proxy.test:8080', '<local>;*.corp.test'), 'proxy', 'proxy.test:8080'],
    [
      'with one proxy for each scheme',
      blob(3, 'http=a.test:1;https=b.test:2', '', 0x18),
      'proxy',
      'http=a.test:1;https=b.test:2',
    ],
    ['with a password', blob(3, 'http://li:pw@a.test:1'), 'proxy', 'http://***@a.test:1'],
    ['with a script', blob(5, ''), 'automatic', null],
    ['with detection and a proxy', blob(11, 'a.test:1'), 'automatic', null],
    ['with flags nobody knows', blob(0x81, 'a.test:1'), 'unknown', null],
    ['without the flag that is always set', blob(2, 'a.test:1'), 'unknown', null],
    ['cut within the proxy', blob(3, 'proxy.test:8080').slice(0, 40), 'unknown', null],
    ['cut within its header', '18000000000000000100', 'unknown', null],
    ['with half a byte', `${blob(3, 'a.test:1')}0`, 'unknown', null],
    [
      'with a length beyond its end',
      `${[0x28, 0, 3, 0xff_ff_ff_ff].map(number).join('')}00`,
      'unknown',
      null,
    ],
    ['with a proxy of binary rubbish', blob(3, '\u0001\u0002\u0003'), 'unknown', null],
    ['that is no number at all', 'hello', 'unknown', null],
  ])('%s', (_name, hex, state, server) => {
    expect(decodeWinhttpSettings(hex)).toMatchObject({ state, server });
  });

  it('never crashes, whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const { state, server } = decodeWinhttpSettings(Buffer.from(bytes).toString('hex'));
        expect(server === null || state === 'proxy').toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('scutil --proxy', () => {
  const full = [
    '<dictionary> {',
    '  ExceptionsList : <array> {',
    '    0 : *.local',
    '    1 : 169.254/16',
    '  }',
    '  FTPPassive : 1',
    '  HTTPEnable : 1',
    '  HTTPPort : 7890',
    '  HTTPProxy : 127.0.0.1',
    '  HTTPSEnable : 1',
    '  HTTPSPort : 7891',
    '  HTTPSProxy : fd00::1',
    '  ProxyAutoConfigEnable : 1',
    '  ProxyAutoConfigURLString : http://wpad.test/proxy.pac',
    '  SOCKSEnable : 0',
    '  SOCKSPort : 1080',
    '  SOCKSProxy : s.test',
    '}',
    '',
  ].join('\n');

  it('is read: what is switched on, and its exceptions', () => {
    expect(parseScutil(full)).toEqual({
      origin: 'macos',
      enabled: true,
      server: 'http=127.0.0.1:7890;https=[fd00::1]:7891',
      pac: 'http://wpad.test/proxy.pac',
      exceptions: ['*.local', '169.254/16'],
    });
  });

  it('names one proxy once', () => {
    const one = full
      .replace('7891', '7890')
      .replace('fd00::1', '127.0.0.1')
      .replace('SOCKSEnable : 0', 'SOCKSEnable : 1');
    expect(parseScutil(one)?.server).toBe('127.0.0.1:7890');
  });

  it('is nothing where nothing is set, and null where it is something else', () => {
    expect(parseScutil('<dictionary> {\n  FTPPassive : 1\n}\n')).toMatchObject({
      enabled: false,
      server: null,
      pac: null,
      exceptions: [],
    });
    expect(parseScutil('scutil: command not found')).toBeNull();
  });
});

describe('gsettings', () => {
  const lines = (mode: string) =>
    [
      "org.gnome.system.proxy autoconfig-url 'http://wpad.test/proxy.pac'",
      "org.gnome.system.proxy ignore-hosts ['localhost', '127.0.0.0/8', '::1']",
      `org.gnome.system.proxy mode '${mode}'`,
      "org.gnome.system.proxy.ftp host ''",
      "org.gnome.system.proxy.http authentication-password 's3cret'",
      "org.gnome.system.proxy.http host '127.0.0.1'",
      'org.gnome.system.proxy.http port 7890',
      "org.gnome.system.proxy.https host ''",
      'org.gnome.system.proxy.https port 0',
      "org.gnome.system.proxy.socks host '127.0.0.1'",
      'org.gnome.system.proxy.socks port 7891',
      '',
    ].join('\n');

  it.each([
    ['manual', true, null],
    ['auto', false, 'http://wpad.test/proxy.pac'],
    ['none', false, null],
  ])('in mode %s', (mode, enabled, pac) => {
    expect(parseGsettings(lines(mode))).toEqual({
      origin: 'gnome',
      enabled,
      server: 'http=127.0.0.1:7890;socks=127.0.0.1:7891',
      pac,
      exceptions: ['localhost', '127.0.0.0/8', '::1'],
    });
  });

  it('is null where the schema is not there', () => {
    expect(parseGsettings('No such schema “org.gnome.system.proxy”')).toBeNull();
  });
});
