import { win32 } from 'node:path';
import type { Host } from '../../host/host.js';
import type { ProcessResult } from '../../host/processes.js';
import { systemRoot, variable } from '../../host/variables.js';
import type { WindowsEvidence } from '../evidence/windows.js';
import { membersOf, parseMembers, textOf } from './foreign-values.js';
import { markers } from './powershell-frame.js';
import { powershellArguments } from './powershell-script.js';

/** A section of the script's answer: its value, or undefined where it threw. */
export type PowershellAnswer = ReadonlyMap<string, unknown>;

export interface PowershellRun {
  readonly report: WindowsEvidence['powershell'];
  readonly answer: PowershellAnswer;
}

const nobody: PowershellAnswer = new Map();

/**
 * Without the module folders of a PowerShell 7 that this program was started from: Windows PowerShell would look there for
 * its own cmdlets, and find none (PowerShell/PowerShell#27774). In upper case, the name wins over any other spelling.
 */
export const powershellEnvironment: Readonly<Record<string, undefined>> = { PSMODULEPATH: undefined };

/**
 * Asks PowerShell everything at once: one process, by its absolute path, for at most `limitMs`. Never rejects for what
 * PowerShell does: missing, denied, hanging, failing and talking nonsense are all told in the report.
 */
export async function askPowershell(
  host: Host,
  limitMs: number,
  signal: AbortSignal,
): Promise<PowershellRun> {
  const started = host.clock.monotonic();
  let report = describe('missing', null, host.clock.monotonic() - started);
  for await (const program of candidates(host)) {
    const result = await host.processes.run({
      file: program,
      args: powershellArguments,
      env: powershellEnvironment,
      timeoutMs: limitMs,
      signal,
      encoding: 'latin1',
    });
    const answer = parsePowershellOutput(result.stdout);
    report = describe(stateOf(result, answer), program, host.clock.monotonic() - started, result, answer);
    if (result.notStarted === null) return { report, answer: answer?.values ?? nobody };
  }
  return { report, answer: nobody };
}

/**
 * Windows PowerShell where Windows keeps it, else PowerShell 7 on PATH; never from the current folder. PATH is searched
 * only when it comes to that: a folder on a server that is away takes long.
 */
export async function* candidates(host: Host): AsyncGenerator<string, void, undefined> {
  // A 32-bit program is shown the 32-bit system folder under the name of the 64-bit one.
  const emulated = host.platform.arch === 'ia32' && variable('PROCESSOR_ARCHITEW6432', host);
  const folder = win32.join(
    systemRoot(host),
    emulated ? 'Sysnative' : 'System32',
    'WindowsPowerShell',
    'v1.0',
  );
  yield win32.join(folder, 'powershell.exe');
  const second = await host.processes.find('pwsh');
  if (second !== null) yield second;
}

function stateOf(result: ProcessResult, answer: ParsedOutput | null): WindowsEvidence['powershell']['state'] {
  // A whole answer counts whatever the exit code and stderr say (both are noisy), and whoever still holds the pipe.
  if (answer) return 'ok';
  if (result.timedOut) return 'timeout';
  if (result.notStarted !== null) return result.notStarted === 'ENOENT' ? 'missing' : 'denied';
  return result.exitCode === 0 ? 'unreadable' : 'failed';
}

function describe(
  state: WindowsEvidence['powershell']['state'],
  program: string | null,
  durationMs: number,
  result?: ProcessResult,
  answer?: ParsedOutput | null,
): WindowsEvidence['powershell'] {
  const session = membersOf(answer?.values.get('session'));
  return {
    state,
    program: state === 'missing' ? null : program,
    version: textOf(session?.version),
    languageMode: textOf(session?.mode),
    exitCode: result?.exitCode ?? null,
    durationMs: Math.round(durationMs),
    failedSections: answer?.failed ?? [],
  };
}

interface ParsedOutput {
  readonly values: PowershellAnswer;
  readonly failed: readonly string[];
}

/**
 * What stands between the markers, whatever is around it (progress as XML, bytes of another code page, line breaks);
 * null where there is no whole answer.
 */
export function parsePowershellOutput(stdout: string): ParsedOutput | null {
  const end = stdout.lastIndexOf(markers.end);
  const begin = stdout.lastIndexOf(markers.begin, end);
  if (begin < 0 || end < 0) return null;
  const json = stdout.slice(begin + markers.begin.length, end).replace(/[\r\n]/g, '');
  const sections = parseMembers(json);
  if (!sections) return null;
  const values = new Map<string, unknown>();
  const failed: string[] = [];
  for (const [name, section] of Object.entries(sections)) {
    const told = membersOf(section);
    if (told?.ok === true) values.set(name, told.v);
    else failed.push(name);
  }
  return { values, failed: failed.sort() };
}
