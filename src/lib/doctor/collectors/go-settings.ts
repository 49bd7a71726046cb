import type { Host } from '../../host/host.js';
import { readIfThere } from '../../host/read-if-there.js';
import { variable } from '../../host/variables.js';
import type { GoSettingsEvidence } from '../evidence/go-settings.js';
import { readGoFlags } from '../go-flags.js';
import { type GoAnswers, gopathEntries, gopathVariable, gorootVariable, runGo } from './go-command.js';
import { findGoCopies } from './go-copies.js';
import { type GoEnvFile, readGoEnvFile } from './go-env-file.js';
import { maskFlag, maskGoSetting } from './go-mask.js';
import { findModuleFile } from './go-mod.js';
import { findToolchains } from './go-toolchains.js';
import { findAllOnPath, findIn } from './path-programs.js';
import { pathsOf, withoutHome } from './paths.js';
import type { Gathered, Sources } from './sources.js';

/** What Go is told beyond its folders: nothing of it needs more than Go's one answer and some files. */
export async function collectGoSettings(sources: Sources): Promise<Gathered<GoSettingsEvidence>> {
  const { host, signal, go } = sources;
  const [answers, copies, module] = await Promise.all([go(), findGoCopies(sources), findModuleFile(host)]);
  const file = await readGoEnvFile(host, answers?.env?.GOENV ?? variable('GOENV', host));
  const world = { host, answers, file };
  const [flags, toolchains, tools, gorootVersion, certificates] = await Promise.all([
    describeFlags(world, signal),
    findToolchains(host, answers, module),
    findTools(host, answers),
    readGorootVersion(host),
    describeCertificates(host),
  ]);
  const value: GoSettingsEvidence = {
    copies,
    gorootVersion,
    settings: describeSettings(world),
    shadowed: describeShadowed(world),
    flags,
    module: module && { ...module, path: withoutHome(module.path, host) },
    toolchains,
    certificates,
    certificatesIgnored: /(?:^|,)\s*x509sslcertoverrideplatform=0\s*(?:,|$)/.test(
      variable('GODEBUG', host) ?? '',
    ),
    tools,
  };
  return { source: 'go', value };
}

interface World {
  readonly host: Host;
  readonly answers: GoAnswers | null;
  readonly file: GoEnvFile | null;
}

type Origin = GoSettingsEvidence['settings'][number]['origin'];

/** Go's order: the environment, the file of `go env -w`, what Go brings along. */
function originOf(name: string, { host, file }: World): Origin {
  if (variable(name, host) !== undefined) return 'environment';
  return file?.values.has(name) ? 'file' : 'default';
}

/** Not a setting of any Go, but often set: a mistake for GONOSUMDB. */
const unknownToGo = 'GONOSUMCHECK';

function describeSettings(world: World): GoSettingsEvidence['settings'] {
  const { host, answers } = world;
  const { GOSUMDB, GONOSUMDB, GOPRIVATE, GONOPROXY, GOINSECURE, GO111MODULE } = answers?.env ?? {};
  const values = {
    GOSUMDB,
    GONOSUMDB,
    GOPRIVATE,
    GONOPROXY,
    GOINSECURE,
    GO111MODULE,
    GOTOOLCHAIN: answers?.env ? answers.toolchain : undefined,
    [unknownToGo]: variable(unknownToGo, host) ?? world.file?.values.get(unknownToGo),
  };
  return Object.entries(values).flatMap(([name, value]) =>
    value ? [{ name, value: maskGoSetting(name, value, host), origin: originOf(name, world) }] : [],
  );
}

function describeShadowed({ host, file }: World): GoSettingsEvidence['shadowed'] {
  return [...(file?.values ?? [])].flatMap(([name, stored]) => {
    const used = variable(name, host);
    if (used === undefined || used === stored) return [];
    return [{ name, stored: maskGoSetting(name, stored, host), used: maskGoSetting(name, used, host) }];
  });
}

