import type { Host } from '../../host/host.js';
import { listIfThere, readIfThere } from '../../host/read-if-there.js';
import { variable } from '../../host/variables.js';
import type { ToolsEvidence } from '../evidence/tools.js';
import { newestFirst } from '../versions.js';
import { parseMembers } from './foreign-values.js';
import { localAppData, pathsOf } from './paths.js';
import { readEditorSettings } from './tools-vscode-settings.js';

type Vscode = ToolsEvidence['vscode'];
type Edition = Vscode['editions'][number];

/** Where it is installed, which Go extension it has, and what its settings say to Go. */
export async function describeVscode(host: Host): Promise<Vscode> {
  const [editions, goExtension, settings] = await Promise.all([
    findEditions(host),
    findGoExtension(host),
    readEditorSettings(host),
  ]);
  return { editions, goExtension, ...settings };
}

const stable = 'VS Code';
const insiders = 'VS Code Insiders';

/** The folder that `resources/app` is in, for each edition. */
function installFolders(host: Host): readonly (readonly [name: string, folder: string])[] {
  const { join } = pathsOf(host);
  const { home, os } = host.platform;
  if (os === 'win32') {
    const roots = [
      join(localAppData(host), 'Programs'),
      variable('ProgramFiles', host) ?? 'C:\\Program Files',
    ];
    return roots.flatMap((root) => [
      [stable, join(root, 'Microsoft VS Code')] as const,
      [insiders, join(root, 'Microsoft VS Code Insiders')] as const,
    ]);
  }
  if (os === 'darwin') {
    return ['/Applications', join(home, 'Applications')].flatMap((root) => [
      [stable, join(root, 'Visual Studio Code.app', 'Contents')] as const,
      [insiders, join(root, 'Visual Studio Code - Insiders.app', 'Contents')] as const,
    ]);
  }
  return [
    [stable, '/usr/share/code'],
    [stable, '/opt/visual-studio-code'],
    [stable, '/snap/code/current/usr/share/code'],
    [stable, '/var/lib/flatpak/app/com.visualstudio.code/current/active/files/extra/vscode'],
    [insiders, '/usr/share/code-insiders'],
    [insiders, '/snap/code-insiders/current/usr/share/code-insiders'],
  ];
}

async function findEditions(host: Host): Promise<Edition[]> {
  const { join } = pathsOf(host);
  const found = await Promise.all(
    installFolders(host).map(async ([name, folder]) => {
      const version = await readVersion(host, folder);
      return version === undefined ? null : { name, version };
    }),
  );
  const editions = found.filter((edition) => edition !== null);
  const server = join(host.platform.home, '.vscode-server');
  if (await host.files.exists(server)) editions.push({ name: 'VS Code Server', version: null });
  return editions;
}

/** Undefined: not installed there. Newer versions keep the program in a folder of its own for each update. */
async function readVersion(host: Host, folder: string): Promise<string | null | undefined> {
  const { join } = pathsOf(host);
  const resources = host.platform.os === 'darwin' ? 'Resources' : 'resources';
  const direct = await readPackageVersion(host, join(folder, resources, 'app'));
  if (direct !== undefined || host.platform.os !== 'win32') return direct;
  const names = await listIfThere(host, folder);
  const nested = await Promise.all(
    names
      .filter((name) => /^[0-9a-f]{6,40}$/.test(name))
      .map((name) => readPackageVersion(host, join(folder, name, resources, 'app'))),
  );
  return nested.find((version) => version !== undefined);
}

async function readPackageVersion(host: Host, folder: string): Promise<string | null | undefined> {
  const text = await readIfThere(host, pathsOf(host).join(folder, 'package.json'));
  if (text === null) return undefined;
  return /"version"\s*:\s*"(\d+\.\d+\.\d+[\w.-]*)"/.exec(text)?.[1] ?? null;
}

/** The newest `golang.go-0.50.0`, or one without a platform behind it; those marked for removal do not count. */
async function findGoExtension(host: Host): Promise<string | null> {
  const { join } = pathsOf(host);
  const { home } = host.platform;
  const named = variable('VSCODE_EXTENSIONS', host);
  const folders = [
    ...(named ? [named] : []),
    ...['.vscode', '.vscode-insiders', '.vscode-server', '.vscode-server-insiders'].map((folder) =>
      join(home, folder, 'extensions'),
    ),
  ];
  const versions = await Promise.all(folders.map((folder) => goExtensionsIn(host, folder)));
  return versions.flat().sort(newestFirst)[0] ?? null;
}

async function goExtensionsIn(host: Host, folder: string): Promise<string[]> {
  const names = await listIfThere(host, folder);
  const candidates = names.filter((name) => /^golang\.go-\d/i.test(name));
  if (candidates.length === 0) return [];
  const removed = await readRemoved(host, folder);
  return candidates
    .filter((name) => !removed.has(name))
    .map((name) => /^golang\.go-(\d+(?:\.\d+)*)/i.exec(name)?.[1] ?? '')
    .filter(Boolean);
}

/** `.obsolete`: `{"golang.go-0.41.0":true}`. */
async function readRemoved(host: Host, folder: string): Promise<Set<string>> {
  const text = await readIfThere(host, pathsOf(host).join(folder, '.obsolete'));
  return new Set(Object.keys(parseMembers(text ?? '') ?? {}));
}
