import { describe, expect, it } from 'vitest';
import type { ApiWay, CloudEvidence } from '../../../../src/lib/doctor/evidence/cloud.js';
import type { Evidence } from '../../../../src/lib/doctor/evidence.js';
import { fixture } from '../evidence-fixtures.js';
import { resultOf, sentencesFor } from './check-results.js';

type Credentials = CloudEvidence['credentials'];

const none: Credentials = {
  state: 'none',
  place: '~/.aliyun/config.json',
  profile: null,
  keyId: null,
  detail: null,
  warnings: [],
};
const found: Partial<Credentials> = { state: 'found', profile: 'default', keyId: 'LTAI***wxyz' };

const way = (changes: Partial<ApiWay> = {}): ApiWay => ({
  proxy: null,
  failed: null,
  status: 404,
  skewMs: 0,
  durationMs: 80,
  ...changes,
});
const broken = (step: NonNullable<ApiWay['failed']>['step'], code: string, changes: Partial<ApiWay> = {}) =>
  way({ status: null, skewMs: null, failed: { step, code, atProxy: false }, ...changes });
const proxied = { proxy: '10.0.0.9:3128' };

function machine(
  { credentials = {}, ways = [way()] }: { credentials?: Partial<Credentials>; ways?: ApiWay[] | null },
  os = 'linux',
): Evidence {
  const base = fixture(os);
  const value: CloudEvidence = {
    credentials: { ...none, ...credentials },
    api: ways && { url: 'https://api.test:443', ways },
  };
  const cloud = { state: 'ok', source: 'network', durationMs: 80, value } as const;
  return { ...base, sections: { ...base.sections, cloud } };
}

describe('time.skew', () => {
  it.each<[string, number, string, string]>([
    ['the same time', 0, 'pass', '0 s'],
    ['59.999 s late', 59_999, 'pass', '60 s'],
    ['60 s late', 60_000, 'warn', '-60 s'],
    ['60 s early', -60_000, 'warn', '+60 s'],
    ['just below 15 minutes', 899_999, 'warn', '-900 s'],
    ['15 minutes late', 900_000, 'fail', '-900 s'],
    ['15 minutes early', -900_000, 'fail', '+900 s'],
    ['a day late', 86_400_000, 'fail', '-86400 s'],
  ])('%s', (_name, skewMs, status, shown) => {
    const result = resultOf('time.skew', machine({ ways: [way({ skewMs })] }));
    expect(result).toMatchObject({ status, found: shown, expected: '< 60 s' });
    expect(result.finding?.code ?? null).toBe(status === 'pass' ? null : 'CLOCK_OFF');
  });

  it.each([
    ['windows-11', { shell: 'powershell', command: 'w32tm /resync' }],
    ['linux', { shell: 'bash', command: 'sudo timedatectl set-ntp true' }],
    ['macos', { shell: 'bash', command: 'sudo sntp -sS time.apple.com' }],
  ])('prints what an administrator does about it on %s, and offers to change nothing', (os, command) => {
    const { fix } = resultOf('time.skew', machine({ ways: [way({ skewMs: 1e6 })] }, os));
    expect(fix).toEqual({ kind: 'setClock', commands: [command], safe: false, changes: [] });
  });

  it('says late and early, and in which unit', () => {
    const words = (skewMs: number) =>
      sentencesFor(resultOf('time.skew', machine({ ways: [way({ skewMs })] }))).map(({ message }) => message);
    expect(words(1_142_000)).toEqual(["this clock is 19 min behind the cloud's", '本机时钟比云端慢 19 分钟']);
    expect(words(-61_000)).toEqual(["this clock is 61 s ahead of the cloud's", '本机时钟比云端快 61 秒']);
    expect(words(28_800_000)).toEqual(["this clock is 8 h behind the cloud's", '本机时钟比云端慢 8 小时']);
  });

  it('takes the time of any way that answered, also with a certificate that is not valid yet', () => {
    const ways = [
      broken('tcp', 'TIMEOUT', proxied),
      broken('certificate', 'CERT_NOT_YET_VALID', { status: 404, skewMs: 1e9 }),
    ];
    expect(resultOf('time.skew', machine({ ways })).status).toBe('fail');
  });

  it('is skipped where nobody answered, and offline', () => {
    expect(resultOf('time.skew', machine({ ways: [broken('dns', 'ENOTFOUND')] }))).toMatchObject({
      status: 'skip',
      finding: { code: 'CLOCK_UNKNOWN' },
    });
    expect(resultOf('time.skew', machine({ ways: null })).finding?.code).toBe('OFFLINE');
  });
});

