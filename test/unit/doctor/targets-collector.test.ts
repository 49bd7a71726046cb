import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseHosts } from '../../../src/lib/doctor/collectors/hosts-file.js';
import { describeNode } from '../../../src/lib/doctor/collectors/node-proxies.js';
import type { CollectRequest } from '../../../src/lib/doctor/collectors/sources.js';
import { collectTargets } from '../../../src/lib/doctor/collectors/targets.js';
import { formatEvidence, readEvidence } from '../../../src/lib/doctor/evidence.js';
import type { Address } from '../../../src/lib/host/network.js';
import type { ProcessRequest } from '../../../src/lib/host/processes.js';
import { type FakeHostOptions, fakeHost } from '../../helpers/fake-host.js';
import { fixture } from './evidence-fixtures.js';
import { sourcesFor } from './test-sources.js';

type Resolve = (host: string, signal?: AbortSignal) => Promise<Address[]>;

const names: Record<string, string[]> = {
  'api.test': ['203.0.113.80'],
  'cache.test': ['10.0.3.8', '10.0.3.9', '10.0.3.8'],
  'none.test': [],
};
const resolveNames: Resolve = async (host) => {
  const found = names[host];
  if (!found) throw Object.assign(new Error('no'), { code: 'ENOTFOUND' });
  return found.map((address) => ({ address, family: 4 }));
};

async function collect(
  request: Partial<CollectRequest>,
  options: FakeHostOptions = {},
  resolve: Resolve = resolveNames,
  signal?: AbortSignal,
) {
  const host = fakeHost(options);
  const sources = sourcesFor(
    { ...host, network: { ...host.network, resolve } },
    { offline: false, apiEndpoint: 'https://api.test', ...request },
    signal,
  );
  return (await collectTargets(sources)).value;
}

describe('the names of the targets', () => {
  it('are looked up, each once, the API among them, and addresses are not', async () => {
    const asked: string[] = [];
    const value = await collect(
      {
        targets: [
          'redis://u:QXZ@cache.test:6379',
          'https://CACHE.test/x',
          'https://10.0.0.1',
          'http://[fd00::1]:80',
          'http://localhost:1',
          'not a url',
        ],
      },
      {},
      (host) => {
        asked.push(host);
        return resolveNames(host);
      },
    );
    expect(asked.sort()).toEqual(['api.test', 'cache.test']);
    expect(value.names).toMatchObject([
      { host: 'cache.test', role: 'target', lookup: { addresses: ['10.0.3.8', '10.0.3.9'], code: null } },
      { host: 'api.test', role: 'api', lookup: { addresses: ['203.0.113.80'] } },
    ]);
    expect(JSON.stringify(value)).not.toContain('QXZ');
  });

  it('are a target where the API is one, too', async () => {
    const value = await collect({ targets: ['https://api.test'] });
    expect(value.names).toMatchObject([{ host: 'api.test', role: 'target' }]);
  });

  it('say why they do not resolve', async () => {
    const value = await collect({ targets: ['tcp://none.test:1', 'tcp://lost.test:1'] });
    expect(value.names.map(({ host, lookup }) => [host, lookup?.addresses, lookup?.code])).toEqual([
      ['none.test', [], 'ENOTFOUND'],
      ['lost.test', [], 'ENOTFOUND'],
      ['api.test', ['203.0.113.80'], null],
    ]);
  });

  it('have 4 seconds each, and a slow one does not hold up the others', { timeout: 10_000 }, async () => {
    const never: Resolve = (host, signal) =>
      host === 'slow.test'
        ? new Promise((_resolve, reject) => {
            signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
          })
        : resolveNames(host);
    const started = performance.now();
    const value = await collect({ targets: ['tcp://slow.test:1', 'tcp://cache.test:1'] }, {}, never);
    expect(performance.now() - started).toBeLessThan(6_000);
    expect(value.names.map(({ lookup }) => lookup?.code)).toEqual(['TIMEOUT', null, null]);
  });

  it('have less where there is less for the whole', async () => {
    const never: Resolve = (_host, signal) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      });
    const started = performance.now();
    const value = await collect({ timeoutMs: 500 }, {}, never);
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(value.names[0]?.lookup?.code).toBe('TIMEOUT');
  });

  it('do not wait for clients that take their time', async () => {
    let looked = () => {};
    const lookedUp = new Promise<void>((resolve) => {
      looked = resolve;
    });
    const run = async () => {
      await lookedUp;
      return { stdout: 'curl 8.5.0' };
    };
    const value = await collect({ targets: ['https://cache.test'] }, { run }, (host) => {
      looked();
      return resolveNames(host);
    });
    expect(value.installed).toContain('curl');
    expect(value.names).toHaveLength(2);
  });

  it('are known where clients hang, and there is little time for the whole', async () => {
    const limits: number[] = [];
    const run = ({ timeoutMs }: ProcessRequest) => {
      limits.push(timeoutMs);
      return { exitCode: null, timedOut: true };
    };
    const value = await collect({ timeoutMs: 2_000, targets: ['https://cache.test'] }, { run });
    expect(Math.max(...limits)).toBeLessThan(1_000);
    expect(value).toMatchObject({ installed: ['node'], names: [{ host: 'cache.test' }, {}] });
  });

  it('are let go when the run ends', async () => {
    const controller = new AbortController();
    const never: Resolve = (_host, signal) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      });
    setTimeout(() => controller.abort(new Error('stop')), 20);
    await expect(collect({}, {}, never, controller.signal)).rejects.toThrow('stop');
  });

  it('are not looked up offline, but found in the hosts file', async () => {
    const files = { '/etc/hosts': '127.0.0.1 localhost\n203.0.113.7 api.test api # old\n' };
    const value = await collect({ offline: true, targets: ['https://b.test'] }, { files }, () => {
      throw new Error('was asked');
    });
    expect(value.names).toEqual([
      { host: 'b.test', role: 'target', direct: true, lookup: null, entries: [] },
      {
        host: 'api.test',
        role: 'api',
        direct: true,
        lookup: null,
        entries: [{ address: '203.0.113.7', line: 2 }],
      },
    ]);
  });

  it('know whether Go would leave the lookup to a proxy', async () => {
    const env = { HTTPS_PROXY: 'http://10.0.0.9:3128', NO_PROXY: '.inside.test' };
    const value = await collect(
      { targets: ['https://a.inside.test', 'https://b.outside.test', 'redis://c.outside.test'] },
      { env },
    );
    expect(value.names.map(({ host, direct }) => [host, direct])).toEqual([
      ['a.inside.test', true],
      ['b.outside.test', false],
      ['c.outside.test', true],
      ['api.test', false],
    ]);
  });
});

