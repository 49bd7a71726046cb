import { describe, expect, it } from 'vitest';
import type { CheckId } from '../../../../src/lib/doctor/check.js';
import { describeProxyVariables } from '../../../../src/lib/doctor/collectors/proxy.js';
import type { Evidence } from '../../../../src/lib/doctor/evidence.js';
import type { CheckResult } from '../../../../src/lib/doctor/judge.js';
import { type Deep, fixture } from '../evidence-fixtures.js';
import { resultOf, resultOn, sentencesFor } from './check-results.js';

function given(id: CheckId, env: Record<string, string>, os: NodeJS.Platform = 'win32'): CheckResult {
  const base = fixture(os === 'win32' ? 'windows-11' : os === 'darwin' ? 'macos' : 'linux');
  const proxy = {
    state: 'ok',
    source: 'environment',
    durationMs: 1,
    value: describeProxyVariables(env, os),
  } as const;
  return resultOf(id, { ...base, sections: { ...base.sections, proxy } });
}

type Row = [value: string, status: string, says: string | null, expected: string | null];

/** Each value of the table of malformed values: what Go makes of it, and what was probably meant. */
const values: Row[] = [
  ['http://10.0.0.9:3128', 'pass', null, null],
  ['10.0.0.9:3128', 'pass', null, null],
  ['proxy:3128', 'pass', null, null],
  [
    'http://user:p#ss@h:3128',
    'fail',
    'HTTP_PROXY has unescaped characters in its user part: Go dials "http"',
    'HTTP_PROXY=http://***@h:3128',
  ],
  [
    'http://user:p?ss@h:3128',
    'fail',
    'HTTP_PROXY has unescaped characters in its user part: Go dials "http"',
    'HTTP_PROXY=http://***@h:3128',
  ],
  [
    'http://user:p/ss@h:3128',
    'fail',
    'HTTP_PROXY has unescaped characters in its user part: Go dials "http"',
    'HTTP_PROXY=http://***@h:3128',
  ],
  [
    'http://user:p@ss@h:3128',
    'warn',
    'HTTP_PROXY has an unescaped @ in its user part (curl refuses that)',
    'HTTP_PROXY=http://***@h:3128',
  ],
  [
    'http://user:p%ss@h:3128',
    'fail',
    'HTTP_PROXY has unescaped characters in its user part: Go silently goes direct',
    'HTTP_PROXY=http://***@h:3128',
  ],
  [
    ' http://h:3128',
    'fail',
    'HTTP_PROXY begins with a blank: Go silently goes direct',
    'HTTP_PROXY=http://h:3128',
  ],
  ['http://h:3128 ', 'fail', 'HTTP_PROXY ends with a blank: Go dials "http"', 'HTTP_PROXY=http://h:3128'],
  ['"http://h:3128"', 'fail', 'HTTP_PROXY has quotes in it: Go dials ""http"', 'HTTP_PROXY=http://h:3128'],
  [
    'http=h:3128;https=h:3129',
    'fail',
    'HTTP_PROXY is written as in the Windows settings: Go silently goes direct',
    'HTTP_PROXY=http://h:3128',
  ],
  ['http:\\\\h:3128', 'fail', 'HTTP_PROXY has wrong slashes: Go misreads it', 'HTTP_PROXY=http://h:3128'],
  [
    'http://h：3128',
    'fail',
    'HTTP_PROXY has full-width characters: Go dials "h：3128"',
    'HTTP_PROXY=http://h:3128',
  ],
  ['https://h:3128', 'warn', 'HTTP_PROXY begins with https:// (TLS to the proxy itself: rarely meant)', null],
  [
    'socks://h:1080',
    'fail',
    'HTTP_PROXY begins with socks:// (Go knows socks5://): Go speaks HTTP to it',
    'HTTP_PROXY=socks5://h:1080',
  ],
  ['%HTTP_PROXY%', 'fail', 'HTTP_PROXY is a variable that was never expanded: Go silently goes direct', null],
  [
    'http://$PROXY_HOST:3128',
    'fail',
    'HTTP_PROXY is a variable that was never expanded: Go dials "$PROXY_HOST"',
    null,
  ],
];