describe('aliyun.credentials', () => {
  it.each<[string, Partial<Credentials>, string, string | null, string | null]>([
    ['none', {}, 'info', 'CREDENTIALS_NONE', null],
    ['a profile', found, 'pass', null, 'LTAI***wxyz (~/.aliyun/config.json: default)'],
    [
      'variables',
      { ...found, place: 'environment', profile: null },
      'pass',
      null,
      'LTAI***wxyz (environment)',
    ],
    [
      'a profile that needs another way to sign',
      { state: 'mode', profile: 'default', detail: 'EcsRamRole' },
      'info',
      'CREDENTIALS_MODE',
      '~/.aliyun/config.json: default',
    ],
    [
      'half a pair',
      { state: 'half', place: 'environment', detail: 'ALIBABA_CLOUD_ACCESS_KEY_SECRET' },
      'warn',
      'CREDENTIALS_UNUSABLE',
      'environment',
    ],
    [
      'an unknown profile',
      { state: 'profile-missing', profile: 'work' },
      'warn',
      'CREDENTIALS_UNUSABLE',
      '~/.aliyun/config.json: work',
    ],
    [
      'a profile without a secret',
      { state: 'incomplete', profile: 'work', detail: 'access_key_secret' },
      'warn',
      'CREDENTIALS_UNUSABLE',
      '~/.aliyun/config.json: work',
    ],
    ['a damaged file', { state: 'malformed' }, 'warn', 'CREDENTIALS_UNUSABLE', '~/.aliyun/config.json'],
    [
      'a file of somebody else',
      { state: 'unreadable', detail: 'EACCES' },
      'warn',
      'CREDENTIALS_UNUSABLE',
      '~/.aliyun/config.json',
    ],
    [
      'different keys in both places',
      { ...found, warnings: ['ENVIRONMENT_BEFORE_PROFILE'] },
      'warn',
      'CREDENTIALS_RIVAL',
      'LTAI***wxyz (~/.aliyun/config.json: default)',
    ],
    [
      'a file that others can read',
      { ...found, warnings: ['OPEN_TO_OTHERS'] },
      'warn',
      'CREDENTIALS_OPEN',
      'LTAI***wxyz (~/.aliyun/config.json: default)',
    ],
  ])('%s', (_name, credentials, status, code, shown) => {
    const evidence = machine({ credentials, ways: null });
    const result = resultOf('aliyun.credentials', evidence);
    expect([result.status, result.finding?.code ?? null, result.found]).toEqual([status, code, shown]);
    for (const { message, hint } of sentencesFor(result)) {
      expect(message).toMatch(/\S/);
      expect(message).not.toMatch(/undefined|null/);
      expect(hint !== '').toBe(status === 'warn');
    }
  });

  it('closes a file by hand', () => {
    const credentials = { ...found, warnings: ['OPEN_TO_OTHERS' as const] };
    expect(resultOf('aliyun.credentials', machine({ credentials })).fix).toMatchObject({
      commands: [{ shell: 'bash', command: 'chmod 600 ~/.aliyun/config.json' }],
      changes: [],
    });
  });
});

describe('what to do about credentials that can not be used', () => {
  it.each([
    ['half', 'both', '同时设置'],
    ['profile-missing', 'name a profile that is there', '已有的配置'],
    ['incomplete', 'complete it', '补全'],
    ['malformed', 'write it again', '重新生成'],
    ['unreadable', 'let your own user read the file', '有权读取'],
  ] as const)('%s', (state, english, chinese) => {
    const evidence = machine({ credentials: { state, profile: 'work', detail: 'X' }, ways: null });
    const [en, zh] = sentencesFor(resultOf('aliyun.credentials', evidence));
    expect(en?.hint).toContain(english);
    expect(zh?.hint).toContain(chinese);
  });
});

