import { describe, expect, it } from 'vitest';
import { findCredentials } from '../../../src/lib/cloud/credentials.js';
import { Failure } from '../../../src/lib/errors.js';
import { Redactor } from '../../../src/lib/redact.js';
import { fakeHost } from '../../helpers/fake-host.js';

const path = '/home/li/.aliyun/config.json';
const pair = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAIenvironment',
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'env-secret',
};
const profile = (members: object) => ({
  name: 'work',
  mode: 'AK',
  access_key_id: 'LTAIprofile',
  access_key_secret: 'profile-secret',
  region_id: 'cn-beijing',
  ...members,
});
const file = (...profiles: object[]) => JSON.stringify({ current: 'work', profiles });

interface Case {
  env?: Record<string, string>;
  content?: string;
  chosen?: string;
  preferred?: string;
}

async function find({ env = {}, content, chosen, preferred }: Case) {
  const host = fakeHost({ env, files: content === undefined ? {} : { [path]: content } });
  const secrets = new Redactor();
  try {
    const found = await findCredentials(
      host,
      { chosen: chosen ?? null, preferred: preferred ?? null },
      secrets,
    );
    return { ...found, secrets };
  } catch (error) {
    if (error instanceof Failure) return { failure: error, secrets };
    throw error;
  }
}

describe('keys', () => {
  it('come from the environment as a pair, with the token', async () => {
    const found = await find({ env: { ...pair, ALIBABA_CLOUD_SECURITY_TOKEN: 'env-token' } });
    expect(found).toMatchObject({
      credentials: {
        accessKeyId: 'LTAIenvironment',
        accessKeySecret: 'env-secret',
        securityToken: 'env-token',
      },
      warnings: [],
    });
  });

  it('come from the current profile where the environment has none, with its region', async () => {
    const found = await find({ content: file(profile({ name: 'other' }), profile({})) });
    expect(found).toMatchObject({
      credentials: { accessKeyId: 'LTAIprofile', accessKeySecret: 'profile-secret', securityToken: null },
      region: 'cn-beijing',
    });
  });

  it('come from the profile that a flag names, before the environment', async () => {
    const found = await find({ env: pair, content: file(profile({ name: 'second' })), chosen: 'second' });
    expect(found).toMatchObject({ credentials: { accessKeyId: 'LTAIprofile' }, warnings: [] });
  });

  it('come from the environment before a profile that a variable names, and it is said', async () => {
    const found = await find({ env: pair, content: file(profile({ name: 'second' })), preferred: 'second' });
    expect(found).toMatchObject({
      credentials: { accessKeyId: 'LTAIenvironment' },
      warnings: [{ kind: 'ENVIRONMENT_BEFORE_PROFILE', profile: 'second', path }],
    });
  });

  it('in the environment do not need a readable profile file', async () => {
    expect(await find({ env: pair, content: '{ broken' })).toMatchObject({ warnings: [] });
  });

  it.each(['AK', 'ak', 'Ak', ''])('are read from a profile of mode %j', async (mode) => {
    expect(await find({ content: file(profile({ mode })) })).toMatchObject({
      credentials: { accessKeyId: 'LTAIprofile' },
    });
  });

  it('are read with their token from a profile of mode StsToken', async () => {
    const content = file(profile({ mode: 'ststoken', sts_token: 'profile-token' }));
    expect(await find({ content })).toMatchObject({ credentials: { securityToken: 'profile-token' } });
  });

  it('survive the byte order mark that Windows editors write', async () => {
    expect(await find({ content: `\uFEFF${file(profile({}))}` })).toMatchObject({ region: 'cn-beijing' });
  });

  const failures: [string, Case, string, object][] = [
    ['are missing', {}, 'CREDENTIALS_MISSING', { path }],
    [
      'lack the secret',
      { env: { ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAIx' } },
      'CREDENTIALS_HALF',
      { missing: 'ALIBABA_CLOUD_ACCESS_KEY_SECRET' },
    ],
    [
      'lack the id',
      { env: { ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'secret-x' } },
      'CREDENTIALS_HALF',
      { missing: 'ALIBABA_CLOUD_ACCESS_KEY_ID' },
    ],
    [
      'stand in a broken file',
      { content: '{"profiles":[{"access_key_secret":"leak' },
      'CREDENTIALS_FILE_MALFORMED',
      { path },
    ],
    [
      'stand in a file of another shape',
      { content: '{"profiles":7}' },
      'CREDENTIALS_FILE_MALFORMED',
      { path },
    ],
    [
      'are asked of an unknown profile',
      { content: file(profile({})), chosen: 'nope' },
      'PROFILE_NOT_FOUND',
      { known: ['work'] },
    ],
    [
      'have a mode that needs more',
      { content: file(profile({ mode: 'RamRoleArn' })) },
      'PROFILE_MODE_UNSUPPORTED',
      { mode: 'RamRoleArn' },
    ],
    [
      'have no secret',
      { content: file(profile({ access_key_secret: '' })) },
      'PROFILE_INCOMPLETE',
      { field: 'access_key_secret' },
    ],
    [
      'have no token',
      { content: file(profile({ mode: 'StsToken' })) },
      'PROFILE_INCOMPLETE',
      { field: 'sts_token' },
    ],
    [
      'are nowhere in the profile',
      { content: file({ name: 'work' }) },
      'PROFILE_INCOMPLETE',
      { field: 'access_key_id' },
    ],
  ];
  it.each(failures)('that %s are a usage failure', async (_, given, code, facts) => {
    const { failure } = (await find(given)) as { failure: Failure };
    expect(failure).toMatchObject({ code, exitCode: 2, facts });
    expect(JSON.stringify(failure.facts)).not.toContain('leak');
  });

  it('are known to the redactor as soon as they are read', async () => {
    const { secrets: one } = await find({ env: { ...pair, ALIBABA_CLOUD_SECURITY_TOKEN: 'env-token' } });
    expect(one.text('env-secret env-token')).toBe('*** ***');
    const { secrets: other } = await find({
      content: file(profile({ mode: 'Nope', sts_token: 'profile-token' })),
    });
    expect(other.text('profile-secret profile-token')).toBe('*** ***');
  });

  it('in a file that others can read are used, and it is said', async () => {
    const host = fakeHost({ files: { [path]: file(profile({})) } });
    const open = { ...host, files: { ...host.files, mode: async () => 0o644 } };
    const asked = { chosen: null, preferred: null };
    expect((await findCredentials(open, asked, new Redactor())).warnings).toEqual([
      { kind: 'OPEN_TO_OTHERS', path },
    ]);
    const windows = { ...open, platform: { ...host.platform, os: 'win32' as const, home: 'C:\\Users\\li' } };
    const inWindows = { ...windows, files: { ...open.files, readText: async () => file(profile({})) } };
    expect((await findCredentials(inWindows, asked, new Redactor())).warnings).toEqual([]);
  });
});
