import { findCredentials } from '../../cloud/credentials.js';
import { readProfiles } from '../../cloud/profile.js';
import { Failure } from '../../errors.js';
import type { Host } from '../../host/host.js';
import { variable } from '../../host/variables.js';
import { Redactor, shortKeyId } from '../../redact.js';
import type { CloudEvidence } from '../evidence/cloud.js';
import { tryApi } from './cloud-api.js';
import { withoutHome } from './paths.js';
import type { Gathered, Sources } from './sources.js';

type Credentials = CloudEvidence['credentials'];

/** Looks for credentials in the places where cloud commands find them, and asks the API one question without any. */
export async function collectCloud(sources: Sources): Promise<Gathered<CloudEvidence>> {
  const { host, request } = sources;
  const [credentials, api] = await Promise.all([
    describeCredentials(host, request.cloudProfile ?? null),
    request.offline ? null : tryApi(sources),
  ]);
  return { source: api === null ? 'files' : 'network', value: { credentials, api } };
}

async function describeCredentials(host: Host, preferred: string | null): Promise<Credentials> {
  const none = { profile: null, keyId: null, detail: null, warnings: [] };
  try {
    const { credentials, warnings } = await findCredentials(
      host,
      { chosen: null, preferred },
      new Redactor(),
    );
    return {
      ...none,
      state: 'found',
      ...(await placeOf(host, preferred)),
      keyId: shortKeyId(credentials.accessKeyId),
      warnings: warnings.map(({ kind }) => kind),
    };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const facts = error.facts as Readonly<Record<string, unknown>>;
    const fact = (name: string) => (typeof facts[name] === 'string' ? (facts[name] as string) : null);
    const path = fact('path');
    const place = path === null ? 'environment' : withoutHome(path, host);
    const told = (state: Credentials['state'], detail: string | null = null): Credentials => ({
      ...none,
      state,
      place,
      profile: fact('profile'),
      detail,
    });
    switch (error.code) {
      case 'CREDENTIALS_MISSING':
        return told('none');
      case 'CREDENTIALS_HALF':
        return told('half', fact('missing'));
      case 'PROFILE_NOT_FOUND':
        return told('profile-missing');
      case 'PROFILE_INCOMPLETE':
        return told('incomplete', fact('field'));
      case 'PROFILE_MODE_UNSUPPORTED':
        return told('mode', fact('mode'));
      case 'CREDENTIALS_FILE_MALFORMED':
        return told('malformed');
      case 'FILE_UNREADABLE':
        return told('unreadable', fact('reason'));
      default:
        throw error;
    }
  }
}

/** Where the credentials that were found stand. */
async function placeOf(
  host: Host,
  preferred: string | null,
): Promise<Pick<Credentials, 'place' | 'profile'>> {
  if (variable('ALIBABA_CLOUD_ACCESS_KEY_ID', host)?.trim()) {
    return { place: 'environment', profile: null };
  }
  const file = await readProfiles(host);
  return { place: withoutHome(file?.path ?? '', host), profile: preferred ?? (file?.current || 'default') };
}
