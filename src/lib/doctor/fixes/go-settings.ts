import type { Host } from '../../host/host.js';
import type { ProcessResult } from '../../host/processes.js';
import { readIfThere } from '../../host/read-if-there.js';
import { redactUrls } from '../../redact.js';
import { rootFolder } from '../collectors/paths.js';
import type { GoEvidence } from '../evidence/go.js';
import { isSame, type Stored } from './edit.js';
import type { FixTrouble } from './troubles.js';

/** What `go env -w` keeps for this user. */
export interface GoSettings {
  /** The file it is kept in. */
  readonly file: string;
  /** Null where nothing is kept under this name. */
  read(name: string): Promise<Stored | null>;
  /** Runs `go env -w` or `-u` and reads back; null where the value is there then. */
  write(name: string, before: Stored | null, after: Stored | null): Promise<FixTrouble | null>;
}

export type OpenedGoSettings =
  | { readonly ok: true; readonly settings: GoSettings }
  | { readonly ok: false; readonly trouble: FixTrouble };

/** Which Go, and what must not stand in its way. */
export interface GoProgram {
  readonly path: string;
  /** Variables with which it refuses every command. */
  readonly without: Readonly<Record<string, undefined>>;
  /** The file to write instead of its own choice. */
  readonly file?: string;
}

const limitMs = 5_000;

/** The Go that was found. */
export function programOf(go: GoEvidence, host: Host): GoProgram | null {
  if (go.path === null) return null;
  return {
    path: withHome(go.path, host),
    without: {
      ...(go.goroot.exists ? {} : { GOROOT: undefined }),
      ...(go.gopath.value === null || go.gopath.absolute ? {} : { GOPATH: undefined }),
    },
  };
}

/** The reverse of `withoutHome`. */
export function withHome(path: string, { platform }: Host): string {
  return path.replace(/^~(?=[\\/]|$)/, () => platform.home);
}

/** `GOTOOLCHAIN=local` and a folder without a go.mod: Go shall not download another Go for this. */
export async function openGoSettings(
  host: Host,
  go: GoProgram | null,
  signal?: AbortSignal,
): Promise<OpenedGoSettings> {
  if (go === null) return { ok: false, trouble: { code: 'GO_MISSING', facts: {} } };
  const run = (args: readonly string[], end?: AbortSignal) =>
    host.processes.run({
      file: go.path,
      args,
      timeoutMs: limitMs,
      cwd: rootFolder(host),
      env: {
        GOTOOLCHAIN: 'local',
        GOWORK: 'off',
        ...go.without,
        ...(go.file === undefined ? {} : { GOENV: go.file }),
      },
      ...(end ? { signal: end } : {}),
    });
  const asked = await run(['env', 'GOENV'], signal);
  const file = asked.stdout.trim();
  if (asked.exitCode !== 0) return { ok: false, trouble: refused(asked, host) };
  if (file === '' || file === 'off') return { ok: false, trouble: { code: 'GO_SETTINGS_OFF', facts: {} } };
  const read = async (name: string) => find(name, (await readIfThere(host, file)) ?? '');
  return {
    ok: true,
    settings: {
      file,
      read,
      write: async (name, before, after) => {
        if (!isSame(await read(name), before)) return { code: 'VALUE_CHANGED', facts: { name } };
        const result = await run(
          after === null ? ['env', '-u', name] : ['env', '-w', `${name}=${after.text}`],
        );
        if (isSame(await read(name), after)) return null;
        return result.exitCode === 0 ? { code: 'NOT_KEPT', facts: { name } } : refused(result, host);
      },
    },
  };
}

function refused({ exitCode, stderr, timedOut }: ProcessResult, host: Host): FixTrouble {
  const line = timedOut ? '' : (stderr.trim().split(/\r?\n/)[0] ?? '').replace(/\p{Cc}/gu, '').slice(0, 300);
  const detail = redactUrls(host.platform.home.length < 2 ? line : line.replaceAll(host.platform.home, '~'));
  return { code: 'GO_REFUSED', facts: { exitCode, detail } };
}

/** One `NAME=value` a line; the last one counts (cmd/go/internal/cfg). */
function find(name: string, text: string): Stored | null {
  const line = text
    .split('\n')
    .filter((candidate) => candidate.startsWith(`${name}=`))
    .at(-1);
  return line === undefined ? null : { text: line.slice(name.length + 1), expandable: false };
}
