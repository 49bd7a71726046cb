import type { Host } from '../../host/host.js';
import { type ReadRegistry, registryValue } from '../../host/registry.js';
import { firstVariable, variable } from '../../host/variables.js';
import type { SystemEvidence } from '../evidence/system.js';
import { membersOf, textOf } from './foreign-values.js';
import { pathsOf } from './paths.js';
import type { PowershellAnswer } from './powershell.js';
import type { Gathered, Sources } from './sources.js';
import { describeWsl } from './system-wsl.js';

const keys = {
  codePage: 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Nls\\CodePage',
  international: 'HKCU\\Control Panel\\International',
  fileSystem: 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\FileSystem',
  firewall: 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy\\',
  firewallPolicy: 'HKLM\\SOFTWARE\\Policies\\Microsoft\\WindowsFirewall\\',
};

/** The names of a firewall profile: ours, that of its setting, that of its policy. */
const profiles = [
  ['domain', 'Domain', 'Domain'],
  ['private', 'Standard', 'Private'],
  ['public', 'Public', 'Public'],
] as const;

/** What the session is like. On Windows from PowerShell, and from reg.exe what it did not tell. */
export async function collectSystem(sources: Sources): Promise<Gathered<SystemEvidence>> {
  const { host } = sources;
  const here = { terminal: describeTerminal(host), path: describePath(host) };
  if (host.platform.os !== 'win32') {
    const wsl = await describeWsl(host, sources.signal);
    const locale = { ...noLocale, culture: languageVariable(host) };
    return {
      source: 'environment',
      value: { ...here, locale, longPaths: 'unknown', wsl, firewall: null },
    };
  }
  const { report, answer } = await sources.powershell();
  const read = sources.readRegistry;
  const [locale, longPaths, firewall] = await Promise.all([
    readLocale(answer, read),
    readLongPaths(answer, read),
    readFirewall(answer, read),
  ]);
  const source = report.state === 'ok' ? 'powershell' : 'registry';
  return { source, value: { ...here, locale, longPaths, wsl: null, firewall } };
}

const noLocale = { culture: null, uiLanguage: null, ansiCodePage: null, oemCodePage: null };

async function readLocale(answer: PowershellAnswer, read: ReadRegistry): Promise<SystemEvidence['locale']> {
  const told = membersOf(answer.get('locale'));
  if (told) {
    return {
      culture: textOf(told.culture),
      uiLanguage: textOf(told.ui),
      ansiCodePage: textOf(told.acp),
      oemCodePage: textOf(told.oemcp),
    };
  }
  const [pages, international] = await Promise.all([read(keys.codePage), read(keys.international)]);
  return {
    culture: textOf(registryValue(international, 'LocaleName')),
    uiLanguage: null,
    ansiCodePage: textOf(registryValue(pages, 'ACP')),
    oemCodePage: textOf(registryValue(pages, 'OEMCP')),
  };
}

async function readLongPaths(
  answer: PowershellAnswer,
  read: ReadRegistry,
): Promise<SystemEvidence['longPaths']> {
  const told = membersOf(answer.get('longPaths'));
  if (told) return told.enabled === 1 ? 'enabled' : 'disabled';
  const answered = await read(keys.fileSystem);
  if (answered.state === 'unreadable') return 'unknown';
  return registryValue(answered, 'LongPathsEnabled') === 1 ? 'enabled' : 'disabled';
}

/** By the registry: Get-NetFirewallProfile takes seconds, and what stands there is what it shows. */
async function readFirewall(
  answer: PowershellAnswer,
  read: ReadRegistry,
): Promise<SystemEvidence['firewall']> {
  const told = membersOf(answer.get('firewall'));
  const states = await Promise.all(
    profiles.map(async ([name, setting, policy]) => {
      if (told) return [name, switchOf(told[setting])] as const;
      const [policed, set] = await Promise.all([
        read(`${keys.firewallPolicy}${policy}Profile`),
        read(`${keys.firewall}${setting}Profile`),
      ]);
      const value = registryValue(policed, 'EnableFirewall') ?? registryValue(set, 'EnableFirewall');
      return [name, switchOf(value)] as const;
    }),
  );
  if (states.every(([, on]) => on === null)) return null;
  return Object.fromEntries(states) as NonNullable<SystemEvidence['firewall']>;
}

/** Windows Terminal and ConEmu say so in variables of their own, the others in those that Unix knows. */
function describeTerminal(host: Host): string | null {
  const { env, platform } = host;
  if (variable('WT_SESSION', host)) return 'windows-terminal';
  if (variable('ConEmuPID', host)) return 'conemu';
  const named = firstVariable(['TERM_PROGRAM', 'TERMINAL_EMULATOR', 'TERM'], env, platform.os);
  return named?.value ?? (platform.os === 'win32' ? 'console' : null);
}

function describePath(host: Host): SystemEvidence['path'] {
  const { platform } = host;
  const value = variable('PATH', host) ?? '';
  const entries = value.split(pathsOf(host).delimiter).filter(Boolean);
  const fold = (entry: string) => (platform.os === 'win32' ? entry.toLowerCase() : entry);
  const different = new Set(entries.map((entry) => fold(entry.replace(/(?<=.)[\\/]+$/, ''))));
  return { characters: value.length, entries: entries.length, repeated: entries.length - different.size };
}

function languageVariable({ env, platform }: Host): string | null {
  return firstVariable(['LC_ALL', 'LC_CTYPE', 'LANG'], env, platform.os)?.value ?? null;
}

function switchOf(value: unknown): boolean | null {
  return typeof value === 'number' ? value !== 0 : null;
}
