import type { Host } from '../host/host.js';
import type { Redactor } from '../redact.js';
import { cloudUsage } from './failures.js';
import { type Profile, type ProfileFile, profilePath, readProfiles } from './profile.js';

export interface Credentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken: string | null;
}

/** Something about the keys that a person should know, though it does not stop the work. */
export type CredentialsWarning =
  | { readonly kind: 'ENVIRONMENT_BEFORE_PROFILE'; readonly profile: string; readonly path: string }
  | { readonly kind: 'OPEN_TO_OTHERS'; readonly path: string };

export interface FoundCredentials {
  readonly credentials: Credentials;
  /** The profile's own region, where the keys came from a profile that has one. */
  readonly region: string | null;
  readonly warnings: readonly CredentialsWarning[];
}

const variables = {
  id: 'ALIBABA_CLOUD_ACCESS_KEY_ID',
  secret: 'ALIBABA_CLOUD_ACCESS_KEY_SECRET',
  token: 'ALIBABA_CLOUD_SECURITY_TOKEN',
} as const;

/** Modes whose keys stand in the file itself. */
export const readableModes = ['AK', 'StsToken'] as const;

/**
 * The keys to sign with: a profile that was asked for, else the environment's pair, else the current profile of
 * `~/.aliyun/config.json`. Every secret is made known to the redactor before anything else happens to it.
 *
 * @param asked profile named by a flag (`chosen`), or by a variable or the configuration (`preferred`)
 */
export async function findCredentials(
  host: Pick<Host, 'platform' | 'files' | 'env'>,
  asked: { readonly chosen: string | null; readonly preferred: string | null },
  secrets: Redactor,
): Promise<FoundCredentials> {
  if (asked.chosen === null) {
    const pair = fromEnvironment(host.env, secrets);
    if (pair)
      return { credentials: pair, region: null, warnings: await rivalOf(host, pair, asked.preferred) };
  }
  const file = await readProfiles(host);
  const name = asked.chosen ?? asked.preferred ?? (file?.current || 'default');
  const path = file?.path ?? profilePath(host);
  const profile = file?.profiles.find((candidate) => candidate.name === name);
  if (!file || !profile) {
    const explicit = asked.chosen ?? asked.preferred;
    if (explicit === null) throw cloudUsage('CREDENTIALS_MISSING', { path });
    const known = file?.profiles.map((candidate) => candidate.name) ?? [];
    throw cloudUsage('PROFILE_NOT_FOUND', { profile: name, path, known });
  }
  return fromProfile(profile, file, secrets);
}

function fromEnvironment(env: Host['env'], secrets: Redactor): Credentials | null {
  const id = env[variables.id]?.trim() ?? '';
  const secret = env[variables.secret]?.trim() ?? '';
  const token = env[variables.token]?.trim() ?? '';
  for (const value of [secret, token, id]) secrets.add(value);
  if (id === '' && secret === '') return null;
  if (secret === '')
    throw cloudUsage('CREDENTIALS_HALF', { present: variables.id, missing: variables.secret });
  if (id === '') throw cloudUsage('CREDENTIALS_HALF', { present: variables.secret, missing: variables.id });
  return { accessKeyId: id, accessKeySecret: secret, securityToken: token || null };
}

/** The aliyun CLI would take the profile where we take the environment: said, unless both are the same key. */
async function rivalOf(
  host: Pick<Host, 'platform' | 'files'>,
  pair: Credentials,
  preferred: string | null,
): Promise<CredentialsWarning[]> {
  const file = await readProfiles(host).catch(() => null);
  const name = preferred ?? (file?.current || 'default');
  const rival = file?.profiles.find((candidate) => candidate.name === name);
  if (!file || !rival || rival.accessKeyId === '' || rival.accessKeyId === pair.accessKeyId) return [];
  return [{ kind: 'ENVIRONMENT_BEFORE_PROFILE', profile: name, path: file.path }];
}

function fromProfile(profile: Profile, file: ProfileFile, secrets: Redactor): FoundCredentials {
  const { name, mode, accessKeyId, accessKeySecret, securityToken } = profile;
  const { path } = file;
  for (const value of [accessKeySecret, securityToken, accessKeyId]) secrets.add(value);
  const known = readableModes.find((candidate) => candidate.toLowerCase() === mode.toLowerCase());
  if (mode === '') throw cloudUsage('PROFILE_INCOMPLETE', { profile: name, path, field: 'access_key_id' });
  if (!known) throw cloudUsage('PROFILE_MODE_UNSUPPORTED', { profile: name, path, mode });
  const missing = [
    ['access_key_id', accessKeyId],
    ['access_key_secret', accessKeySecret],
    ...(known === 'StsToken' ? [['sts_token', securityToken]] : []),
  ].find(([, value]) => value === '')?.[0];
  if (missing) throw cloudUsage('PROFILE_INCOMPLETE', { profile: name, path, field: missing });
  return {
    credentials: {
      accessKeyId,
      accessKeySecret,
      securityToken: known === 'StsToken' ? securityToken : null,
    },
    region: profile.region || null,
    warnings: file.openToOthers ? [{ kind: 'OPEN_TO_OTHERS', path }] : [],
  };
}