describe('the hosts file', () => {
  it.each<[NodeJS.Platform, Record<string, string>, string]>([
    ['linux', {}, '/etc/hosts'],
    ['darwin', {}, '/etc/hosts'],
    ['win32', { systemroot: 'D:\\Windows' }, 'D:\\Windows\\System32\\drivers\\etc\\hosts'],
    ['win32', {}, 'C:\\Windows\\System32\\drivers\\etc\\hosts'],
  ])('on %s', async (os, env, path) => {
    const there = await collect(
      {},
      { platform: { os }, env, files: { [path]: '\ufeff10.0.0.1\tAPI.test.\r\n' } },
    );
    expect(there.hostsFile).toEqual({ path, state: 'read' });
    expect(there.names[0]?.entries).toEqual([{ address: '10.0.0.1', line: 1 }]);
    expect((await collect({}, { platform: { os }, env })).hostsFile).toEqual({ path, state: 'missing' });
  });

  it('may be one that we can not read', async () => {
    const host = fakeHost();
    host.files.readText = async () => {
      throw Object.assign(new Error('no'), { code: 'EACCES' });
    };
    const { value } = await collectTargets(sourcesFor(host));
    expect(value.hostsFile).toEqual({ path: '/etc/hosts', state: 'unreadable' });
  });

  it.each<[string, unknown]>([
    ['10.0.0.1 a b', [{ address: '10.0.0.1', names: ['a', 'b'], line: 1 }]],
    ['# 10.0.0.1 a', []],
    ['10.0.0.1 a#b', [{ address: '10.0.0.1', names: ['a'], line: 1 }]],
    ['10.0.0.1', []],
    ['a 10.0.0.1', []],
    ['fe80::1%eth0 a', [{ address: 'fe80::1%eth0', names: ['a'], line: 1 }]],
    ['\n\n  ::1\tA.B.  ', [{ address: '::1', names: ['a.b'], line: 3 }]],
    ['\u0000\u0001\u0002', []],
  ])('%j', (text, entries) => {
    expect(parseHosts(text)).toEqual(entries);
  });

  it('is read back whatever blanks, comments and line ends it has', () => {
    const blank = fc.constantFrom(' ', '\t', '  ');
    const end = fc.constantFrom('\n', '\r\n', ' # a comment 10.0.0.1 x\n');
    const name = fc.constantFrom('a', 'b.test', 'C.TEST', 'd-1.test.');
    const entry = fc.record({
      address: fc.constantFrom('10.0.0.1', '::1', 'fd00::8'),
      names: fc.array(name, { minLength: 1, maxLength: 3 }),
      blank,
      end,
    });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 6 }), (list) => {
        const text = list.map((row) => [row.address, ...row.names].join(row.blank) + row.end).join('');
        expect(parseHosts(text)).toEqual(
          list.map(({ address, names }, index) => ({
            address,
            names: names.map((word) => word.toLowerCase().replace(/\.$/, '')),
            line: index + 1,
          })),
        );
      }),
    );
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => Array.isArray(parseHosts(text))));
  });
});

