import type { Host } from '../../host/host.js';
import { listIfThere, readIfThere } from '../../host/read-if-there.js';
import { registryValue } from '../../host/registry.js';
import { variable } from '../../host/variables.js';
import type { DotnetEvidence } from '../evidence/dotnet.js';
import { newestFirst } from '../versions.js';
import { membersOf, textOf } from './foreign-values.js';
import { pathsOf, samePath, withoutHome } from './paths.js';
import type { Gathered, Sources } from './sources.js';

/** Also under `/reg:64`, this is the 32-bit view, the only one that .NET's installers write to. */
const versionsKey = 'HKLM\\SOFTWARE\\Wow6432Node\\dotnet\\Setup\\InstalledVersions\\';
const architectures = ['x64', 'arm64', 'x86'];

/**
 * Lists the .NET runtimes by their folders, as `dotnet --list-runtimes` would, without starting anything.
 * https://github.com/dotnet/designs/blob/main/accepted/2020/install-locations.md
 */
export async function collectDotnet(sources: Sources): Promise<Gathered<DotnetEvidence>> {
  const { host } = sources;
  const windows = host.platform.os === 'win32';
  const told = windows ? await registeredRoots(sources) : await linkedRoots(host);
  const candidates = [...told, ...(await programRoot(host)), ...usualRoots(host)];
  const roots = candidates.filter(
    (root, index) => candidates.findIndex((other) => samePath(root, other, host)) === index,
  );
  const found = await Promise.all(roots.map((root) => listRuntimes(root, host)));
  const runtimes = new Map(found.flat().map((runtime) => [`${runtime.name} ${runtime.version}`, runtime]));
  return {
    source: 'files',
    value: {
      roots: roots
        .filter((_root, index) => (found[index]?.length ?? 0) > 0)
        .map((root) => withoutHome(root, host)),
      runtimes: [...runtimes.values()].sort(inOrder),
    },
  };
}

async function registeredRoots({ powershell, readRegistry }: Sources): Promise<string[]> {
  const told = membersOf((await powershell()).answer.get('dotnet'));
  const roots = await Promise.all(
    architectures.map(async (name) =>
      told ? told[name] : registryValue(await readRegistry(versionsKey + name), 'InstallLocation'),
    ),
  );
  return roots.flatMap((root) => textOf(root)?.replace(/(?<=[^:])[\\/]+$/, '') ?? []);
}

/** The file that installers write on Linux and macOS, one for all architectures or one for each. */
async function linkedRoots(host: Host): Promise<string[]> {
  const names = ['install_location', ...architectures.map((name) => `install_location_${name}`)];
  const lines = await Promise.all(
    names.map(async (name) => {
      const text = await readIfThere(host, `/etc/dotnet/${name}`);
      return text?.split('\n', 1)[0]?.trim() ?? '';
    }),
  );
  return lines.filter((line) => line.startsWith('/'));
}

async function programRoot(host: Host): Promise<string[]> {
  const program = await host.processes.find('dotnet');
  return program === null ? [] : [pathsOf(host).dirname(program)];
}

function usualRoots(host: Host): string[] {
  const { platform } = host;
  const paths = pathsOf(host);
  const from = (name: string, ...below: string[]) => {
    const value = variable(name, host);
    return value ? [paths.join(value, ...below)] : [];
  };
  const own = [...from('DOTNET_ROOT'), paths.join(platform.home, '.dotnet')];
  if (platform.os === 'win32') {
    return [
      ...own,
      ...from('ProgramFiles', 'dotnet'),
      // On ARM64, what is for x64.
      ...from('ProgramFiles', 'dotnet', 'x64'),
      ...from('ProgramFiles(x86)', 'dotnet'),
      ...from('LOCALAPPDATA', 'Microsoft', 'dotnet'),
    ];
  }
  if (platform.os === 'darwin') {
    const brew = ['/opt/homebrew', '/usr/local'].map((root) => `${root}/opt/dotnet/libexec`);
    return [...own, '/usr/local/share/dotnet', '/usr/local/share/dotnet/x64', ...brew];
  }
  return [...own, '/usr/share/dotnet', '/usr/lib/dotnet', '/usr/lib64/dotnet', '/opt/dotnet'];
}

/** `shared/NAME/VERSION`; a folder that may not be looked into holds nothing for this user. */
async function listRuntimes(root: string, host: Host): Promise<DotnetEvidence['runtimes']> {
  const shared = pathsOf(host).join(root, 'shared');
  const names = await listIfThere(host, shared);
  const found = await Promise.all(
    names.map(async (name) => {
      const versions = await listIfThere(host, pathsOf(host).join(shared, name));
      return versions
        .filter((version) => /^\d+\.\d+\.\d+/.test(version))
        .map((version) => ({ name, version }));
    }),
  );
  return found.flat();
}

type Runtime = DotnetEvidence['runtimes'][number];

function inOrder(a: Runtime, b: Runtime): number {
  return newestFirst(a.version, b.version) || (a.name < b.name ? -1 : 1);
}
