import type { GoSettingsEvidence } from '../evidence/go-settings.js';
import { askEnvironment, parseEnvironment } from './go-command.js';
import { findAllOnPath } from './path-programs.js';
import { samePath, withoutHome } from './paths.js';
import type { Sources } from './sources.js';

/** More of them are not asked: each is a process. */
const mostCopies = 6;

/**
 * Every Go on PATH with the folder it belongs to and its version. Links and wrappers are seen through by asking each:
 * two paths with one folder are one Go. Without GOROOT, which would make each claim that folder.
 */
export async function findGoCopies({ host, signal, go }: Sources): Promise<GoSettingsEvidence['copies']> {
  const found = await findAllOnPath(host, 'go');
  if (found.length === 0) return [];
  const copies = await Promise.all(
    found.slice(0, mostCopies).map(async (path) => {
      const answers = await describeCopy(path);
      return answers && { ...answers, path: withoutHome(path, host) };
    }),
  );
  return copies.filter((copy) => copy !== null);

  async function describeCopy(path: string) {
    const shared = found.length === 1 ? await go() : null;
    if (shared && samePath(shared.path, path, host)) {
      return shared.usable.notStarted === null ? shown(shared.ownRoot, shared.env?.GOVERSION) : null;
    }
    const without = { GOROOT: undefined, GOPATH: undefined };
    const result = await askEnvironment(host, path, { signal, without });
    // A folder called `go`, or a file that is no program, is no Go.
    if (result.notStarted !== null) return null;
    const env = result.exitCode === 0 ? parseEnvironment(result.stdout) : null;
    return shown(env?.GOROOT, env?.GOVERSION);
  }

  function shown(root: string | null | undefined, version: string | undefined) {
    return { root: root ? withoutHome(root, host) : null, version: version || null };
  }
}
