import { describe, expect, it } from 'vitest';
import type { DotnetEvidence } from '../../../../src/lib/doctor/evidence/dotnet.js';
import type { WindowsEvidence } from '../../../../src/lib/doctor/evidence/windows.js';
import type { Evidence } from '../../../../src/lib/doctor/evidence.js';
import type { Deep } from '../evidence-fixtures.js';
import { resultOn, sentencesFor } from './check-results.js';

const windows = (value: Deep<WindowsEvidence>) => ({ sections: { windows: { value } } }) as Deep<Evidence>;
const powershell = (value: Deep<WindowsEvidence['powershell']>) => windows({ powershell: value });
const runtimes = (value: DotnetEvidence['runtimes']) =>
  ({ sections: { dotnet: { value: { runtimes: value } } } }) as Deep<Evidence>;
const netCore = (...versions: string[]) =>
  versions.map((version) => ({ name: 'Microsoft.NETCore.App', version }));

describe('ps.available', () => {
  it.each([
    ['missing', 'info', 'PS_MISSING'],
    ['denied', 'info', 'PS_DENIED'],
    ['timeout', 'warn', 'PS_TIMEOUT'],
    ['failed', 'warn', 'PS_FAILED'],
    ['unreadable', 'warn', 'PS_UNREADABLE'],
    ['ok', 'pass', null],
  ] as const)('%s: %s', (state, status, code) => {
    const result = resultOn('windows-11', 'ps.available', powershell({ state }));
    expect([result.status, result.finding?.code ?? null]).toEqual([status, code]);
  });

  it.each([
    ['a locked-down language mode', { languageMode: 'ConstrainedLanguage' }, 'info', 'PS_CONSTRAINED'],
    ['sections that failed', { failedSections: ['os'] }, 'info', 'PS_PARTIAL'],
    ['more than 8 s', { durationMs: 8_001 }, 'warn', 'PS_SLOW'],
    ['8 s', { durationMs: 8_000 }, 'pass', null],
  ] as const)('%s', (_name, value, status, code) => {
    const result = resultOn('windows-11', 'ps.available', powershell(value));
    expect([result.status, result.finding?.code ?? null]).toEqual([status, code]);
  });

  it('has something to do in its words exactly where it warns', () => {
    const states = ['missing', 'denied', 'timeout', 'failed', 'unreadable'] as const;
    for (const state of states) {
      const result = resultOn('windows-11', 'ps.available', powershell({ state }));
      const nothing = sentencesFor(result).map(({ hint }) => /nothing must be done|无需处理/.test(hint));
      expect(nothing).toEqual(result.status === 'info' ? [true, true] : [false, false]);
    }
  });
});

describe('dotnet.framework', () => {
  const framework = (value: Deep<WindowsEvidence['netFramework']>) => windows({ netFramework: value });

  it.each([
    ['exactly 4.8', { release: 528_040 }, 'pass', null, '4.8 (528040)'],
    ['one below', { release: 528_039 }, 'fail', 'DOTNET_OLD', '4.7.2 (528039)'],
    ['none', { release: null }, 'fail', 'DOTNET_MISSING', null],
    ['only a folder', { source: 'folder', release: null }, 'skip', 'DOTNET_UNKNOWN', '4.x'],
    ['nothing readable', { source: null, release: null }, 'skip', 'REGISTRY_UNREADABLE', null],
  ] as const)('%s', (_name, value, status, code, found) => {
    const result = resultOn('windows-11', 'dotnet.framework', framework(value));
    expect(result).toMatchObject({ status, found, expected: '>= 4.8 (528040)' });
    expect(result.finding?.code ?? null).toBe(code);
    if (status === 'fail') {
      for (const { hint } of sentencesFor(result)) expect(hint).toContain('/download/dotnet-framework/net48');
    }
  });
});

describe('vcredist.v14', () => {
  it.each([
    ['none', { source: 'registry', x64: null, x86: null, arm64: null }, 'info', 'VC_MISSING'],
    ['not readable', { source: null, x64: null, x86: null, arm64: null }, 'skip', 'REGISTRY_UNREADABLE'],
    ['ARM64 only', { source: 'registry', x64: null, x86: null, arm64: '14.44' }, 'pass', null],
  ] as const)('%s', (_name, vcRuntime, status, code) => {
    const result = resultOn('windows-11', 'vcredist.v14', windows({ vcRuntime }));
    expect([result.status, result.finding?.code ?? null]).toEqual([status, code]);
  });
});

describe('dotnet.runtime', () => {
  it('lists what is installed', () => {
    expect(resultOn('windows-11', 'dotnet.runtime')).toMatchObject({
      status: 'pass',
      found: '10.0.1, 8.0.22',
      expected: '>= 10',
    });
  });

  it.each([
    ['10.0.0', 'pass'],
    ['11.0.0-preview.1', 'pass'],
    ['9.0.11', 'warn'],
    ['3.1.32', 'warn'],
  ] as const)('%s alone: %s', (version, status) => {
    for (const machine of ['windows-11', 'linux', 'macos']) {
      expect(resultOn(machine, 'dotnet.runtime', runtimes(netCore(version))).status).toBe(status);
    }
  });

  it('says as of when the versions were known to be out of support', () => {
    const result = resultOn('linux', 'dotnet.runtime', runtimes(netCore('9.0.11', '8.0.22')));
    expect(result.finding).toEqual({
      code: 'DOTNET_RUNTIME_OLD',
      facts: { newest: '9.0.11', oldest: '10', asOf: '2026-11' },
    });
    for (const { hint } of sentencesFor(result)) expect(hint).toContain('2026-11');
  });

  it('only tells that there is none, also where there are other parts of .NET', () => {
    const parts = [{ name: 'Microsoft.AspNetCore.App', version: '8.0.1' }];
    const result = resultOn('linux', 'dotnet.runtime', runtimes(parts));
    expect([result.status, result.finding?.code]).toEqual(['info', 'DOTNET_RUNTIME_NONE']);
  });
});

describe('the flow of the dependencies', () => {
  const dependent = ['dotnet.framework', 'dotnet.runtime', 'vcredist.v14'] as const;
  const independent = [
    'os.locale',
    'os.path-length',
    'ps.available',
    'proxy.wininet',
    'net.firewall',
  ] as const;

  it.each([
    ['Windows 7', 'windows-7', 'os.version'],
    ['Windows 8.1', 'windows-8.1', 'os.version'],
    ['a 32-bit Windows', 'windows-10-32-bit', 'os.arch'],
  ])('stops on %s, with the reason, and everything else runs', (_name, machine, check) => {
    for (const id of dependent) {
      expect(resultOn(machine, id)).toMatchObject({
        status: 'skip',
        finding: { code: 'NEEDS', facts: { check } },
      });
    }
    for (const id of independent) expect(resultOn(machine, id).finding?.code).not.toBe('NEEDS');
  });

  it('goes on where Windows is only out of support', () => {
    for (const id of dependent) expect(resultOn('windows-10', id).status).not.toBe('skip');
  });
});