describe('aliyun.endpoint', () => {
  const certificate = (changes: Partial<ApiWay> = {}) =>
    broken('certificate', 'SELF_SIGNED_CERT_IN_CHAIN', { status: 404, skewMs: 0, ...changes });

  it.each<[string, Partial<Credentials>, ApiWay[] | null, string, string | null]>([
    ['the only way works', {}, [way()], 'pass', null],
    ['both ways work', found, [way(proxied), way()], 'pass', null],
    ['any status is an answer', {}, [way({ status: 503 })], 'pass', null],
    ['only through the proxy', {}, [way(proxied), broken('tcp', 'TIMEOUT')], 'info', 'API_ONLY_PROXY'],
    [
      'only through the proxy, where cloud commands are used',
      found,
      [way(proxied), broken('tcp', 'TIMEOUT')],
      'warn',
      'API_ONLY_PROXY',
    ],
    ['only directly', {}, [broken('connect', '403', proxied), way()], 'warn', 'API_ONLY_DIRECT'],
    ['no way', {}, [broken('dns', 'ENOTFOUND')], 'warn', 'API_UNREACHABLE'],
    ['no way, where it is wanted', found, [broken('dns', 'ENOTFOUND')], 'fail', 'API_UNREACHABLE'],
    [
      'neither way, where half a pair shows that it is wanted',
      { state: 'half', detail: 'ALIBABA_CLOUD_ACCESS_KEY_SECRET' },
      [broken('connect', '407', proxied), broken('tcp', 'ECONNREFUSED')],
      'fail',
      'API_UNREACHABLE',
    ],
    ['a foreign certificate', found, [certificate()], 'warn', 'API_CERTIFICATE'],
    [
      'a foreign certificate both ways',
      found,
      [certificate(proxied), certificate()],
      'warn',
      'API_CERTIFICATE',
    ],
    [
      'a foreign certificate through the proxy, nothing directly',
      {},
      [certificate(proxied), broken('tcp', 'TIMEOUT')],
      'warn',
      'API_CERTIFICATE',
    ],
    ['a SOCKS proxy, and directly', {}, [broken('connect', 'NOT_TRIED', proxied), way()], 'pass', null],
    [
      'a SOCKS proxy, and not directly',
      found,
      [broken('connect', 'NOT_TRIED', proxied), broken('tcp', 'TIMEOUT')],
      'skip',
      'API_NOT_TRIED',
    ],
    ['--offline', found, null, 'skip', 'OFFLINE'],
  ])('%s', (_name, credentials, ways, status, code) => {
    const result = resultOf('aliyun.endpoint', machine({ credentials, ways }));
    expect([result.status, result.finding?.code ?? null]).toEqual([status, code]);
    for (const { message } of sentencesFor(result)) expect(message).not.toMatch(/undefined|null/);
  });

  it('shows each way with its outcome', () => {
    const ways = [broken('connect', '403', proxied), way()];
    expect(resultOf('aliyun.endpoint', machine({ ways })).found).toBe(
      'https://api.test:443\n10.0.0.9:3128 -> connect 403\ndirect -> 404',
    );
  });

  it('says where each way ended', () => {
    const ways = [
      broken('connect', '407', proxied),
      broken('tls', 'ECONNRESET', { failed: { step: 'tls', code: 'ECONNRESET', atProxy: true }, ...proxied }),
      broken('dns', 'ENOTFOUND'),
    ];
    const [english, chinese] = sentencesFor(resultOf('aliyun.endpoint', machine({ ways })));
    expect(english?.message.split('\n')).toEqual([
      'through 10.0.0.9:3128: the proxy wants credentials (407)',
      'through 10.0.0.9:3128, at the proxy: TLS fails (ECONNRESET)',
      'directly: the name does not resolve (ENOTFOUND)',
    ]);
    expect(chinese?.message.split('\n')).toEqual([
      '经 10.0.0.9:3128：代理要求认证（407）',
      '经 10.0.0.9:3128（代理本身）：TLS 握手失败（ECONNRESET）',
      '直连：域名无法解析（ENOTFOUND）',
    ]);
  });
});
