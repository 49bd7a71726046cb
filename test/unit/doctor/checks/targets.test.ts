import { describe, expect, it } from 'vitest';
import type { TargetName, TargetsEvidence } from '../../../../src/lib/doctor/evidence/targets.js';
import type { Evidence } from '../../../../src/lib/doctor/evidence.js';
import type { ClientId } from '../../../../src/lib/proxy/clients/client.js';
import { explain } from '../../../../src/lib/proxy/explain/explain.js';
import { parseExplainTarget } from '../../../../src/lib/proxy/explain/explain-target.js';
import { fixture } from '../evidence-fixtures.js';
import { resultOf, sentencesFor } from './check-results.js';

const name = (host: string, changes: Partial<TargetName> = {}): TargetName => ({
  host,
  role: 'target',
  direct: true,
  lookup: { addresses: ['203.0.113.9'], code: null, durationMs: 12 },
  entries: [],
  ...changes,
});
const found = (...addresses: string[]) => ({ addresses, code: null, durationMs: 12 });
const lost = (code: string) => ({ addresses: [], code, durationMs: 12 });

function machine(changes: Partial<TargetsEvidence>, os = 'linux'): Evidence {
  const base = fixture(os);
  const value: TargetsEvidence = {
    installed: [],
    urls: [],
    names: [],
    hostsFile: { path: '/etc/hosts', state: 'read' },
    node: { uses: false, told: false, stopping: [] },
    ...changes,
  };
  const targets = { state: 'ok', source: 'network', durationMs: 12, value } as const;
  return { ...base, sections: { ...base.sections, targets } };
}

describe('net.dns', () => {
  it.each<[string, TargetName[], string, string | null]>([
    ['names that resolve', [name('a.test')], 'pass', null],
    ['nothing to look up', [], 'skip', 'NAMES_NONE'],
    ['--offline', [name('a.test', { lookup: null })], 'skip', 'OFFLINE'],
    [
      'a target that Go reaches directly',
      [name('a.test', { lookup: lost('ENOTFOUND') })],
      'fail',
      'NAMES_UNRESOLVED',
    ],
    ['no answer in time', [name('a.test', { lookup: lost('TIMEOUT') })], 'fail', 'NAMES_UNRESOLVED'],
    [
      'a target that the proxy looks up',
      [name('a.test', { direct: false, lookup: lost('ENOTFOUND') })],
      'info',
      'NAMES_LEFT_TO_PROXY',
    ],
    [
      'the API alone, which is told by aliyun.endpoint',
      [name('api.test', { role: 'api', lookup: lost('EAI_AGAIN') })],
      'info',
      'NAMES_UNRESOLVED',
    ],
    [
      'one second',
      [name('a.test', { lookup: { ...found('203.0.113.9'), durationMs: 1_000 } })],
      'pass',
      null,
    ],
    [
      'more',
      [name('a.test', { lookup: { ...found('203.0.113.9'), durationMs: 1_001 } })],
      'warn',
      'NAMES_SLOW',
    ],
    ['a private address', [name('a.test', { lookup: found('10.0.3.8') })], 'info', 'NAMES_PRIVATE'],
    ['a private IPv6 address', [name('a.test', { lookup: found('fd00::8') })], 'info', 'NAMES_PRIVATE'],
    ['a private API', [name('api.test', { role: 'api', lookup: found('100.100.0.1') })], 'pass', null],
    [
      'a stand-in, which is no private address',
      [name('a.test', { lookup: found('198.18.0.4') })],
      'pass',
      null,
    ],
    ['this machine', [name('a.test', { lookup: found('127.0.0.1', '::1') })], 'pass', null],
  ])('%s', (_name, names, status, code) => {
    const result = resultOf('net.dns', machine({ names }));
    expect([result.status, result.finding?.code ?? null]).toEqual([status, code]);
  });

  it('shows what each name leads to, a few addresses of many', () => {
    const names = [
      name('a.test', { lookup: found('1.1.1.1', '2.2.2.2', '3.3.3.3', '4.4.4.4') }),
      name('b.test'),
    ];
    expect(resultOf('net.dns', machine({ names })).found).toBe(
      'a.test -> 1.1.1.1, 2.2.2.2, 3.3.3.3, ...\nb.test -> 203.0.113.9',
    );
  });

  it('speaks of PrivateZone where an internal name is unknown', () => {
    const evidence = machine({ names: [name('cache.internal.test', { lookup: lost('ENOTFOUND') })] });
    for (const { message, hint } of sentencesFor(resultOf('net.dns', evidence))) {
      expect(message).toContain('cache.internal.test');
      expect(hint).toContain('PrivateZone');
    }
  });
});

