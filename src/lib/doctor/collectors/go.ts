import type { Host } from '../../host/host.js';
import type { ProcessResult } from '../../host/processes.js';
import { firstVariable } from '../../proxy/go-rules.js';
import { maskProxyValue } from '../../proxy/mask-proxy-value.js';
import { redactUrls } from '../../redact.js';
import type { GoEvidence } from '../evidence.js';
import { isOnPath, pathsOf, samePath, withoutHome } from './paths.js';

const limitMs = 5_000;

/** Naming the keys spares Go the slow ones. */
const keys = ['GOVERSION', 'GOROOT', 'GOPATH', 'GOBIN', 'GOPROXY', 'GOENV'] as const;
type GoEnvironment = Readonly<Partial<Record<(typeof keys)[number], string>>>;

/**
 * What Go says about itself. `GOTOOLCHAIN=local` and a folder without a go.mod keep it from downloading another Go to
 * answer. With a GOROOT that leads nowhere every command fails, so Go is asked again without it; under a GOPATH that is
 * not absolute, too, so Go is asked without that.
 */
export async function collectGo(
  host: Host,
  signal: AbortSignal,
): Promise<{ source: string; value: GoEvidence }> {
  const variable = firstVariable(['GOROOT'], host.env, host.platform.os)?.value ?? null;
  const onPath = await host.processes.find('go');
  const path = onPath ?? (await findElsewhere(host));
  if (path === null) return { source: 'go', value: { ...nothing(host, variable), state: 'missing' } };
  const exists = variable === null || (await host.files.exists(variable));
  const without = refusedVariables(host);
  const questions = ['env', '-json', ...keys];
  const [asked, bare, toolchain] = await Promise.all([
    runGo(host, path, questions, { signal, without }),
    variable === null
      ? null
      : runGo(host, path, questions, { signal, without: { ...without, GOROOT: undefined } }),
    runGo(host, path, ['env', 'GOTOOLCHAIN'], { signal, without, userToolchain: true }),
  ]);
  const usable = asked.exitCode === 0 || bare === null ? asked : bare;
  const env = usable.exitCode === 0 ? parseEnvironment(usable.stdout) : null;
  const own = (bare?.exitCode === 0 ? parseEnvironment(bare.stdout) : env)?.GOROOT || null;
  const value: GoEvidence = {
    path: withoutHome(path, host),
    onPath: onPath !== null,
    state: stateOf(usable, env),
    exitCode: usable.exitCode,
    detail: env ? null : redactUrls(withoutHome(firstLine(usable.stderr), host)),
    version: env ? env.GOVERSION || (await askVersion(host, path, { signal, without })) : null,
    toolchain: toolchain.exitCode === 0 ? firstLine(toolchain.stdout) || null : null,
    goroot: {
      variable: variable === null ? null : withoutHome(variable, host),
      exists,
      effective: own === null ? null : withoutHome(own, host),
      same: variable === null || own === null || samePath(variable, own, host),
    },
    gopath: await describeGopath(host, env, own),
    goproxy: await describeGoproxy(host, env),
  };
  return { source: 'go', value };
}

function nothing(host: Host, variable: string | null): GoEvidence {
  return {
    path: null,
    onPath: false,
    state: 'missing',
    exitCode: null,
    detail: null,
    version: null,
    toolchain: null,
    goroot: {
      variable: variable === null ? null : withoutHome(variable, host),
      exists: false,
      effective: null,
      same: false,
    },
    gopath: unknownGopath,
    goproxy: { value: null, origin: 'default' },
  };
}

const unknownGopath: GoEvidence['gopath'] = {
  value: null,
  fromVariable: false,
  absolute: false,
  isGoroot: false,
  awkward: false,
  bin: null,
  binExists: false,
  binOnPath: false,
};

/** Where installers put Go: a terminal opened before the installation does not have it on PATH. */
async function findElsewhere(host: Host): Promise<string | null> {
  const { env, platform, files } = host;
  const variable = (name: string) => firstVariable([name], env, platform.os)?.value;
  const { join } = pathsOf(host);
  const windows = [
    join(variable('ProgramFiles') ?? 'C:\\Program Files', 'Go', 'bin', 'go.exe'),
    join(
      variable('LOCALAPPDATA') ?? join(platform.home, 'AppData', 'Local'),
      'Programs',
      'Go',
      'bin',
      'go.exe',
    ),
  ];
  const others = ['/usr/local/go/bin/go', '/opt/homebrew/bin/go', '/usr/lib/go/bin/go'];
  for (const path of platform.os === 'win32' ? windows : others) {
    if (await files.exists(path)) return path;
  }
  return null;
}

