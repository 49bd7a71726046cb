import stripJsonComments from 'strip-json-comments';
import type { Host } from '../../host/host.js';
import { readIfThere } from '../../host/read-if-there.js';
import { firstVariable, variable } from '../../host/variables.js';
import { maskProxyValue } from '../../proxy/mask-proxy-value.js';
import type { ToolsEvidence } from '../evidence/tools.js';
import { membersOf } from './foreign-values.js';
import { pathsOf, withoutHome } from './paths.js';

type Vscode = ToolsEvidence['vscode'];
type Settings = Omit<Vscode, 'editions' | 'goExtension'>;
type Variable = Vscode['variables'][number];
type Compared = Variable['environment'];

const proxyVariables = /^(?:https?_proxy|no_proxy|all_proxy)$/i;
const largestCharacters = 2_000_000;

/** The user's settings, those of the current folder, and its launch.json: what of them reaches Go. */
export async function readEditorSettings(host: Host): Promise<Settings> {
  const { join } = pathsOf(host);
  const { cwd, home } = host.platform;
  const user = ['Code', 'Code - Insiders'].map((name) =>
    join(userFolder(host), name, 'User', 'settings.json'),
  );
  const remote = join(home, '.vscode-server', 'data', 'Machine', 'settings.json');
  const workspace = join(cwd, '.vscode', 'settings.json');
  const launch = join(cwd, '.vscode', 'launch.json');
  const read = await Promise.all([...user, remote, workspace, launch].map((path) => readObject(host, path)));
  const launchFile = read.at(-1) ?? null;
  // The folder's settings win over the user's: the last that says something counts.
  const settings = read.slice(0, -1).filter((file) => file?.value);
  return {
    unreadable: read.flatMap((file) => (file && !file.value ? [file.shown] : [])),
    alternateGo: await describeAlternateGo(host, settings),
    httpProxy: describeHttpProxy(host, settings),
    variables: [
      ...settings.flatMap((file) => toolVariables(host, file)),
      ...(launchFile ? launchVariables(host, launchFile) : []),
    ],
    launchConfigurations: launchFile?.value ? goConfigurations(launchFile).length : null,
  };
}

function userFolder(host: Host): string {
  const { env } = host;
  const { os, home } = host.platform;
  const { join } = pathsOf(host);
  if (os === 'win32') return variable('APPDATA', host) ?? join(home, 'AppData', 'Roaming');
  if (os === 'darwin') return join(home, 'Library', 'Application Support');
  return env.XDG_CONFIG_HOME || join(home, '.config');
}

interface SettingsFile {
  readonly shown: string;
  /** Null: it is no JSON, or no object. */
  readonly value: Readonly<Record<string, unknown>> | null;
}

async function readObject(host: Host, path: string): Promise<SettingsFile | null> {
  const text = await readIfThere(host, path);
  if (text === null || text.trim() === '' || text.length > largestCharacters) return null;
  return { shown: shownPath(host, path), value: parseObject(text) };
}

/** VS Code's settings: JSON with comments, and commas before a closing bracket. */
function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    return membersOf(JSON.parse(stripJsonComments(text.replace(/^\ufeff/, ''), { trailingCommas: true })));
  } catch {
    return null;
  }
}

/** Files of the project relative to it. */
function shownPath(host: Host, path: string): string {
  const { relative, sep } = pathsOf(host);
  const inProject = relative(host.platform.cwd, path);
  return inProject.startsWith(`.vscode${sep}`) ? inProject : withoutHome(path, host);
}

type Files = readonly (SettingsFile | null)[];

function lastValue(files: Files, key: string): unknown {
  return files.map((file) => file?.value?.[key]).findLast((value) => value !== undefined);
}

/** A name is looked up on PATH, and a value with `${…}` is worked out by VS Code: neither can be looked at. */
async function describeAlternateGo(host: Host, files: Files): Promise<Vscode['alternateGo']> {
  const path = membersOf(lastValue(files, 'go.alternateTools'))?.go;
  if (typeof path !== 'string' || path.includes('${') || !pathsOf(host).isAbsolute(path)) return null;
  const candidates = host.platform.os === 'win32' ? [path, `${path}.exe`] : [path];
  const exists = (await Promise.all(candidates.map((file) => host.files.exists(file)))).some(Boolean);
  return { path: withoutHome(path, host), exists };
}

function describeHttpProxy(host: Host, files: Files): Vscode['httpProxy'] {
  const value = lastValue(files, 'http.proxy');
  if (typeof value !== 'string' || value === '') return null;
  const spellings = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'];
  const found = firstVariable(spellings, host.env, host.platform.os)?.value;
  const environment = found === undefined ? 'unset' : sameProxy(found, value) ? 'same' : 'differs';
  return { value: maskProxyValue(value), environment };
}

function toolVariables(host: Host, file: SettingsFile | null): Variable[] {
  const variables = membersOf(file?.value?.['go.toolsEnvVars']);
  return file && variables
    ? describeVariables(host, variables, { file: file.shown, configuration: null })
    : [];
}

function goConfigurations(file: SettingsFile): Readonly<Record<string, unknown>>[] {
  const list = file.value?.configurations;
  const configurations = Array.isArray(list) ? list.map(membersOf) : [];
  return configurations.filter((entry) => entry !== null).filter(({ type }) => type === 'go');
}

function launchVariables(host: Host, file: SettingsFile): Variable[] {
  return goConfigurations(file).flatMap((configuration) => {
    const variables = membersOf(configuration.env);
    const { name } = configuration;
    const place = { file: file.shown, configuration: typeof name === 'string' ? name.slice(0, 60) : null };
    return variables ? describeVariables(host, variables, place) : [];
  });
}

function describeVariables(
  host: Host,
  variables: Readonly<Record<string, unknown>>,
  place: { readonly file: string; readonly configuration: string | null },
): Variable[] {
  return Object.entries(variables).flatMap(([name, value]) => {
    // What refers to something else (`${env:…}`) is worked out by VS Code.
    if (!proxyVariables.test(name) || typeof value !== 'string' || value.includes('${')) return [];
    return [{ ...place, name, value: maskProxyValue(value), environment: compare(host, name, value) }];
  });
}

/** An empty value turns a proxy off, and is compared as such. */
function compare(host: Host, name: string, value: string): Compared {
  const found = variable(name, host);
  if (found === undefined) return value === '' ? 'same' : 'unset';
  return sameProxy(found, value) ? 'same' : 'differs';
}

function sameProxy(a: string, b: string): boolean {
  const plain = (text: string) =>
    text
      .trim()
      .replace(/^http:\/\//i, '')
      .replace(/\/$/, '')
      .toLowerCase();
  return plain(a) === plain(b);
}
