import type { ClientDecision, ClientRules, ClientWorld, ExplainTarget } from './client.js';
import { findCurlException } from './curl-no-proxy.js';
import { readCurlTarget } from './curl-url.js';
import { currentReleases } from './current-releases.js';
import { decisionsOf } from './decisions.js';
import { findGitProxy } from './git-setting.js';
import { readGitProxy } from './git-url.js';
import { decideAsInstalled } from './installed-release.js';
import { readingRule } from './reading-rule.js';
import { parseRelease, type Release } from './release.js';
import { malformed } from './value-problem.js';
import { absence, distinctNames, firstSet } from './variables.js';

/** git over http, https and ftp: its settings, then libcurl's variables read by git itself. */
export const gitRules: ClientRules = { id: 'git', decide };

const { direct, through, refused, speechless } = decisionsOf('git');

/** git speaks these itself, without any proxy. */
const ownSchemes = new Set(['git', 'ssh', 'git+ssh', 'ssh+git']);
const curlSchemes = new Set(['http', 'https', 'ftp', 'ftps']);

function decide(target: ExplainTarget, world: ClientWorld): ClientDecision {
  const { scheme } = target;
  if (ownSchemes.has(scheme)) return direct({ kind: 'scheme', scheme });
  if (!curlSchemes.has(scheme)) return speechless(scheme);
  return decideAsInstalled(world.versions.git, currentReleases.git, (release) =>
    decideAs(target, world, release),
  );
}

/**
 * The first variable that is set counts, even if to nothing; the same for the list of exceptions. git's libcurl is
 * taken to be of the same release as curl.
 */
function decideAs(target: ExplainTarget, world: ClientWorld, release: Release): ClientDecision {
  const curl = parseRelease(world.versions.curl ?? '') ?? currentReleases.curl;
  const setting = findGitProxy(world.settings.git ?? [], target);
  if (setting?.value === '') return direct({ kind: 'empty', name: setting.name });
  const names = variablesFor(target.scheme);
  const named = setting ?? firstSet(names, world);
  if (named === null || named.value === '') return direct(absence(names, world));
  const { name, value } = named;
  const reading = readGitProxy(value, release, curl);
  if (reading.kind === 'dropped') return direct(malformed(name, value));
  const list = firstSet(distinctNames(['no_proxy', 'NO_PROXY'], world), world);
  const entry = list === null ? null : findCurlException(list.value, readCurlTarget(target.host, curl), curl);
  if (list !== null && entry !== null) return direct({ kind: 'bypass', name: list.name, entry });
  if (reading.kind === 'refused') return refused(malformed(name, value));
  if (reading.kind === 'unsupported') return refused({ kind: 'unsupported', name, scheme: reading.scheme });
  return through(reading.endpoint, readingRule(named, reading.endpoint));
}

function variablesFor(scheme: string): string[] {
  const own = scheme === 'https' ? ['https_proxy', 'HTTPS_PROXY'] : ['http_proxy'];
  return [...own, 'all_proxy', 'ALL_PROXY'];
}