describe('net.fake-ip', () => {
  it.each<[string, string[], string]>([
    ['198.18.0.0', ['198.18.0.0'], 'warn'],
    ['198.19.255.255', ['203.0.113.9', '198.19.255.255'], 'warn'],
    ["sing-box's IPv6 range", ['fc00::1'], 'warn'],
    ['198.17.255.255', ['198.17.255.255'], 'pass'],
    ['198.20.0.0', ['198.20.0.0'], 'pass'],
    ['a VPC', ['10.0.3.8'], 'pass'],
    ['no address', [], 'pass'],
  ])('%s', (_name, addresses, status) => {
    const lookup = { addresses, code: addresses.length === 0 ? 'ENOTFOUND' : null, durationMs: 3 };
    const evidence = machine({ names: [name('a.test', { lookup })] });
    const result = resultOf('net.fake-ip', evidence);
    expect(result.status).toBe(status);
    expect(result.finding?.code ?? null).toBe(status === 'warn' ? 'NAMES_FAKE' : null);
  });

  it('is skipped where nobody was asked', () => {
    expect(resultOf('net.fake-ip', machine({ names: [name('a.test', { lookup: null })] }))).toMatchObject({
      status: 'skip',
      finding: { code: 'OFFLINE' },
    });
    expect(resultOf('net.fake-ip', machine({})).finding?.code).toBe('NAMES_NONE');
  });
});

describe('net.hosts-file', () => {
  it('passes without a line for the names, also offline and without a file', () => {
    for (const state of ['read', 'missing'] as const) {
      const evidence = machine({
        names: [name('a.test', { lookup: null })],
        hostsFile: { path: '/etc/hosts', state },
      });
      expect(resultOf('net.hosts-file', evidence)).toMatchObject({ status: 'pass', found: '/etc/hosts' });
    }
  });

  it('warns of lines that fix a name, with their numbers', () => {
    const entries = [
      { address: '203.0.113.7', line: 12 },
      { address: '10.0.0.7', line: 40 },
    ];
    const result = resultOf('net.hosts-file', machine({ names: [name('a.test', { entries })] }));
    expect(result).toMatchObject({
      status: 'warn',
      found: '/etc/hosts:12: 203.0.113.7 a.test\n/etc/hosts:40: 10.0.0.7 a.test',
    });
    for (const { message } of sentencesFor(result)) expect(message).toMatch(/12[\s\S]*40/);
  });

  it('is skipped where the file may not be read', () => {
    const evidence = machine({ hostsFile: { path: '/etc/hosts', state: 'unreadable' } });
    expect(resultOf('net.hosts-file', evidence)).toMatchObject({
      status: 'skip',
      finding: { code: 'HOSTS_UNREADABLE', facts: { path: '/etc/hosts' } },
    });
  });
});

