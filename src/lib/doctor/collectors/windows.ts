import { win32 } from 'node:path';
import type { Host } from '../../host/host.js';
import { type ReadRegistry, registryValue } from '../../host/registry.js';
import { firstVariable, systemRoot } from '../../host/variables.js';
import type { WindowsEvidence } from '../evidence/windows.js';
import { membersOf, numberOf, textOf } from './foreign-values.js';
import type { PowershellAnswer } from './powershell.js';
import type { Gathered, Sources } from './sources.js';

const keys = {
  release: 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion',
  environment: 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment',
  netfx: 'HKLM\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full',
  runtimes: 'HKLM\\SOFTWARE\\Wow6432Node\\Microsoft\\VisualStudio\\14.0\\VC\\Runtimes\\',
  codePage: 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Nls\\CodePage',
};

/** Facts that only Windows has: from PowerShell, and what it did not tell from reg.exe, folders and variables. */
export async function collectWindows({
  host,
  powershell,
  readRegistry: read,
}: Sources): Promise<Gathered<WindowsEvidence>> {
  const { report, answer } = await powershell();
  const [system, nativeArch, netFramework, vcRuntime, codePage] = await Promise.all([
    readSystem(answer, read),
    readArch(host, answer, read),
    readNetFramework(host, answer, read),
    readRuntimes(host, answer, read),
    readCodePage(answer, read),
  ]);
  const source = report.state === 'ok' ? 'powershell' : 'registry';
  return { source, value: { powershell: report, system, nativeArch, netFramework, vcRuntime, codePage } };
}

async function readSystem(answer: PowershellAnswer, read: ReadRegistry): Promise<WindowsEvidence['system']> {
  const os = membersOf(answer.get('os'));
  const told = membersOf(answer.get('release'));
  const answered = told ? null : await read(keys.release);
  const from = (name: string, registryName: string) =>
    answered ? registryValue(answered, registryName) : told?.[name];
  return {
    source: told || os ? 'powershell' : answered?.state === 'ok' ? 'registry' : null,
    productType: numberOf(os?.productType),
    installationType: textOf(from('installationType', 'InstallationType')),
    productName: textOf(from('productName', 'ProductName')),
    displayVersion: textOf(from('displayVersion', 'DisplayVersion')),
    editionId: textOf(from('editionId', 'EditionID')),
    updateRevision: numberOf(from('ubr', 'UBR')),
  };
}

async function readArch(host: Host, answer: PowershellAnswer, read: ReadRegistry): Promise<string | null> {
  const told = textOf(answer.get('arch'));
  if (told !== null) return told;
  const answered = await read(keys.environment);
  const { env, platform } = host;
  const variable = firstVariable(['PROCESSOR_ARCHITEW6432', 'PROCESSOR_ARCHITECTURE'], env, platform.os);
  return textOf(registryValue(answered, 'PROCESSOR_ARCHITECTURE')) ?? variable?.value ?? null;
}

async function readNetFramework(
  host: Host,
  answer: PowershellAnswer,
  read: ReadRegistry,
): Promise<WindowsEvidence['netFramework']> {
  const told = membersOf(answer.get('netfx'));
  if (told) return { source: 'powershell', release: numberOf(told.release) };
  const answered = await read(keys.netfx);
  const release = numberOf(registryValue(answered, 'Release'));
  if (release !== null) return { source: 'registry', release };
  // The folder of .NET 4 is there since its first version: it proves that there is one, or that there is none.
  const folder = win32.join(systemRoot(host), 'Microsoft.NET', 'Framework64', 'v4.0.30319');
  if (await host.files.exists(folder)) return { source: 'folder', release: null };
  return { source: answered.state === 'unreadable' ? null : 'registry', release: null };
}

async function readRuntimes(
  host: Host,
  answer: PowershellAnswer,
  read: ReadRegistry,
): Promise<WindowsEvidence['vcRuntime']> {
  const told = membersOf(answer.get('vc'));
  if (told) {
    return { source: 'powershell', x64: textOf(told.x64), x86: textOf(told.x86), arm64: textOf(told.arm64) };
  }
  const answers = await Promise.all(['x64', 'x86', 'arm64'].map((arch) => read(keys.runtimes + arch)));
  const [x64 = null, x86 = null, arm64 = null] = answers.map((answered) =>
    textOf(registryValue(answered, 'Version')),
  );
  if (answers.some(({ state }) => state !== 'unreadable')) return { source: 'registry', x64, x86, arm64 };
  const library = win32.join(systemRoot(host), 'System32', 'vcruntime140.dll');
  const none = { x64: null, x86: null, arm64: null };
  return (await host.files.exists(library))
    ? { ...none, source: 'folder', x64: '14.x' }
    : { ...none, source: null };
}

async function readCodePage(answer: PowershellAnswer, read: ReadRegistry): Promise<string | null> {
  return textOf(answer.get('codePage')) ?? textOf(registryValue(await read(keys.codePage), 'OEMCP'));
}
