import type { Host } from '../../host/host.js';
import type { ProcessResult } from '../../host/processes.js';
import { listIfThere } from '../../host/read-if-there.js';
import { systemRoot } from '../../host/variables.js';
import type { ToolsEvidence } from '../evidence/tools.js';
import { newestFirst } from '../versions.js';
import { findAllOnPath, findIn } from './path-programs.js';
import { localAppData, pathsOf, samePath, withoutHome } from './paths.js';

type Python = ToolsEvidence['python'];
type Node = ToolsEvidence['node'];

const limitMs = 5_000;

/** The Node.js on PATH, which may be another than ours. */
export async function findNode(host: Host, signal: AbortSignal): Promise<Node> {
  const { nodePath, nodeVersion } = host.platform;
  const path = await host.processes.find('node');
  if (path === null) return { state: 'missing', path: null, version: null };
  if (samePath(path, nodePath, host))
    return { state: 'ok', path: withoutHome(path, host), version: nodeVersion };
  // With a proxy it can't read and NODE_USE_ENV_PROXY=1, or a bad NODE_OPTIONS, Node does not even start.
  const env = { NODE_OPTIONS: undefined, NODE_USE_ENV_PROXY: undefined };
  const result = await host.processes.run({
    file: path,
    args: ['--version'],
    timeoutMs: limitMs,
    env,
    signal,
  });
  const version = /^v(\d+\.\d+\.\d+\S*)/.exec(result.stdout.trim())?.[1] ?? null;
  return { state: stateOf(result, version), path: withoutHome(path, host), version };
}

/** The Python a user would start. */
export async function findPython(host: Host, signal: AbortSignal): Promise<Python> {
  return host.platform.os === 'win32' ? findWindowsPython(host, signal) : findUnixPython(host, signal);
}

async function findUnixPython(host: Host, signal: AbortSignal): Promise<Python> {
  let last: Python = { state: 'missing', path: null, version: null };
  for (const name of ['python3', 'python']) {
    const path = await host.processes.find(name);
    if (path === null || (await opensInstaller(host, path))) continue;
    const answer = await askPython(host, path, signal);
    // Two that hang would take longer than the section may.
    if (answer.state === 'ok' || answer.state === 'timeout') return answer;
    // 127: a version manager's wrapper with no Python behind it.
    if (answer.state === 'failed') last = answer;
  }
  return last;
}

/** Apple's /usr/bin/python3 opens a window that offers to install the command line tools, unless they are there. */
async function opensInstaller({ platform, files }: Host, path: string): Promise<boolean> {
  if (platform.os !== 'darwin' || !path.startsWith('/usr/bin/')) return false;
  const real = [
    '/Library/Developer/CommandLineTools/usr/bin/python3',
    '/Applications/Xcode.app/Contents/Developer/usr/bin/python3',
  ];
  return !(await Promise.all(real.map((file) => files.exists(file)))).some(Boolean);
}

async function askPython(host: Host, path: string, signal: AbortSignal): Promise<Python> {
  const result = await host.processes.run({ file: path, args: ['--version'], timeoutMs: limitMs, signal });
  // Python 2 tells it on stderr.
  const version =
    /^Python (\d+\.\d+\.\d+\S*)/m.exec(`${result.stdout}\n${result.stderr.slice(0, 1_000)}`)?.[1] ?? null;
  if (result.exitCode === 127) return { state: 'missing', path: null, version: null };
  return { state: stateOf(result, version), path: withoutHome(path, host), version };
}

/**
 * The python.exe on PATH, else what the launcher `py` lists. Those below WindowsApps are never run: without a Python
 * behind them they open the Microsoft Store, or begin an installation. Which are installed from there, their folders
 * tell.
 */
async function findWindowsPython(host: Host, signal: AbortSignal): Promise<Python> {
  const found = await findAllOnPath(host, 'python');
  for (const path of found.filter((candidate) => !isStoreAlias(candidate))) {
    const answer = await askPython(host, path, signal);
    if (answer.state !== 'missing') return answer;
  }
  const installed = (await fromFolders(host)) ?? (await fromLauncher(host, signal));
  if (installed) return installed;
  const stub = found.find(isStoreAlias);
  return { state: stub ? 'store' : 'missing', path: stub ? withoutHome(stub, host) : null, version: null };
}

function isStoreAlias(path: string): boolean {
  return /[\\/]Microsoft[\\/]WindowsApps[\\/]/i.test(path);
}

/**
 * What the store and the Python install manager have installed, one folder each:
 * `PythonSoftwareFoundation.Python.3.12_qbz5n2kfra8p0`, `pythoncore-3.14-64`.
 */
async function fromFolders(host: Host): Promise<Python | null> {
  const { join } = pathsOf(host);
  const data = localAppData(host);
  const places = [
    [join(data, 'Microsoft', 'WindowsApps'), /^PythonSoftwareFoundation\.Python\.(3\.\d+)_/],
    [join(data, 'Python'), /^pythoncore-(3\.\d+)(?:-|$)/],
  ] as const;
  for (const [folder, pattern] of places) {
    const names = await listIfThere(host, folder);
    const [version] = names.flatMap((name) => pattern.exec(name)?.[1] ?? []).sort(newestFirst);
    if (version !== undefined) return { state: 'ok', path: withoutHome(folder, host), version };
  }
  return null;
}

/** `py -0p` only lists: ` -V:3.12 *        C:\…\python.exe`, and ` -3.9-64  C:\…` in older launchers. */
async function fromLauncher(host: Host, signal: AbortSignal): Promise<Python | null> {
  const { join } = pathsOf(host);
  const [own] = (await findAllOnPath(host, 'py')).filter((path) => !isStoreAlias(path));
  const path =
    own ??
    (await findIn(host, systemRoot(host), 'py')) ??
    (await findIn(host, join(localAppData(host), 'Programs', 'Python', 'Launcher'), 'py'));
  if (path === null) return null;
  // Neither generation of the launcher may fetch a Python because of this question.
  const env = { PYTHON_MANAGER_AUTOMATIC_INSTALL: 'false', PYLAUNCHER_ALLOW_INSTALL: undefined };
  const result = await host.processes.run({ file: path, args: ['-0p'], timeoutMs: limitMs, env, signal });
  const lines = result.stdout.slice(0, 20_000).split(/\r?\n/);
  const versions = lines.flatMap((line) => /^\s*-(?:V:)?(3\.\d+)(?:-\d+)?\b/.exec(line)?.[1] ?? []);
  const [version] = versions.sort(newestFirst);
  return version === undefined ? null : { state: 'ok', path: withoutHome(path, host), version };
}

function stateOf(result: ProcessResult, version: string | null): 'ok' | 'failed' | 'timeout' {
  if (result.timedOut) return 'timeout';
  return result.exitCode === 0 && version !== null ? 'ok' : 'failed';
}