describe('proxy.targets', () => {
  /** What `explain` says in this environment, with these clients installed. */
  function given(
    url: string,
    env: Record<string, string>,
    installed: ClientId[] = ['curl', 'node'],
    os = 'linux',
  ) {
    const parsed = parseExplainTarget(url);
    if (!parsed.ok) throw new Error(url);
    const world = {
      os: (os === 'windows-11' ? 'win32' : 'linux') as NodeJS.Platform,
      env,
      versions: Object.fromEntries(
        installed.map((client) => [client, client === 'node' ? '20.20.2' : '8.5.0']),
      ),
      settings: {},
      windows: null,
    };
    const explanation = explain(parsed.target, world);
    const ofInstalled = explain(parsed.target, world, { clients: ['go', ...installed] }).difference;
    return resultOf('proxy.targets', machine({ installed, urls: [{ explanation, ofInstalled }] }, os));
  }

  const proxy = 'http://10.0.0.9:3128';
  const alike = { HTTP_PROXY: proxy, http_proxy: proxy, HTTPS_PROXY: proxy, https_proxy: proxy };

  it('is skipped without a target', () => {
    expect(resultOf('proxy.targets', machine({}))).toMatchObject({
      status: 'skip',
      finding: { code: 'TARGETS_NONE' },
    });
  });

  it('passes where the installed clients do as Go does, and says what that is', () => {
    expect(given('https://a.test/x', alike)).toMatchObject({
      status: 'pass',
      found: 'https://a.test/x -> http://10.0.0.9:3128',
      finding: null,
    });
    expect(given('redis://a.test', alike).status).toBe('pass');
  });

  it.each<[string, string, Record<string, string>, string, string[]]>([
    ['HTTP_PROXY in upper case alone', 'http://a.test', { HTTP_PROXY: proxy }, 'case', ['curl']],
    ['only ALL_PROXY', 'https://a.test', { ALL_PROXY: proxy }, 'all-only', ['curl']],
    [
      'a wildcard that curl does not know',
      'https://b.a.test',
      { ...alike, NO_PROXY: '*.a.test', no_proxy: '*.a.test' },
      'bypass',
      ['curl'],
    ],
    ['a blank at the end', 'https://a.test', { HTTPS_PROXY: `${proxy} ` }, 'malformed', ['curl']],
    ['this machine', 'http://localhost:8080', alike, 'loopback', ['curl']],
  ])('warns of %s', (_name, url, env, cause, clients) => {
    const result = given(url, env);
    expect(result).toMatchObject({
      status: 'warn',
      finding: { code: 'TARGETS_DIFFER', facts: { targets: [{ cause, clients }] } },
    });
    for (const { message } of sentencesFor(result)) expect(message).toContain('curl');
  });

  it.each<[string, string, Record<string, string>, ClientId[]]>([
    ['a client that is not installed', 'https://a.test', { ALL_PROXY: proxy }, []],
    ['Node.js, which has to be told', 'https://a.test', alike, ['node']],
    [
      'a proxy that wget does not speak',
      'https://a.test',
      { HTTPS_PROXY: 'socks5://h:1080', https_proxy: 'socks5://h:1080' },
      ['wget'],
    ],
  ])('is silent about %s', (_name, url, env, installed) => {
    expect(given(url, env, installed)).toMatchObject({ status: 'pass', finding: null });
  });

  it('gives the lines that make them agree, for the system', () => {
    const linux = given('http://a.test', { HTTP_PROXY: proxy });
    expect(linux.expected).toContain(`http_proxy=${proxy}`);
    expect(linux.fix?.commands[0]).toEqual({ shell: 'bash', command: `export http_proxy='${proxy}'` });
    const windows = given('https://a.test', { HTTPS_PROXY: `${proxy} ` }, ['curl'], 'windows-11');
    expect(windows.fix?.commands).toEqual([
      {
        shell: 'powershell',
        command: `[Environment]::SetEnvironmentVariable('HTTPS_PROXY', '${proxy}', 'User')`,
      },
    ]);
  });
});

describe('proxy.node', () => {
  const node = (changes: Partial<TargetsEvidence['node']>, os = 'linux') =>
    resultOf('proxy.node', machine({ node: { uses: false, told: false, stopping: [], ...changes } }, os));

  it('passes where there are no proxy variables', () => {
    expect(node({}, 'macos')).toMatchObject({ status: 'pass', finding: null });
  });

  it('tells that Node.js goes past the proxy, with its version', () => {
    expect(node({})).toMatchObject({
      status: 'info',
      finding: { code: 'NODE_DIRECT', facts: { version: '20.20.2' } },
    });
  });

  it('tells that it uses the proxy', () => {
    expect(node({ uses: true, told: true }).finding?.code).toBe('NODE_PROXY');
  });

  it('warns of values that stop Node.js, where it is told to read them', () => {
    expect(node({ told: true, stopping: ['HTTPS_PROXY'] })).toMatchObject({
      status: 'warn',
      finding: { code: 'NODE_WILL_NOT_START', facts: { variables: ['HTTPS_PROXY'] } },
    });
    expect(node({ told: false, stopping: ['HTTPS_PROXY'] }).status).toBe('info');
  });
});
