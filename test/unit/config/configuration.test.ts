import { describe, expect, it } from 'vitest';
import {
  configFolder,
  dataFolder,
  lineIn,
  loadConfiguration,
} from '../../../src/lib/config/configuration.js';
import type { Failure } from '../../../src/lib/errors.js';
import { fakeHost } from '../../helpers/fake-host.js';

const project = '/home/li/project';
const rejection = async (promise: Promise<unknown>): Promise<Failure> => {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!error) throw new Error('expected a failure');
  return error as Failure;
};

describe('configuration', () => {
  it('takes flag over variable over project file over user file over default, and says which', async () => {
    const files = {
      '/home/li/aliproxy.yaml': 'cloud:\n  region: cn-beijing\n  profile: work\n',
      '/home/li/.config/aliproxy/config.yaml': 'cloud: {region: cn-shanghai, endpoint: "https://e.test"}\n',
    };
    const configuration = await loadConfiguration(
      fakeHost({ files, env: { REGION: 'cn-hangzhou' } }),
      undefined,
    );
    const flag = { name: '--region', value: 'cn-shenzhen' };
    expect(configuration.find('cloud.region', { flag, variables: ['REGION'] })).toEqual({
      value: 'cn-shenzhen',
      origin: { kind: 'flag', name: '--region' },
    });
    expect(configuration.find('cloud.region', { variables: ['REGION'] })).toEqual({
      value: 'cn-hangzhou',
      origin: { kind: 'environment', variable: 'REGION' },
    });
    expect(configuration.find('cloud.region')).toEqual({
      value: 'cn-beijing',
      origin: { kind: 'file', path: '/home/li/aliproxy.yaml', line: 2 },
    });
    expect(configuration.find('cloud.endpoint')?.value).toBe('https://e.test');
    expect(configuration.get('doctor.timeout', {}, 30_000)).toEqual({
      value: 30_000,
      origin: { kind: 'default' },
    });
  });

  it('finds aliproxy.yaml upward on Windows paths too', async () => {
    const host = fakeHost({
      platform: { os: 'win32', cwd: 'C:\\Users\\李\\my code\\svc', home: 'C:\\Users\\李' },
      files: { 'C:\\Users\\李\\my code\\aliproxy.yaml': 'lang: zh\n' },
    });
    expect((await loadConfiguration(host, undefined)).find('lang')?.value).toBe('zh');
  });

  it('keeps to the folders of the user where the variables for them are empty', () => {
    const windows = { os: 'win32', home: 'C:\\Users\\li' } as const;
    const host = fakeHost({ platform: windows, env: { APPDATA: '', LOCALAPPDATA: '' } });
    expect(configFolder(host)).toBe('C:\\Users\\li\\AppData\\Roaming\\aliproxy');
    expect(dataFolder(host)).toBe('C:\\Users\\li\\AppData\\Local\\aliproxy');
  });

  it('turns durations into milliseconds and one text into a list', async () => {
    const files = { [`${project}/aliproxy.yaml`]: 'probe:\n  timeout: 3s\n  targets: redis://r.test:6379\n' };
    const configuration = await loadConfiguration(fakeHost({ files }), undefined);
    expect(configuration.find('probe.timeout')?.value).toBe(3_000);
    expect(configuration.find('probe.targets')?.value).toEqual(['redis://r.test:6379']);
  });

  it.each([
    [
      'probe:\n  targts: [a]\n',
      'CONFIG_UNKNOWN_KEY',
      { line: 2, key: 'probe.targts', suggestion: 'probe.targets' },
    ],
    ['zebra: red\n', 'CONFIG_UNKNOWN_KEY', { line: 1, key: 'zebra', suggestion: null }],
    ['constructor: 1\n', 'CONFIG_UNKNOWN_KEY', { line: 1, key: 'constructor' }],
    ['doctor:\n  __proto__: 1\n', 'CONFIG_UNKNOWN_KEY', { line: 2, key: 'doctor.__proto__' }],
    ['__proto__: 1\n', 'CONFIG_UNKNOWN_KEY', { line: 1, key: '__proto__' }],
    ['lang: de\n', 'CONFIG_BAD_VALUE', { line: 1, key: 'lang', expected: 'en | zh' }],
    ['probe:\n\n  timeout: 5\n', 'CONFIG_BAD_VALUE', { line: 3, key: 'probe.timeout' }],
    ['cloud: yes please\n', 'CONFIG_BAD_VALUE', { line: 1, key: 'cloud' }],
    ['- a\n', 'CONFIG_BAD_VALUE', { line: 1 }],
    ['lang: en\nlang: zh\n', 'CONFIG_SYNTAX', { line: 2 }],
    ['lang: [en\n', 'CONFIG_SYNTAX', {}],
    ['lang: en\n---\nlang: zh\n', 'CONFIG_SYNTAX', { line: 2, detail: 'Source contains multiple documents' }],
  ])('refuses %j with file, line and key', async (content, code, facts) => {
    const path = `${project}/aliproxy.yaml`;
    const failure = await rejection(loadConfiguration(fakeHost({ files: { [path]: content } }), undefined));
    expect(failure.code).toBe(code);
    expect(failure.exitCode).toBe(2);
    expect(failure.facts).toMatchObject({ path, ...facts });
  });

  it('reads lists of names and values, each with its line', async () => {
    const content = [
      'probe:',
      '  slo: {tls: 50ms, total: 2s}',
      '  expectStatus: 204',
      '  targets:',
      '    - redis://cache.test',
      '    - url: https://api.test/health',
      '      tags: prod',
      '      expectStatus: [200, 300-302]',
      '      headers: {Accept: text/plain}',
      '      timeout: 3s',
      '      slo: [total=1s]',
    ];
    const files = { [`${project}/aliproxy.yaml`]: content.join('\n') };
    const configuration = await loadConfiguration(fakeHost({ files }), undefined);
    expect(configuration.find('probe.slo')?.value).toEqual({ tls: 50, total: 2_000 });
    expect(configuration.find('probe.expectStatus')?.value).toEqual([204]);
    const { value, origin } = configuration.find('probe.targets') ?? {};
    expect(value).toEqual([
      'redis://cache.test',
      {
        url: 'https://api.test/health',
        tags: ['prod'],
        expectStatus: [200, '300-302'],
        headers: { Accept: 'text/plain' },
        timeout: 3_000,
        slo: ['total=1s'],
      },
    ]);
    if (origin?.kind !== 'file') throw new Error('not from a file');
    const keys = ['', '[0]', '[1].url', '[1].expectStatus[1]', '[1].slo[0]', '[7].none'];
    expect(keys.map((key) => lineIn(origin, `probe.targets${key}`))).toEqual([4, 5, 6, 8, 11, 4]);
  });

  it.each([
    ['targets: {url: a}', 2, 'probe.targets[0]', null],
    ['targets: [[a]]', 2, 'probe.targets[0]', 'text | {url, name,'],
    ['targets: [6379]', 2, 'probe.targets[0]', 'text | {url, name,'],
    ['targets: [{name: a}]', 2, 'probe.targets[0].url', 'text'],
    ['targets: [{url: a, expectStatus: 700}]', 2, 'probe.targets[0].expectStatus', '100…599 | text'],
    [
      'targets: [{url: a, expectStatus: {from: 200}}]',
      2,
      'probe.targets[0].expectStatus',
      '[100…599 | text, …]',
    ],
    ['targets: [{url: a, tags: {b: c}}]', 2, 'probe.targets[0].tags', '[text, …]'],
    ['targets: [{url: a, timeout: 5}]', 2, 'probe.targets[0].timeout', '500ms, 5s, 3m'],
    ['targets: [{url: a, headers: {X-A: 5}}]', 2, 'probe.targets[0].headers.X-A', 'text'],
    ['targets: [{url: a, slo: {tls: fast}}]', 2, 'probe.targets[0].slo.tls', '500ms, 5s, 3m'],
    ['headers: 5', 2, 'probe.headers', 'text'],
    ['headers: [[a]]', 2, 'probe.headers[0]', 'text'],
    ['attempts: 6', 2, 'probe.attempts', '1…5'],
    ['envRules: java', 2, 'probe.envRules', 'go | curl | node'],
  ])('refuses the shape of %j', async (line, number, key, expected) => {
    const files = { [`${project}/aliproxy.yaml`]: `probe:\n  ${line}\n` };
    if (expected === null) {
      const { value } = (await loadConfiguration(fakeHost({ files }), undefined)).find('probe.targets') ?? {};
      expect(value).toEqual([{ url: 'a' }]);
      return;
    }
    const failure = await rejection(loadConfiguration(fakeHost({ files }), undefined));
    expect(failure).toMatchObject({ code: 'CONFIG_BAD_VALUE', exitCode: 2, facts: { line: number, key } });
    expect((failure.facts as { expected: string }).expected).toContain(expected);
  });

  it.each([
    ['targets: [{url: a, expectStatu: 5}]', 'probe.targets[0].expectStatu', 'probe.targets[0].expectStatus'],
    ['targets: [{url: a}, {uri: b}]', 'probe.targets[1].uri', 'probe.targets[1].url'],
    ['targets: [{url: a, slo: {tunel: 1s}}]', 'probe.targets[0].slo.tunel', 'probe.targets[0].slo.tunnel'],
    ['targets: [{url: a, __proto__: 1}]', 'probe.targets[0].__proto__', null],
    ['slo: {totl: 1s}', 'probe.slo.totl', 'probe.slo.total'],
    ['slo: {constructor: 1s}', 'probe.slo.constructor', null],
    ['atempts: 2', 'probe.atempts', 'probe.attempts'],
  ])('does not know a key of %j', async (line, key, suggestion) => {
    const files = { [`${project}/aliproxy.yaml`]: `probe:\n  ${line}\n` };
    const failure = await rejection(loadConfiguration(fakeHost({ files }), undefined));
    expect(failure).toMatchObject({ code: 'CONFIG_UNKNOWN_KEY', facts: { line: 2, key } });
    if (suggestion !== null) expect(failure.facts).toMatchObject({ suggestion });
  });

  it('keeps a header named like what all objects have', async () => {
    const files = { [`${project}/aliproxy.yaml`]: 'probe:\n  headers: {__proto__: a, constructor: b}\n' };
    const { value } = (await loadConfiguration(fakeHost({ files }), undefined)).find('probe.headers') ?? {};
    expect(Object.entries(value ?? {})).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
  });

  it('accepts an empty file', async () => {
    const host = fakeHost({ files: { [`${project}/aliproxy.yaml`]: '# nothing yet\n' } });
    expect((await loadConfiguration(host, undefined)).find('lang')).toBeUndefined();
  });

  it.each(['ENOENT', 'ENOTDIR'])(
    'does without the file of a user whose home is no folder (%s)',
    async (code) => {
      const host = fakeHost({ platform: { home: '/dev/null' } });
      const readText = () => Promise.reject(Object.assign(new Error(code), { code }));
      const nowhere = { ...host, files: { ...host.files, readText } };
      expect((await loadConfiguration(nowhere, undefined)).find('lang')).toBeUndefined();
      expect((await rejection(loadConfiguration(nowhere, '/dev/null/x.yaml'))).code).toBe('CONFIG_NOT_FOUND');
    },
  );

  it('says when a named file is not there', async () => {
    const failure = await rejection(loadConfiguration(fakeHost(), 'missing.yaml'));
    expect(failure.code).toBe('CONFIG_NOT_FOUND');
    expect(failure.facts).toEqual({ path: `${project}/missing.yaml` });
  });

  it('says when a variable cannot be used', async () => {
    const configuration = await loadConfiguration(fakeHost({ env: { N: 'x' } }), undefined);
    const find = () => configuration.find(null, { variables: ['N'], read: () => undefined, expected: '1' });
    expect(find).toThrow(expect.objectContaining({ code: 'BAD_VARIABLE' }));
  });
});
