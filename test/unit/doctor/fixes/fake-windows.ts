import { markers } from '../../../../src/lib/doctor/collectors/powershell-frame.js';
import { powershellArguments } from '../../../../src/lib/doctor/collectors/powershell-script.js';
import { readArguments, writeArguments } from '../../../../src/lib/doctor/fixes/user-variables-script.js';
import type { ProcessRequest, ProcessResult } from '../../../../src/lib/host/processes.js';
import { type FakeHost, type FakeHostOptions, fakeHost } from '../../../helpers/fake-host.js';

export type Registry = Record<string, string | { readonly text: string; readonly kind: string }>;

export interface FakeWindowsOptions extends FakeHostOptions {
  user?: Registry;
  machine?: Registry;
  /** What PowerShell does when it is asked about variables. Default: all works. */
  powershell?: 'missing' | 'denied' | 'constrained' | 'silent' | 'garbage' | 'fails' | 'hangs';
  /** What becomes of a write: `forgets` says nothing and does nothing, `dies` does it and gives no answer. */
  writes?: 'forgets' | 'dies';
  /** Called before a write. */
  beforeWrite?: () => void;
  /** Go's answer to `go env -json …`; none: there is no Go. */
  go?: Record<string, string>;
}

export interface FakeWindows extends FakeHost {
  readonly user: Map<string, { text: string; kind: string }>;
  readonly machine: Map<string, { text: string; kind: string }>;
  readonly requests: ProcessRequest[];
}

export const windowsPowershell = 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe';

/**
 * A Windows machine whose registry is changed by nothing but the very PowerShell arguments of the fixes. Any other
 * program that could change something is an error.
 */
export function fakeWindows(options: FakeWindowsOptions = {}): FakeWindows {
  const user = registry(options.user);
  const machine = registry(options.machine);
  const requests: ProcessRequest[] = [];
  const run = async (request: ProcessRequest): Promise<Partial<ProcessResult> | undefined> => {
    requests.push(request);
    const own = await options.run?.(request);
    if (own) return own;
    if (/\\reg\.exe$/i.test(request.file) && request.args[0] === 'query') return { exitCode: 1 };
    if (/\\go\.exe$/i.test(request.file)) return goAnswer(options.go ?? {}, request);
    if (/\\netsh\.exe$/i.test(request.file) && request.args.includes('show')) return { exitCode: 1 };
    if (request.file !== windowsPowershell) return undefined;
    if (same(request.args, powershellArguments)) return { stdout: wrap({}) };
    return answer(request);
  };
  const answer = (request: ProcessRequest): Partial<ProcessResult> | undefined => {
    const reading = same(request.args, readArguments);
    if (!reading && !same(request.args, writeArguments)) {
      throw new Error(`PowerShell was given something else: ${request.args.join(' ')}`);
    }
    switch (options.powershell) {
      case 'missing':
        return undefined;
      case 'denied':
        return { exitCode: null, notStarted: 'EACCES' };
      case 'silent':
        return { exitCode: 0, stdout: '' };
      case 'garbage':
        return { exitCode: 0, stdout: `#< CLIXML ${markers.begin}{"user":` };
      case 'fails':
        return { exitCode: 1, stderr: 'Access is denied' };
      case 'hangs':
        return { exitCode: null, timedOut: true };
      case 'constrained':
        return {
          stdout: wrap({
            session: { ok: true, v: { mode: 'ConstrainedLanguage' } },
            user: { ok: false, e: 'Method invocation is supported only on core types' },
          }),
        };
      default:
        return reading ? { stdout: wrap(scopes()) } : write(request);
    }
  };
  const scopes = () => ({
    session: { ok: true, v: { mode: 'FullLanguage' } },
    user: { ok: true, v: Object.fromEntries(user) },
    machine: { ok: true, v: Object.fromEntries(machine) },
  });
  const write = ({ env = {} }: ProcessRequest): Partial<ProcessResult> => {
    options.beforeWrite?.();
    const { ALIPROXY_FIX_NAME: name = '', ALIPROXY_FIX_VALUE: value, ALIPROXY_FIX_BEFORE: before = '' } = env;
    const spelling = [...user.keys()].find((key) => key.toLowerCase() === name.toLowerCase()) ?? name;
    const changed = (user.get(spelling)?.text ?? '') !== before;
    if (!changed && options.writes !== 'forgets') {
      if (value === undefined) user.delete(spelling);
      else user.set(spelling, { text: value, kind: env.ALIPROXY_FIX_EXPAND ? 'ExpandString' : 'String' });
    }
    if (options.writes === 'dies') return { exitCode: null, stdout: '', timedOut: true };
    return { stdout: wrap({ ...scopes(), write: { ok: true, v: changed ? 'changed' : 'written' } }) };
  };
  const host = fakeHost({
    ...options,
    platform: {
      os: 'win32',
      release: '10.0.22631',
      version: 'Windows 11 Pro',
      home: 'C:\\Users\\li',
      temp: 'C:\\Users\\li\\AppData\\Local\\Temp',
      cwd: 'C:\\work',
      ...options.platform,
    },
    env: { SystemRoot: 'C:\\Windows', ...options.env },
    ...(options.go && !options.programs ? { programs: { go: 'C:\\Program Files\\Go\\bin\\go.exe' } } : {}),
    // No answer at all is a program that is not there, also from a promise.
    run: (request) => run(request) as Promise<Partial<ProcessResult>>,
  });
  return Object.assign(host, { user, machine, requests });
}

function registry(values: Registry = {}): Map<string, { text: string; kind: string }> {
  return new Map(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' ? { text: value, kind: 'String' } : value,
    ]),
  );
}

function goAnswer(env: Record<string, string>, { args }: ProcessRequest): Partial<ProcessResult> {
  const [command, first = ''] = args;
  if (command !== 'env') return { exitCode: 0, stdout: 'go version go1.26.8 windows/amd64\n' };
  if (first === '-json') return { stdout: JSON.stringify(env) };
  if (first.startsWith('-')) throw new Error(`go was asked to change something: ${args.join(' ')}`);
  return { stdout: `${env[first] ?? ''}\n` };
}

/** As the script writes it: ASCII only. */
function wrap(sections: object): string {
  const json = JSON.stringify(sections).replace(
    /[^ -~]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `noise\r\n${markers.begin}${json}${markers.end}\r\n`;
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((word, index) => word === b[index]);
}