describe('the decisions', () => {
  const env = {
    HTTPS_PROXY: 'http://li:QXZp#assQXZ@proxy.test:3128',
    https_proxy: 'http://li:QXZpassQXZ@proxy.test:3128',
  };

  it('are those of explain, kept without credentials, and survive the evidence file', async () => {
    const value = await collect({ targets: ['https://a.test/x'] }, { env });
    expect(JSON.stringify(value)).not.toContain('QXZ');
    expect(value.urls[0]?.explanation).toMatchObject({ target: { url: 'https://a.test/x' }, agree: false });
    expect(value.installed).toContain('node');
    const targets = { state: 'ok', source: 'network', durationMs: 1, value } as const;
    const evidence = { ...fixture('linux'), sections: { ...fixture('linux').sections, targets } };
    const read = readEvidence(formatEvidence(evidence));
    expect(read).toMatchObject({ ok: true });
    if (read.ok) expect(read.evidence.sections.targets).toEqual(targets);
  });

  it('do not show a part of the password that Go and curl take for the host', async () => {
    const misread = 'http://li:p@QXZpass/x@h:1';
    const value = await collect(
      { targets: ['https://a.test/x'] },
      { env: { HTTPS_PROXY: misread, https_proxy: misread } },
    );
    expect(value.urls[0]?.explanation.clients[0]).toMatchObject({ client: 'go', proxy: { host: '***' } });
    expect(JSON.stringify(value)).not.toMatch(/qxz/i);
  });

  it('are refused where the file is damaged', async () => {
    const value = await collect({ targets: ['https://a.test/x'] }, { env });
    const damaged = (change: (text: string) => string) => {
      const targets = { state: 'ok', source: 'network', durationMs: 1, value } as const;
      const evidence = { ...fixture('linux'), sections: { ...fixture('linux').sections, targets } };
      return readEvidence(change(formatEvidence(evidence)));
    };
    expect(damaged((text) => text.replace('"client": "go"', '"client": "gopher"'))).toMatchObject({
      ok: false,
      problem: 'malformed',
      detail: expect.stringContaining('urls[0].explanation'),
    });
    expect(damaged((text) => text.replace(/"kind": "(?:named|malformed)"/, '"kind": "x"'))).toMatchObject({
      ok: false,
      problem: 'malformed',
    });
  });

  it('are not asked for without targets: no program is started', async () => {
    const asked: string[] = [];
    const value = await collect({}, { run: ({ file }) => void asked.push(file) });
    expect([asked, value.urls, value.installed]).toEqual([[], [], []]);
  });
});

describe('what Node.js does', () => {
  const node = (env: Record<string, string>, nodeVersion = '20.20.2', os: NodeJS.Platform = 'linux') => {
    const host = fakeHost({ env, platform: { nodeVersion, os } });
    return describeNode(host);
  };
  const proxy = { HTTPS_PROXY: 'http://10.0.0.9:3128' };

  it.each<[string, Record<string, string>, string, ReturnType<typeof describeNode>]>([
    ['is nothing by itself', proxy, '24.21.0', { uses: false, told: false, stopping: [] }],
    [
      'with NODE_USE_ENV_PROXY',
      { ...proxy, NODE_USE_ENV_PROXY: '1' },
      '24.21.0',
      { uses: true, told: true, stopping: [] },
    ],
    [
      'in a release that knows no such variable',
      { ...proxy, NODE_USE_ENV_PROXY: '1' },
      '20.20.2',
      { uses: false, told: true, stopping: [] },
    ],
    [
      'with a value that it refuses',
      { HTTPS_PROXY: 'proxy:3128', NODE_USE_ENV_PROXY: '1' },
      '20.20.2',
      { uses: false, told: true, stopping: ['HTTPS_PROXY'] },
    ],
    [
      'with a password that it can not decode',
      { https_proxy: 'http://u:p%ss@h:1', NODE_USE_ENV_PROXY: '1' },
      '20.20.2',
      { uses: false, told: true, stopping: ['https_proxy'] },
    ],
    [
      'with such a value, but not told to read it',
      { HTTPS_PROXY: 'proxy:3128' },
      '20.20.2',
      { uses: false, told: false, stopping: [] },
    ],
  ])('%s', (_name, env, version, expected) => {
    expect(node(env, version)).toEqual(expected);
  });

  it('is told in any case on Windows', () => {
    const env = { https_proxy: 'http://10.0.0.9:3128', node_use_env_proxy: '1' };
    expect(node(env, '24.21.0', 'win32')).toMatchObject({ uses: true, told: true });
  });
});
