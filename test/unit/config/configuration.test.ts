import { describe, expect, it } from 'vitest';
import { configFolder, dataFolder, loadConfiguration } from '../../../src/lib/config/configuration.js';
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
