import type { Host } from '../../host/host.js';
import { listIfThere } from '../../host/read-if-there.js';
import { isLanguageVersion } from '../go-version.js';
import type { GoAnswers } from './go-command.js';
import type { ModuleFile } from './go-mod.js';
import { findAllOnPath } from './path-programs.js';
import { pathsOf } from './paths.js';

/**
 * The toolchains that the module or GOTOOLCHAIN may ask for and that need no download: a program of that name on PATH
 * (`go1.27.0`, from golang.org/dl), or a folder in the module cache. Where Go looks: cmd/go/internal/toolchain.Exec.
 */
export async function findToolchains(
  host: Host,
  answers: GoAnswers | null,
  module: ModuleFile | null,
): Promise<string[]> {
  const local = answers?.env?.GOVERSION;
  const names = [...namesFrom(answers, module)].filter((name) => name !== local);
  if (names.length === 0) return [];
  const cached = await listCached(host, answers);
  const found = await Promise.all(
    names.map(async (name) => cached.has(name) || (await findAllOnPath(host, name)).length > 0),
  );
  return names.filter((_name, index) => found[index]);
}

function namesFrom(answers: GoAnswers | null, module: ModuleFile | null): Set<string> {
  const pinned = /^(?:[\w.]*-)?go1[\w.-]*/.exec(answers?.toolchain ?? '')?.[0];
  const fromGo = module?.go ? [`go${module.go}${isLanguageVersion(module.go) ? '.0' : ''}`] : [];
  const fromToolchain = module?.toolchain && module.toolchain !== 'default' ? [module.toolchain] : [];
  return new Set([...(pinned ? [pinned] : []), ...fromGo, ...fromToolchain]);
}

/** `toolchain@v0.0.1-go1.27.0.linux-amd64` below golang.org in the module cache. */
async function listCached(host: Host, answers: GoAnswers | null): Promise<Set<string>> {
  const { GOMODCACHE, GOHOSTOS, GOHOSTARCH } = answers?.env ?? {};
  if (!GOMODCACHE) return new Set();
  const folders = await listIfThere(host, pathsOf(host).join(GOMODCACHE, 'golang.org'));
  const ending = `.${GOHOSTOS}-${GOHOSTARCH}`;
  const names = folders
    .filter((folder) => folder.startsWith('toolchain@v0.0.1-') && folder.endsWith(ending))
    .map((folder) => folder.slice('toolchain@v0.0.1-'.length, -ending.length));
  return new Set(names);
}