async function describeFlags(world: World, signal: AbortSignal): Promise<GoSettingsEvidence['flags']> {
  const { host, answers, file } = world;
  const value = variable('GOFLAGS', host) ?? file?.values.get('GOFLAGS');
  if (value === undefined) return { origin: null, problem: null, culprit: null, list: [] };
  const origin = originOf('GOFLAGS', world);
  const read = readGoFlags(value);
  if (!read.ok) {
    // The word may be the end of a secret that was cut at a blank.
    const culprit = read.word === null ? null : shortened(read.word);
    return { origin, problem: read.problem, culprit, list: [] };
  }
  const list = read.flags.map(maskFlag);
  const refused = answers?.env && list.length > 0 ? await askAboutFlags(host, answers, signal) : null;
  return { origin, problem: refused === null ? null : 'refused', culprit: refused || null, list };
}

/** Of a word that should not be there, its beginning: enough to find it. */
function shortened(word: string): string {
  return word.length <= 2 ? word : `${word.slice(0, 2)}…`;
}

/**
 * `go version` reads GOFLAGS as every command does. Null: it takes them; else the name of the flag it refuses, as far
 * as it tells (its words are English everywhere).
 */
async function askAboutFlags(
  host: Host,
  { path, without: refused }: GoAnswers,
  signal: AbortSignal,
): Promise<string | null> {
  // Under a wrong GOROOT nothing works, and that is another finding.
  const without = { ...refused, GOROOT: undefined };
  const result = await runGo(host, path, ['version'], { signal, without, userFlags: true });
  if (result.exitCode === null || result.exitCode === 0) return null;
  return /(?:unknown flag|for flag|boolean flag|argument:) -{0,2}([\w.-]+)/.exec(result.stderr)?.[1] ?? '';
}

/** gofmt belongs to Go; gopls and dlv come with `go install`, or with the editor. */
async function findTools(host: Host, answers: GoAnswers | null): Promise<GoSettingsEvidence['tools']> {
  const { join } = pathsOf(host);
  const { GOBIN, GOPATH } = answers?.env ?? {};
  const gopath = gopathVariable(host) ?? GOPATH ?? join(host.platform.home, 'go');
  const programs = [
    ...(GOBIN ? [GOBIN] : []),
    ...gopathEntries(gopath, host).map((entry) => join(entry, 'bin')),
  ];
  const own = answers?.ownRoot ? [join(answers.ownRoot, 'bin')] : [];
  const places = { gofmt: [...own, ...programs], gopls: programs, dlv: programs };
  return await Promise.all(
    Object.entries(places).map(async ([name, folders]) => {
      const path = await findInFolders(host, folders, name);
      return { name, path: path === null ? null : withoutHome(path, host) };
    }),
  );
}

async function findInFolders(host: Host, folders: readonly string[], name: string): Promise<string | null> {
  for (const folder of folders) {
    const path = await findIn(host, folder, name);
    if (path !== null) return path;
  }
  return (await findAllOnPath(host, name))[0] ?? null;
}

/** First line of VERSION: `go1.20.14`. */
async function readGorootVersion(host: Host): Promise<string | null> {
  const goroot = gorootVariable(host);
  if (goroot === null) return null;
  const text = await readIfThere(host, pathsOf(host).join(goroot, 'VERSION'));
  return /^go\d[\w.-]*/.exec(text ?? '')?.[0] ?? null;
}

async function describeCertificates(host: Host): Promise<GoSettingsEvidence['certificates']> {
  const { files } = host;
  // Several folders are separated as in PATH.
  const folders = (value: string) => value.split(pathsOf(host).delimiter).filter(Boolean);
  const found = await Promise.all(
    ['SSL_CERT_FILE', 'SSL_CERT_DIR'].map(async (name) => {
      const value = variable(name, host);
      if (value === undefined) return null;
      const parts = name === 'SSL_CERT_FILE' ? [value] : folders(value);
      const there = await Promise.all(parts.map((part) => files.exists(part)));
      return {
        name,
        value: parts.map((part) => withoutHome(part, host)).join(pathsOf(host).delimiter),
        exists: there.every(Boolean),
      };
    }),
  );
  return found.filter((entry) => entry !== null);
}
