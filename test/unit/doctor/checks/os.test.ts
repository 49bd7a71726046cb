import { describe, expect, it } from 'vitest';
import type { SystemEvidence } from '../../../../src/lib/doctor/evidence/system.js';
import type { Evidence } from '../../../../src/lib/doctor/evidence.js';
import type { Deep } from '../evidence-fixtures.js';
import { resultOn, sentencesFor } from './check-results.js';

const system = (value: Deep<SystemEvidence>) => ({ sections: { system: { value } } }) as Deep<Evidence>;
const release = (text: string): Deep<Evidence> => ({ platform: { release: text } });
const wide = { locale: { culture: 'zh-CN', ansiCodePage: '936', oemCodePage: '936' }, terminal: 'console' };

describe('os.locale', () => {
  it('warns of an old console on an East Asian code page, and says how to switch it', () => {
    for (const oemCodePage of ['932', '936', '949', '950']) {
      const changes = system({ ...wide, locale: { ...wide.locale, oemCodePage } });
      const result = resultOn('windows-10', 'os.locale', changes);
      expect(result).toMatchObject({
        status: 'warn',
        expected: 'Windows Terminal | 65001',
        finding: { code: 'LOCALE_LEGACY_CONSOLE', facts: { codePage: oemCodePage } },
        fix: {
          commands: [
            { shell: 'powershell', command: '[Console]::OutputEncoding = [Text.Encoding]::UTF8' },
            { shell: 'cmd', command: 'chcp 65001' },
          ],
          changes: [],
        },
      });
    }
  });

  it.each([
    ['in Windows Terminal', 'windows-10', system({ ...wide, terminal: 'windows-terminal' })],
    ['in VS Code', 'windows-10', system({ ...wide, terminal: 'vscode' })],
    ['on Windows 11, whose consoles open in Windows Terminal', 'windows-11', system(wide)],
    ['on a Western code page', 'windows-10', system({ terminal: 'console' })],
    ['where Windows is set to UTF-8', 'windows-10', system({ ...wide, locale: { oemCodePage: '65001' } })],
  ])('passes %s', (_name, machine, changes) => {
    expect(resultOn(machine, 'os.locale', changes)).toMatchObject({ status: 'pass', finding: null });
  });

  it('shows both code pages where they differ', () => {
    expect(resultOn('windows-11', 'os.locale').found).toBe('en-US, ANSI 1252, OEM 437');
    expect(resultOn('windows-11-chinese', 'os.locale').found).toBe('zh-CN, CP936');
  });

  it('skips where the registry is closed', () => {
    expect(resultOn('windows-everything-locked', 'os.locale')).toMatchObject({
      status: 'skip',
      finding: { code: 'REGISTRY_UNREADABLE' },
    });
  });

  it.each([
    ['zh_CN.GBK', 'info'],
    ['zh_CN.GB18030', 'info'],
    ['en_US.ISO-8859-1', 'info'],
    ['zh_CN.UTF-8', 'pass'],
    ['en_US.utf8', 'pass'],
    ['C', 'pass'],
    [null, 'pass'],
  ] as const)('on Linux, %s: %s', (culture, status) => {
    for (const machine of ['linux', 'macos']) {
      const result = resultOn(machine, 'os.locale', system({ locale: { culture } }));
      expect(result).toMatchObject({ status, found: culture });
      expect(result.finding?.code ?? null).toBe(status === 'info' ? 'LOCALE_NOT_UTF8' : null);
    }
  });
});

describe('os.path-length', () => {
  it.each([
    // A machine's and a user's half of 2047 each, and the semicolon between them.
    [4_095, 'pass', null],
    [4_096, 'warn', 'PATH_LONG'],
    [8_191, 'warn', 'PATH_LONG'],
    [8_192, 'fail', 'PATH_TOO_LONG'],
  ] as const)('%i characters: %s', (characters, status, code) => {
    const result = resultOn('windows-11', 'os.path-length', system({ path: { characters, repeated: 3 } }));
    expect(result).toMatchObject({ status, found: String(characters), expected: '<= 4095' });
    expect(result.finding?.code ?? null).toBe(code);
    expect(result.fix?.commands.length ?? 0).toBe(code === null ? 0 : 1);
  });

  it('counts what stands there twice in its sentence, and only then', () => {
    const [english, chinese] = sentencesFor(
      resultOn('windows-11', 'os.path-length', system({ path: { characters: 5_000, repeated: 1 } })),
    );
    expect(english?.message).toBe(
      'PATH has 5000 characters (1 repeated entry): more than the settings dialog takes, and setx cuts it off',
    );
    expect(chinese?.message).toBe(
      'PATH 有 5000 个字符（1 个条目重复），超出设置窗口的上限，也会被 setx 截断',
    );
    const [none] = sentencesFor(
      resultOn('windows-11', 'os.path-length', system({ path: { characters: 9_000, repeated: 0 } })),
    );
    expect(none?.message).toBe('PATH has 9000 characters: beyond 8191, cmd.exe has no PATH at all');
  });
});

