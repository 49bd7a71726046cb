import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askPowershell, parsePowershellOutput } from '../../../src/lib/doctor/collectors/powershell.js';
import {
  powershellArguments,
  powershellScript,
} from '../../../src/lib/doctor/collectors/powershell-script.js';
import type { ProcessRequest, ProcessResult } from '../../../src/lib/host/processes.js';
import { fakeHost } from '../../helpers/fake-host.js';

const answer = {
  session: { ok: true, v: { version: '5.1.22621.1', mode: 'FullLanguage' } },
  os: { ok: false, e: 'x' },
};
const good = `<<<AP1${JSON.stringify(answer)}AP1>>>\r\n`;

describe('the PowerShell script', () => {
  it('fits a command line, is ASCII, one line, and has no double quotes', () => {
    expect(powershellScript.length).toBeLessThan(10_000);
    expect(powershellScript).toMatch(/^[\u0020-\u007e]+$/);
    expect(powershellScript).not.toContain('"');
    expect(powershellScript).not.toMatch(/\\$/);
  });

  it('turns the progress stream off before anything else', () => {
    expect(powershellScript.startsWith("$ProgressPreference='SilentlyContinue';")).toBe(true);
  });

  it('has every quote, brace and bracket in pairs', () => {
    const outside = powershellScript.replace(/'[^']*'/g, '');
    expect(outside).not.toContain("'");
    const open: string[] = [];
    const pairs: Record<string, string> = { ')': '(', '}': '{', ']': '[' };
    for (const sign of outside) {
      if ('({['.includes(sign)) open.push(sign);
      else if (pairs[sign]) expect(open.pop()).toBe(pairs[sign]);
    }
    expect(open).toEqual([]);
  });

  it('uses neither what newer PowerShells lack nor what ConstrainedLanguage forbids', () => {
    expect(powershellScript).not.toMatch(
      /Get-WmiObject|wmic|\[Console\]|Add-Type|New-Object|\[System\.|\?\?/,
    );
  });

  it('asks for each family of facts in a section of its own', () => {
    const names = [...powershellScript.matchAll(/S '(\w+)' \{/g)].map(([, name]) => name);
    const asked = ['session', 'os', 'release', 'arch', 'netfx', 'vc', 'codePage', 'locale', 'longPaths'];
    expect(names).toEqual(expect.arrayContaining([...asked, 'firewall', 'dotnet', 'inet', 'winhttp']));
    expect(names).toEqual([...new Set(names)]);
  });

  it.each([
    ['locale', ['culture', 'ui', 'acp', 'oemcp']],
    ['longPaths', ['enabled']],
    ['inet', ['machine', 'enable', 'server', 'override', 'pac']],
    ['winhttp', ['hex']],
  ])('names the facts of %s as they are read', (section, names) => {
    const body = powershellScript.split(`S '${section}' {`)[1]?.split(";S '")[0] ?? '';
    for (const name of names) expect(body).toMatch(new RegExp(`[{;]${name}=`));
  });

  it('is passed without profile, logo and questions', () => {
    expect(powershellArguments.slice(0, 4)).toEqual(['-NoLogo', '-NoProfile', '-NonInteractive', '-Command']);
  });
});

describe("PowerShell's output", () => {
  it.each([
    ['alone', good],
    ['after progress as XML', `#< CLIXML\r\n<Objs Version="1.1.0.1"><Obj S="progress"/></Objs>${good}`],
    ['between bytes of code page 936', `\xd5\xfd\xd4\xda\xd7\xbc\xb1\xb8\r\n${good}\xcd\xea\xb3\xc9`],
    ['broken into lines', good.replace(/(.{40})/g, '$1\r\n')],
    ['after an earlier, cut answer', `<<<AP1{"session":{"ok"\r\n${good}`],
  ])('is read %s', (_name, stdout) => {
    const parsed = parsePowershellOutput(stdout);
    expect(parsed?.values.get('session')).toEqual({ version: '5.1.22621.1', mode: 'FullLanguage' });
    expect(parsed?.failed).toEqual(['os']);
  });

  it('is the same text whatever was escaped in it', () => {
    const stdout = '<<<AP1{"release":{"ok":true,"v":"64 \\u4f4d \\"x\\""}}AP1>>>';
    expect(parsePowershellOutput(stdout)?.values.get('release')).toBe('64 位 "x"');
  });

  it.each([
    ['nothing', ''],
    ['cut before its end', good.slice(0, -12)],
    ['cut at its beginning', good.slice(8)],
    ['no JSON', '<<<AP1 hello AP1>>>'],
    ['a list', '<<<AP1[]AP1>>>'],
    ['only the end marker', 'AP1>>>'],
    ['an error text', 'powershell : File cannot be loaded because running scripts is disabled'],
  ])('is no answer if it is %s', (_name, stdout) => {
    expect(parsePowershellOutput(stdout)).toBeNull();
  });

  it('never crashes anything', () => {
    const noise = fc.constantFrom(
      '<<<AP1',
      'AP1>>>',
      '{',
      '}',
      '"a":',
      'null',
      '1',
      '{"ok":true}',
      '\r\n',
      ',',
    );
    fc.assert(
      fc.property(fc.array(noise, { maxLength: 12 }), (parts) => {
        const parsed = parsePowershellOutput(parts.join(''));
        expect(parsed === null || Array.isArray(parsed.failed)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('askPowershell', () => {
  const path = 'D:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe';

  async function ask(
    run: (request: ProcessRequest) => Partial<ProcessResult> | undefined,
    options: { arch?: string; env?: Record<string, string>; programs?: Record<string, string> } = {},
  ) {
    const asked: ProcessRequest[] = [];
    const host = fakeHost({
      platform: { os: 'win32', arch: options.arch ?? 'x64' },
      env: { SystemRoot: 'D:\\Windows', ...options.env },
      programs: options.programs ?? {},
      run: (request) => {
        asked.push(request);
        return run(request);
      },
    });
    const { report, answer: got } = await askPowershell(host, 15_000, new AbortController().signal);
    return { report, answer: got, asked };
  }

  it('starts Windows PowerShell by its absolute path, once', async () => {
    const { report, asked } = await ask(() => ({ stdout: good }));
    expect(asked.map(({ file }) => file)).toEqual([path]);
    expect(asked[0]).toMatchObject({ timeoutMs: 15_000, encoding: 'latin1' });
    expect(report).toMatchObject({
      state: 'ok',
      program: path,
      version: '5.1.22621.1',
      languageMode: 'FullLanguage',
      failedSections: ['os'],
    });
  });

  it('takes the way round the folder redirection from a 32-bit Node', async () => {
    const { asked } = await ask(() => ({ stdout: good }), {
      arch: 'ia32',
      env: { PROCESSOR_ARCHITEW6432: 'AMD64' },
    });
    expect(asked[0]?.file).toContain('\\Sysnative\\');
  });

  // https://github.com/PowerShell/PowerShell/issues/27774
  it('is not given the modules of the PowerShell 7 that this program was started from', async () => {
    const { asked } = await ask(() => ({ stdout: good }), {
      env: { PSModulePath: 'C:\\Program Files\\PowerShell\\7\\Modules' },
    });
    expect(asked[0]?.env).toHaveProperty('PSMODULEPATH', undefined);
  });

  it('does not search PATH for another one where Windows PowerShell is there', async () => {
    const host = fakeHost({ platform: { os: 'win32' }, run: () => ({ stdout: good }) });
    host.processes.find = async () => {
      throw new Error('a folder of PATH may be on a server that hangs');
    };
    const { report } = await askPowershell(host, 15_000, new AbortController().signal);
    expect(report.state).toBe('ok');
  });

  it('goes on to PowerShell 7 where Windows PowerShell is missing', async () => {
    const pwsh = 'C:\\Program Files\\PowerShell\\7\\pwsh.exe';
    const { report } = await ask(({ file }) => (file === pwsh ? { stdout: good } : undefined), {
      programs: { pwsh },
    });
    expect(report).toMatchObject({ state: 'ok', program: pwsh });
  });

  it.each([
    ['missing', undefined],
    ['denied', { exitCode: null, notStarted: 'EACCES' }],
    ['denied', { exitCode: null, notStarted: 'EPERM' }],
    ['timeout', { exitCode: null, timedOut: true, stdout: '<<<AP1{"os"' }],
    ['failed', { exitCode: 1, stdout: '', stderr: '#< CLIXML' }],
    ['unreadable', { exitCode: 0, stdout: 'hello' }],
    ['ok', { exitCode: 1, stdout: good, stderr: 'noise' }],
    ['ok', { exitCode: null, timedOut: true, stdout: good }],
  ] as const)('reports %s for %j', async (state, result) => {
    const { report, answer: got } = await ask(() => result);
    expect(report.state).toBe(state);
    expect(got.size > 0).toBe(state === 'ok');
  });
});