interface GoOptions {
  readonly signal: AbortSignal;
  /** Variables to remove. */
  readonly without: Readonly<Record<string, undefined>>;
  /** Only `go env GOTOOLCHAIN` is safe without `GOTOOLCHAIN=local`: it never switches. */
  readonly userToolchain?: boolean;
}

function runGo(
  host: Host,
  file: string,
  args: readonly string[],
  { signal, without, userToolchain }: GoOptions,
): Promise<ProcessResult> {
  return host.processes.run({
    file,
    args,
    timeoutMs: limitMs,
    cwd: pathsOf(host).parse(host.platform.home).root || '/',
    env: {
      ...(userToolchain ? {} : { GOTOOLCHAIN: 'local' }),
      ...without,
      GOWORK: 'off',
    },
    signal,
  });
}

/** Go before 1.17 does not know GOVERSION: `go version go1.13.8 linux/amd64`. */
async function askVersion(host: Host, path: string, options: GoOptions): Promise<string | null> {
  const { stdout } = await runGo(host, path, ['version'], options);
  return /^go version (\S+)/.exec(stdout)?.[1] ?? null;
}

function stateOf(result: ProcessResult, env: GoEnvironment | null): GoEvidence['state'] {
  if (env) return 'ok';
  return result.timedOut ? 'timeout' : 'failed';
}

/** GOPATH, where it has an entry that is not absolute: Go then refuses every command, `go env` included. */
function refusedVariables(host: Host): { readonly GOPATH?: undefined } {
  const entries = entriesOf(gopathVariable(host) ?? '', host);
  return entries.every((entry) => pathsOf(host).isAbsolute(entry)) ? {} : { GOPATH: undefined };
}

function gopathVariable({ env, platform }: Host): string | null {
  return firstVariable(['GOPATH'], env, platform.os)?.value ?? null;
}

function entriesOf(gopath: string, host: Host): string[] {
  return gopath.split(pathsOf(host).delimiter).filter((entry) => entry !== '');
}

function parseEnvironment(stdout: string): GoEnvironment | null {
  try {
    const value: unknown = JSON.parse(stdout);
    if (value === null || typeof value !== 'object') return null;
    return Object.fromEntries(Object.entries(value).filter(([, text]) => typeof text === 'string'));
  } catch {
    return null;
  }
}

async function describeGopath(
  host: Host,
  env: GoEnvironment | null,
  goroot: string | null,
): Promise<GoEvidence['gopath']> {
  const variable = gopathVariable(host);
  const value = variable ?? env?.GOPATH;
  if (!env || !value) return unknownGopath;
  const paths = pathsOf(host);
  const entries = entriesOf(value, host);
  const bin = env.GOBIN || paths.join(entries[0] ?? value, 'bin');
  return {
    value: entries.map((entry) => withoutHome(entry, host)).join(paths.delimiter),
    fromVariable: variable !== null,
    absolute: entries.every((entry) => paths.isAbsolute(entry)),
    isGoroot: goroot !== null && entries.some((entry) => samePath(entry, goroot, host)),
    awkward: entries.some((entry) => /[^\u0021-\u007e]/.test(entry)),
    bin: withoutHome(bin, host),
    binExists: await host.files.exists(bin),
    binOnPath: isOnPath(bin, host),
  };
}

/** Has a GOPROXY entry something that may be a secret: a user part, a query, a port that is no number? */
const mayHoldSecret = /[@＠?#]|%40|^\s*(?:[a-z]+:\/\/)?[^/:[]*:(?!\d*(?:\/|\s*$))/i;

async function describeGoproxy(host: Host, env: GoEnvironment | null): Promise<GoEvidence['goproxy']> {
  const raw = env?.GOPROXY;
  const value = raw
    ? raw.replace(/[^,|]+/g, (entry) => (mayHoldSecret.test(entry) ? maskProxyValue(entry) : entry))
    : null;
  if (firstVariable(['GOPROXY'], host.env, host.platform.os)) return { value, origin: 'environment' };
  return { value, origin: (await isInFile(host, env?.GOENV)) ? 'file' : 'default' };
}

/** The file of `go env -w`: one `NAME=value` a line. */
async function isInFile(host: Host, path: string | undefined): Promise<boolean> {
  if (!path || path === 'off') return false;
  try {
    return /^GOPROXY=./m.test(await host.files.readText(path));
  } catch {
    return false;
  }
}

function firstLine(text: string): string {
  return (text.trim().split(/\r?\n/)[0] ?? '').slice(0, 300);
}