describe('os.long-paths', () => {
  it.each([
    ['enabled', 'pass', null],
    ['disabled', 'info', 'LONG_PATHS_OFF'],
    ['unknown', 'skip', 'REGISTRY_UNREADABLE'],
  ] as const)('%s: %s', (longPaths, status, code) => {
    const result = resultOn('windows-11', 'os.long-paths', system({ longPaths }));
    expect([result.status, result.finding?.code ?? null]).toEqual([status, code]);
  });

  it('prints what an administrator can run, and applies nothing', () => {
    const { fix } = resultOn('windows-10', 'os.long-paths');
    expect(fix).toMatchObject({ safe: false, changes: [] });
    expect(fix?.commands.map(({ command }) => command)).toEqual([
      'git config --global core.longpaths true',
      expect.stringContaining('LongPathsEnabled 1 -Type DWord'),
    ]);
  });

  it('prints nothing for a Windows that has no such switch, and waits for a Windows of today', () => {
    expect(resultOn('windows-10', 'os.long-paths', release('10.0.10586')).fix).toBeNull();
    expect(resultOn('windows-8.1', 'os.long-paths').finding).toEqual({
      code: 'NEEDS',
      facts: { check: 'os.version' },
    });
  });
});

describe('os.wsl', () => {
  const reachable = (ok: boolean, host = '127.0.0.1') =>
    ({
      sections: {
        reachability: {
          value: [
            {
              variables: ['HTTP_PROXY'],
              host,
              port: 7890,
              ok,
              phase: ok ? null : 'tcp',
              code: null,
              durationMs: 1,
            },
          ],
        },
      },
    }) as Deep<Evidence>;
  const mode = (networkingMode: string | null) => system({ wsl: { networkingMode } });

  it('warns where a proxy at 127.0.0.1 does not answer and the network is NAT', () => {
    expect(resultOn('linux-wsl', 'os.wsl')).toMatchObject({
      status: 'warn',
      found: 'WSL 2, nat',
      expected: 'networkingMode=mirrored',
      finding: { code: 'WSL_LOOPBACK_PROXY', facts: { endpoint: '127.0.0.1:7890' } },
    });
  });

  it.each([
    ['answers', reachable(true)],
    ['is elsewhere', reachable(false, '10.0.0.9')],
    ['was not tried', { sections: { reachability: { state: 'absent', reason: 'offline' } } }],
    ['does not answer in a mirrored network', mode('mirrored')],
    ['does not answer in an unknown network', mode(null)],
  ] as [string, Deep<Evidence>][])('only tells where the proxy %s', (_name, changes) => {
    const result = resultOn('linux-wsl', 'os.wsl', changes);
    expect([result.status, result.finding?.code]).toEqual(['info', 'WSL_HERE']);
  });

  it('says what differs', () => {
    const nat = sentencesFor(resultOn('linux-wsl', 'os.wsl', reachable(true)));
    expect(nat.map(({ message }) => message)).toEqual([
      'in WSL, network: nat; its 127.0.0.1 is not that of Windows; a changed proxy of Windows arrives after "wsl --shutdown"',
      '运行在 WSL 中，网络模式 nat；这里的 127.0.0.1 不是 Windows 的 127.0.0.1；Windows 的代理改变后，要运行“wsl --shutdown”才会生效',
    ]);
    const wsl = { version: 1, networkingMode: 'wsl1', autoProxy: null, interop: true };
    const first = resultOn('linux-wsl', 'os.wsl', system({ wsl }));
    expect(first).toMatchObject({ status: 'info', found: 'WSL 1' });
  });

  it('skips on other systems', () => {
    expect(resultOn('linux', 'os.wsl').finding?.code).toBe('WSL_NONE');
    expect(resultOn('macos', 'os.wsl').finding?.code).toBe('NOT_HERE');
    expect(resultOn('windows-11', 'os.wsl').finding?.code).toBe('NOT_HERE');
  });
});

describe('a Windows that is too old', () => {
  it('is told of the client and of the server that are new enough', () => {
    for (const { hint } of sentencesFor(resultOn('windows-7', 'os.version'))) {
      expect(hint).toContain('Windows 10');
      expect(hint).toContain('Windows Server 2016');
    }
  });
});

describe('net.firewall', () => {
  it('passes where all that is known is on', () => {
    expect(resultOn('windows-11', 'net.firewall')).toMatchObject({
      status: 'pass',
      found: 'domain=1, private=1, public=1',
    });
    const partly = resultOn('windows-11', 'net.firewall', system({ firewall: { domain: null } }));
    expect(partly).toMatchObject({ status: 'pass', found: 'private=1, public=1' });
  });

  it('tells which profiles are off', () => {
    const result = resultOn('windows-11', 'net.firewall', system({ firewall: { public: false } }));
    expect(result).toMatchObject({
      status: 'info',
      found: 'domain=1, private=1, public=0',
      finding: { code: 'FIREWALL_OFF', facts: { profiles: ['public'] } },
    });
  });

  it('skips where it can not be read', () => {
    expect(resultOn('windows-everything-locked', 'net.firewall').finding?.code).toBe('REGISTRY_UNREADABLE');
  });
});
