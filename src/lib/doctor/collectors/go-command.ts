import type { Host } from '../../host/host.js';
import type { ProcessResult } from '../../host/processes.js';
import { variable } from '../../host/variables.js';
import { parseMembers } from './foreign-values.js';
import { localAppData, pathsOf, rootFolder } from './paths.js';

const limitMs = 5_000;

/** Naming the keys spares Go the slow ones. */
const keys = [
  'GOVERSION',
  'GOROOT',
  'GOPATH',
  'GOBIN',
  'GOPROXY',
  'GOENV',
  'GOSUMDB',
  'GONOSUMDB',
  'GOPRIVATE',
  'GONOPROXY',
  'GOINSECURE',
  'GO111MODULE',
  'GOMODCACHE',
  'GOHOSTOS',
  'GOHOSTARCH',
] as const;
export type GoEnvironment = Readonly<Partial<Record<(typeof keys)[number], string>>>;

/** What Go says about itself; several sections are made of it. */
export interface GoAnswers {
  /** The first on PATH, else where installers put it. */
  readonly path: string;
  readonly onPath: boolean;
  /** `go env -json` where Go runs: as the environment stands, else without a wrong GOROOT. */
  readonly usable: ProcessResult;
  readonly env: GoEnvironment | null;
  /** The folder Go finds by itself, whatever GOROOT says. */
  readonly ownRoot: string | null;
  /** The user's GOTOOLCHAIN as Go reads it; null where it could not be asked. */
  readonly toolchain: string | null;
  /** Variables under which this Go refuses every command: to be removed when it is asked again. */
  readonly without: Readonly<Record<string, undefined>>;
}

/**
 * Asks Go, in as few processes as can be. `GOTOOLCHAIN=local` and a folder without a go.mod keep it from downloading
 * another Go to answer. With a GOROOT that leads nowhere every command fails, so Go is asked again without it; under a
 * GOPATH that is not absolute, too, so Go is asked without that. Null: there is no Go.
 */
export async function askGo(host: Host, signal: AbortSignal): Promise<GoAnswers | null> {
  const onPath = await host.processes.find('go');
  const path = onPath ?? (await findElsewhere(host));
  if (path === null) return null;
  const without = refusedVariables(host);
  const bareNeeded = gorootVariable(host) !== null;
  const [asked, bare, toolchain] = await Promise.all([
    askEnvironment(host, path, { signal, without }),
    bareNeeded ? askEnvironment(host, path, { signal, without: { ...without, GOROOT: undefined } }) : null,
    runGo(host, path, ['env', 'GOTOOLCHAIN'], { signal, without, userToolchain: true }),
  ]);
  const usable = asked.exitCode === 0 || bare === null ? asked : bare;
  const env = usable.exitCode === 0 ? parseEnvironment(usable.stdout) : null;
  const own = bare?.exitCode === 0 ? parseEnvironment(bare.stdout) : env;
  return {
    path,
    onPath: onPath !== null,
    usable,
    env,
    ownRoot: own?.GOROOT || null,
    toolchain: toolchain.exitCode === 0 ? firstLine(toolchain.stdout) || null : null,
    without,
  };
}

/** `go env -json`, for this copy of Go. */
export function askEnvironment(host: Host, path: string, options: GoOptions): Promise<ProcessResult> {
  return runGo(host, path, ['env', '-json', ...keys], options);
}

export interface GoOptions {
  readonly signal: AbortSignal;
  /** Variables to remove. */
  readonly without: Readonly<Record<string, undefined>>;
  /** Only `go env GOTOOLCHAIN` is safe without `GOTOOLCHAIN=local`: it never switches. */
  readonly userToolchain?: boolean;
  /** With the user's GOFLAGS; else a blank stands in their place, since a bad flag stops even `go env`. */
  readonly userFlags?: boolean;
}

export function runGo(
  host: Host,
  file: string,
  args: readonly string[],
  { signal, without, userToolchain, userFlags }: GoOptions,
): Promise<ProcessResult> {
  return host.processes.run({
    file,
    args,
    timeoutMs: limitMs,
    cwd: rootFolder(host),
    env: {
      ...(userToolchain ? {} : { GOTOOLCHAIN: 'local' }),
      ...(userFlags ? {} : { GOFLAGS: ' ' }),
      ...without,
      GOWORK: 'off',
    },
    signal,
  });
}

/** The texts of `go env -json`; null where it is something else. */
export function parseEnvironment(stdout: string): GoEnvironment | null {
  const members = parseMembers(stdout);
  return (
    members && Object.fromEntries(Object.entries(members).filter(([, text]) => typeof text === 'string'))
  );
}

export function gorootVariable(host: Host): string | null {
  return variable('GOROOT', host) ?? null;
}

export function gopathVariable(host: Host): string | null {
  return variable('GOPATH', host) ?? null;
}

/** The folders of a GOPATH. */
export function gopathEntries(gopath: string, host: Host): string[] {
  return gopath.split(pathsOf(host).delimiter).filter((entry) => entry !== '');
}

/** Of an output that may be endless. */
export function firstLine(text: string): string {
  return (text.slice(0, 10_000).trim().split(/\r?\n/)[0] ?? '').slice(0, 300);
}

/** GOPATH, where it has an entry that is not absolute: Go then refuses every command, `go env` included. */
function refusedVariables(host: Host): { readonly GOPATH?: undefined } {
  const entries = gopathEntries(gopathVariable(host) ?? '', host);
  return entries.every((entry) => pathsOf(host).isAbsolute(entry)) ? {} : { GOPATH: undefined };
}

/** Where installers put Go: a terminal opened before the installation does not have it on PATH. */
async function findElsewhere(host: Host): Promise<string | null> {
  const { platform, files } = host;
  const { join } = pathsOf(host);
  const windows = [
    join(
      variable('ProgramW6432', host) ?? variable('ProgramFiles', host) ?? 'C:\\Program Files',
      'Go',
      'bin',
      'go.exe',
    ),
    join(localAppData(host), 'Programs', 'Go', 'bin', 'go.exe'),
    join(platform.home, 'scoop', 'apps', 'go', 'current', 'bin', 'go.exe'),
    join(variable('SystemDrive', host) ?? 'C:', '\\', 'Go', 'bin', 'go.exe'),
  ];
  const others = [
    '/usr/local/go/bin/go',
    '/opt/homebrew/bin/go',
    join('/home', 'linuxbrew', '.linuxbrew', 'bin', 'go'),
    '/usr/lib/go/bin/go',
    '/snap/bin/go',
    join(platform.home, '.local', 'go', 'bin', 'go'),
  ];
  for (const path of platform.os === 'win32' ? windows : others) {
    if (await files.exists(path)) return path;
  }
  return null;
}
