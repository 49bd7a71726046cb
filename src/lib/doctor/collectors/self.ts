import valid from 'semver/functions/valid.js';
import { dataFolder } from '../../config/configuration.js';
import type { Host } from '../../host/host.js';
import { readIfThere } from '../../host/read-if-there.js';
import type { SelfEvidence } from '../evidence/self.js';
import { parseMembers } from './foreign-values.js';
import { askLatestVersion, type LatestVersion } from './latest-version.js';
import { findRegistry } from './npm-registry.js';
import { pathsOf } from './paths.js';
import type { Gathered, Sources } from './sources.js';

/** What the whole question may take; nobody waits for this. */
const askMs = 1_500;
const dayMs = 24 * 3_600_000;
/** A registry out of reach is asked again sooner. */
const hourMs = 3_600_000;

/**
 * The version of this program, and the newest there is: asked once a day of the registry npm is set to. What comes
 * back is kept in the data folder. With `--offline` nothing is asked and nothing written.
 */
export async function collectSelf({ host, request, signal }: Sources): Promise<Gathered<SelfEvidence>> {
  const { offline, program } = request;
  const { version } = program;
  const cached = await readCache(host);
  if (cached) return { source: 'files', value: { version, ...cached } };
  if (offline) return { source: 'node', value: { version, latest: null, state: 'offline' } };
  const answer = await ask(host, program.name, signal);
  await writeCache(host, answer);
  return { source: 'network', value: { version, ...answer } };
}

async function ask(host: Host, name: string, signal: AbortSignal): Promise<LatestVersion> {
  const registry = await findRegistry(host, signal);
  if (registry === null) return { state: 'unknown', latest: null };
  return await askLatestVersion(host, { registry, name, timeoutMs: askMs, signal });
}

function cachePath(host: Host): string {
  return pathsOf(host).join(dataFolder(host), 'latest-version.json');
}

async function readCache(host: Host): Promise<Pick<SelfEvidence, 'latest' | 'state'> | null> {
  const content = await readIfThere(host, cachePath(host));
  const { checkedAt, latest, state } = parseMembers(content ?? '') ?? {};
  const ageMs = typeof checkedAt === 'number' ? host.clock.now() - checkedAt : Number.NaN;
  if (!(ageMs >= 0)) return null;
  if (typeof latest === 'string' && valid(latest) !== null) {
    return ageMs < dayMs ? { state: 'cached', latest } : null;
  }
  if (state === 'unpublished') return ageMs < dayMs ? { state, latest: null } : null;
  return (state === 'unreachable' || state === 'unknown') && ageMs < hourMs ? { state, latest: null } : null;
}

/** A folder that can't be written to is no trouble: the question is asked again next time. */
async function writeCache(host: Host, { state, latest }: LatestVersion): Promise<void> {
  try {
    const text = JSON.stringify({ checkedAt: host.clock.now(), state, latest });
    await host.files.writeText(cachePath(host), `${text}\n`);
  } catch {}
}