/** Each kind of entry that some client knows: what Go makes of it, and how it is written for all. */
const entries: Row[] = [
  ['a.com', 'pass', null, null],
  ['.a.com', 'pass', null, null],
  ['*.a.com', 'pass', null, null],
  ['*', 'pass', null, null],
  ['10.0.0.0/8', 'pass', null, null],
  ['10.*', 'warn', 'NO_PROXY: Go ignores "10.*" (addresses need CIDR)', 'NO_PROXY=10.0.0.0/8'],
  ['192.168.*', 'warn', 'NO_PROXY: Go ignores "192.168.*" (addresses need CIDR)', 'NO_PROXY=192.168.0.0/16'],
  [
    '1.2.3.4-1.2.3.9',
    'warn',
    'NO_PROXY: Go ignores "1.2.3.4-1.2.3.9" (addresses need CIDR)',
    'NO_PROXY=1.2.3.4/30,1.2.3.8/31',
  ],
  ['a.com:8080', 'pass', null, null],
  ['10.1.2.3:80', 'pass', null, null],
  [
    '10.0.0.0/8:80',
    'warn',
    'NO_PROXY: Go ignores "10.0.0.0/8:80" (no port after a block)',
    'NO_PROXY=10.0.0.0/8',
  ],
  ['<local>', 'warn', 'NO_PROXY: Go ignores "<local>" (Windows settings only)', null],
  [
    'a.com;b.com',
    'warn',
    'NO_PROXY: Go ignores "a.com;b.com" (entries are separated by commas)',
    'NO_PROXY=a.com,b.com',
  ],
  ['http://a.com', 'warn', 'NO_PROXY: Go ignores "http://a.com" (no scheme)', 'NO_PROXY=a.com'],
  ['a.com.', 'warn', 'NO_PROXY: Go ignores "a.com." (no dot at the end)', 'NO_PROXY=a.com'],
  ['"a.com"', 'warn', 'NO_PROXY: Go ignores ""a.com"" (no quotes)', 'NO_PROXY=a.com'],
  [
    'a.com，b.com',
    'warn',
    'NO_PROXY: Go ignores "a.com，b.com" (entries are separated by an ASCII comma)',
    'NO_PROXY=a.com,b.com',
  ],
  [
    'a.com b.com',
    'warn',
    'NO_PROXY: Go ignores "a.com b.com" (entries are separated by commas)',
    'NO_PROXY=a.com,b.com',
  ],
  ['localhost, 127.0.0.1', 'pass', null, null],
  ['$HOST:80', 'warn', 'NO_PROXY: Go ignores "$HOST:80" (never expanded)', null],
  ['a.com:http', 'warn', 'NO_PROXY: Go ignores "a.com:***" (no such port)', 'NO_PROXY=a.com:80'],
  ['10。0。0。1', 'warn', 'NO_PROXY: "10。0。0。1" has full-width characters', 'NO_PROXY=10.0.0.1'],
  ['a。com', 'warn', 'NO_PROXY: "a。com" has full-width characters', 'NO_PROXY=a.com'],
];

