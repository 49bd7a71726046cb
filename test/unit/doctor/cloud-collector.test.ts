import { describe, expect, it } from 'vitest';
import { collectCloud } from '../../../src/lib/doctor/collectors/cloud.js';
import { type FakeHostOptions, fakeHost } from '../../helpers/fake-host.js';
import { sourcesFor } from './test-sources.js';

const secret = 'QXZsecretsecretQXZ';
const id = 'LTAI5tQXZQXZwxyz';
const file = '/home/li/.aliyun/config.json';

const variables = { ALIBABA_CLOUD_ACCESS_KEY_ID: id, ALIBABA_CLOUD_ACCESS_KEY_SECRET: secret };
const profiles = (...list: object[]) => ({ [file]: JSON.stringify({ current: 'default', profiles: list }) });
const profile = (more: object = {}) => ({
  name: 'default',
  mode: 'AK',
  access_key_id: id,
  access_key_secret: secret,
  ...more,
});

async function credentials(options: FakeHostOptions, cloudProfile?: string) {
  const request = cloudProfile === undefined ? {} : { cloudProfile };
  const { value, source } = await collectCloud(sourcesFor(fakeHost(options), request));
  expect(JSON.stringify(value)).not.toContain('QXZ');
  expect(value.api).toBeNull();
  expect(source).toBe('files');
  return value.credentials;
}

const nothing = { profile: null, keyId: null, detail: null, warnings: [] };

describe('the credentials of the cloud', () => {
  it('may be none', async () => {
    expect(await credentials({})).toEqual({ ...nothing, state: 'none', place: '~/.aliyun/config.json' });
  });

  it('stand in variables', async () => {
    expect(await credentials({ env: variables })).toEqual({
      ...nothing,
      state: 'found',
      place: 'environment',
      keyId: 'LTAI***wxyz',
    });
  });

  it('stand in a profile, the current one or the one that is named', async () => {
    const files = profiles(profile(), profile({ name: 'work', access_key_id: 'LTAI5tOTHER9876' }));
    expect(await credentials({ files })).toEqual({
      ...nothing,
      state: 'found',
      place: '~/.aliyun/config.json',
      profile: 'default',
      keyId: 'LTAI***wxyz',
    });
    expect(await credentials({ files }, 'work')).toMatchObject({ profile: 'work', keyId: 'LTAI***9876' });
  });

  it('stand below the home folder of Windows', async () => {
    const home = 'C:\\Users\\li';
    const files = { 'C:\\Users\\li\\.aliyun\\config.json': Object.values(profiles(profile()))[0] as string };
    expect(await credentials({ files, platform: { os: 'win32', home } })).toMatchObject({
      state: 'found',
      place: '~\\.aliyun\\config.json',
    });
  });

  it.each<[string, FakeHostOptions, string | undefined, object]>([
    [
      'half a pair',
      { env: { ALIBABA_CLOUD_ACCESS_KEY_ID: id } },
      undefined,
      { state: 'half', place: 'environment', detail: 'ALIBABA_CLOUD_ACCESS_KEY_SECRET' },
    ],
    [
      'the other half',
      { env: { ALIBABA_CLOUD_ACCESS_KEY_SECRET: secret } },
      undefined,
      { state: 'half', detail: 'ALIBABA_CLOUD_ACCESS_KEY_ID' },
    ],
    [
      'an unknown profile',
      { files: profiles(profile()) },
      'work',
      { state: 'profile-missing', profile: 'work' },
    ],
    [
      'a profile without a secret',
      { files: profiles(profile({ access_key_secret: '' })) },
      undefined,
      { state: 'incomplete', profile: 'default', detail: 'access_key_secret' },
    ],
    [
      'a mode of another kind',
      { files: profiles(profile({ mode: 'EcsRamRole' })) },
      undefined,
      { state: 'mode', detail: 'EcsRamRole' },
    ],
    ['a damaged file', { files: { [file]: `{"${secret}` } }, undefined, { state: 'malformed' }],
    [
      'different keys in both places',
      { env: variables, files: profiles(profile({ access_key_id: 'LTAI5tOTHER9876' })) },
      undefined,
      { state: 'found', place: 'environment', warnings: ['ENVIRONMENT_BEFORE_PROFILE'] },
    ],
    [
      'the same keys in both places',
      { env: variables, files: profiles(profile()) },
      undefined,
      { state: 'found', place: 'environment', warnings: [] },
    ],
  ])('%s', async (_name, options, wanted, expected) => {
    expect(await credentials(options, wanted)).toMatchObject(expected);
  });

  it('may stand in a file that is open to others, or closed to us', async () => {
    const open = fakeHost({ files: profiles(profile()) });
    open.files.mode = async () => 0o644;
    expect((await collectCloud(sourcesFor(open))).value.credentials.warnings).toEqual(['OPEN_TO_OTHERS']);
    const closed = fakeHost();
    closed.files.readText = async () => {
      throw Object.assign(new Error(secret), { code: 'EACCES' });
    };
    expect((await collectCloud(sourcesFor(closed))).value.credentials).toMatchObject({
      state: 'unreadable',
      detail: 'EACCES',
    });
  });
});
