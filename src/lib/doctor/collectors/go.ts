import type { Host } from '../../host/host.js';
import type { ProcessResult } from '../../host/processes.js';
import { variable } from '../../host/variables.js';
import { redactUrls } from '../../redact.js';
import type { GoEvidence } from '../evidence/go.js';
import {
  firstLine,
  type GoAnswers,
  type GoEnvironment,
  gopathEntries,
  gopathVariable,
  gorootVariable,
  runGo,
} from './go-command.js';
import { readGoEnvFile } from './go-env-file.js';
import { maskGoproxy } from './go-mask.js';
import { isOnPath } from './path-programs.js';
import { pathsOf, samePath, withoutHome } from './paths.js';
import type { Gathered, Sources } from './sources.js';

/** Go itself, its folders and its module proxy. */
export async function collectGo({ host, signal, go }: Sources): Promise<Gathered<GoEvidence>> {
  const answers = await go();
  const variable = gorootVariable(host);
  if (answers === null) return { source: 'go', value: nothing(host, variable) };
  const { path, onPath, usable, env, ownRoot, toolchain } = answers;
  const value: GoEvidence = {
    path: withoutHome(path, host),
    onPath,
    state: stateOf(usable, env),
    exitCode: usable.exitCode,
    detail: env ? null : redactUrls(withoutHome(firstLine(usable.stderr), host)),
    version: env ? env.GOVERSION || (await askVersion(host, answers, signal)) : null,
    toolchain,
    goroot: {
      variable: variable === null ? null : withoutHome(variable, host),
      exists: variable === null || (await host.files.exists(variable)),
      effective: ownRoot === null ? null : withoutHome(ownRoot, host),
      same: variable === null || ownRoot === null || samePath(variable, ownRoot, host),
    },
    gopath: await describeGopath(host, env, ownRoot),
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

/** Go before 1.17 does not know GOVERSION: `go version go1.13.8 linux/amd64`. */
async function askVersion(
  host: Host,
  { path, without }: GoAnswers,
  signal: AbortSignal,
): Promise<string | null> {
  const { stdout } = await runGo(host, path, ['version'], { signal, without });
  return /^go version (\S+)/.exec(stdout)?.[1] ?? null;
}

function stateOf(result: ProcessResult, env: GoEnvironment | null): GoEvidence['state'] {
  if (env) return 'ok';
  return result.timedOut ? 'timeout' : 'failed';
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
  const entries = gopathEntries(value, host);
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

async function describeGoproxy(host: Host, env: GoEnvironment | null): Promise<GoEvidence['goproxy']> {
  const raw = env?.GOPROXY;
  const value = raw ? maskGoproxy(raw) : null;
  if (variable('GOPROXY', host)) return { value, origin: 'environment' };
  return {
    value,
    origin: (await readGoEnvFile(host, env?.GOENV))?.values.has('GOPROXY') ? 'file' : 'default',
  };
}