describe('proxy.env on each malformed value', () => {
  it.each(values)('%j: %s', (value, status, says, expected) => {
    for (const os of ['win32', 'linux', 'darwin'] as const) {
      const result = given('proxy.env', { HTTP_PROXY: value }, os);
      const words = sentencesFor(result);
      expect([result.status, words[0]?.message ?? null, result.expected]).toEqual([status, says, expected]);
      expect(words.every(({ message, hint }) => message !== '' && hint !== '')).toBe(true);
      const commands = result.fix?.commands.map(({ command }) => command).join() ?? '';
      if (expected === null) expect(result.fix).toBeNull();
      else expect(commands).toContain(expected.replace('HTTP_PROXY=', ''));
      expect(commands).not.toMatch(/p[#?/@%]+ss/);
    }
  });
});

describe('proxy.env', () => {
  it('is silent about https:// where the proxy does speak TLS', () => {
    const env = { HTTPS_PROXY: 'https://h:3128' };
    const ok = { state: 'ok', source: 'network', durationMs: 1 } as const;
    const status = (seen: 'ok' | 'protocol') => {
      const base = fixture('linux');
      const proxy = {
        variables: ['HTTPS_PROXY'],
        scheme: 'https',
        host: 'h',
        port: 3128,
        credentials: false,
        clear: null,
        tls: { seen, code: null, certificate: null },
        secure: null,
      } as const;
      const sections = {
        ...base.sections,
        proxy: { ...ok, value: describeProxyVariables(env, 'linux') },
        proxyAnswers: { ...ok, value: { target: 'a.test:443', proxies: [proxy] } },
      };
      return resultOf('proxy.env', { ...base, sections }).status;
    };
    expect(status('ok')).toBe('pass');
    expect(status('protocol')).toBe('warn');
    expect(given('proxy.env', env).status).toBe('warn');
  });

  it('gives the variables that Go reads where only ALL_PROXY is set', () => {
    const result = given('proxy.env', { ALL_PROXY: 'http://li:s3cret@h:3128' }, 'linux');
    expect(result).toMatchObject({
      status: 'warn',
      found: 'ALL_PROXY=http://***@h:3128',
      expected: 'HTTP_PROXY=http://***@h:3128\nHTTPS_PROXY=http://***@h:3128',
      finding: { code: 'PROXY_ALL_ONLY' },
    });
    expect(result.fix?.commands).toHaveLength(2);
  });
});

describe('proxy.no-proxy on each entry', () => {
  it.each(entries)('%j: %s', (value, status, says, expected) => {
    for (const os of ['win32', 'linux', 'darwin'] as const) {
      const result = given('proxy.no-proxy', { HTTP_PROXY: 'http://h:3128', NO_PROXY: value }, os);
      const words = sentencesFor(result);
      expect([result.status, words[0]?.message ?? null, result.expected]).toEqual([status, says, expected]);
      expect(words.every(({ message, hint }) => message !== '' && hint !== '')).toBe(true);
      const commands = result.fix?.commands.map(({ command }) => command).join() ?? '';
      if (expected !== null) expect(commands).toContain(expected.replace('NO_PROXY=', ''));
    }
  });

  it('does not say "the list shown" where none is', () => {
    const [english] = sentencesFor(given('proxy.no-proxy', { NO_PROXY: '<local>' }));
    expect(english?.hint).toBe(
      'write names, addresses and CIDR blocks, separated by commas; then open a new terminal.',
    );
  });
});

describe('proxy.cgi', () => {
  it('passes without REQUEST_METHOD, and where Go does not ask HTTP_PROXY', () => {
    expect(given('proxy.cgi', { HTTP_PROXY: 'http://h:3128' })).toMatchObject({
      status: 'pass',
      found: null,
    });
    expect(given('proxy.cgi', { HTTPS_PROXY: 'http://h:3128', REQUEST_METHOD: 'GET' })).toMatchObject({
      status: 'pass',
      found: 'REQUEST_METHOD',
    });
  });

  it.each<[NodeJS.Platform, string]>([
    ['win32', "[Environment]::SetEnvironmentVariable('REQUEST_METHOD', [NullString]::Value, 'User')"],
    ['linux', 'unset REQUEST_METHOD'],
    ['darwin', 'unset REQUEST_METHOD'],
  ])('fails with HTTP_PROXY, and says how to take it away on %s', (os, command) => {
    const result = given('proxy.cgi', { HTTP_PROXY: 'http://h:3128', REQUEST_METHOD: 'GET' }, os);
    expect(result).toMatchObject({
      status: 'fail',
      finding: { code: 'PROXY_CGI' },
      fix: { kind: 'unsetRequestMethod', safe: true, commands: [{ command }] },
    });
  });

  it('is no matter of proxy.env', () => {
    expect(given('proxy.env', { HTTP_PROXY: 'http://h:3128', REQUEST_METHOD: 'GET' }).status).toBe('pass');
  });
});

describe('proxy.reachable', () => {
  it.each([
    ['127.0.0.1', true],
    ['127.8.9.10', true],
    ['LOCALHOST', true],
    ['::1', true],
    ['localhost.corp.test', false],
    ['127.corp.test', false],
    ['10.0.0.9', false],
  ])('takes %s for this machine: %s', (host, local) => {
    const attempt = {
      host,
      port: 7890,
      ok: false,
      phase: 'tcp',
      code: 'ECONNREFUSED',
      durationMs: 1,
    } as const;
    const value = [{ ...attempt, variables: ['HTTP_PROXY'] }];
    const { finding } = resultOn('windows-11', 'proxy.reachable', {
      sections: { reachability: { value } },
    } as Deep<Evidence>);
    expect(finding).toMatchObject({ facts: { endpoints: [{ local }] } });
  });
});
