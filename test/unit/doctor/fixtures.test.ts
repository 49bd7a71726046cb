import { describe, expect, it } from 'vitest';
import { checkIds } from '../../../src/lib/doctor/check.js';
import { judge } from '../../../src/lib/doctor/judge.js';
import { fixture, fixtureNames, fixtureText } from './evidence-fixtures.js';

type Row = readonly [status: string, finding: string | null];
const pass: Row = ['pass', null];
const noProxy: Row[] = [['info', 'PROXY_NONE'], ['skip', 'PROXY_NONE'], pass, ['skip', 'PROXY_NONE']];
const goFine = [pass, pass, pass, pass, pass];

/** What each machine is told, in the order of the checks. */
const expected: Readonly<Record<string, readonly Row[]>> = {
  'windows-10': [
    ['warn', 'OS_UNSUPPORTED'],
    pass,
    pass,
    pass,
    pass,
    ...[pass, ['warn', 'GO_UNSUPPORTED'] as const, pass, pass, pass],
    ...noProxy,
    pass,
  ],
  'windows-11': [pass, pass, pass, pass, pass, ...goFine, pass, pass, pass, pass, pass],
  'windows-server-2022': [
    pass,
    pass,
    pass,
    pass,
    ['info', 'VC_MISSING'],
    ...goFine,
    pass,
    ['warn', 'HTTPS_PROXY_MISSING'],
    pass,
    pass,
    pass,
  ],
  'windows-11-chinese': [
    pass,
    pass,
    pass,
    pass,
    pass,
    ...[pass, pass, pass, ['warn', 'GOPATH_AWKWARD'] as const, pass],
    ['fail', 'PROXY_MISTAKES'],
    pass,
    ['warn', 'NO_PROXY_MISTAKES'],
    ['fail', 'PROXY_UNREACHABLE'],
    ['fail', 'PORT_EXCLUDED'],
  ],
  'windows-constrained': [
    pass,
    pass,
    ['warn', 'PS_CONSTRAINED'],
    pass,
    pass,
    ...[pass, pass, ['warn', 'GOROOT_OTHER'] as const, pass, pass],
    ['warn', 'PROXY_MISTAKES'],
    pass,
    pass,
    pass,
    pass,
  ],
  'windows-powershell-denied': [
    pass,
    pass,
    ['warn', 'PS_DENIED'],
    pass,
    pass,
    ['fail', 'GO_MISSING'],
    ['skip', 'NEEDS'],
    ['skip', 'NEEDS'],
    ['skip', 'NEEDS'],
    ['skip', 'NEEDS'],
    ['fail', 'PROXY_MISTAKES'],
    pass,
    pass,
    ['skip', 'NEEDS'],
    pass,
  ],
  'windows-everything-locked': [
    pass,
    pass,
    ['warn', 'PS_MISSING'],
    ['skip', 'DOTNET_UNKNOWN'],
    ['skip', 'REGISTRY_UNREADABLE'],
    ...[pass, pass, pass, pass, ['fail', 'GOPROXY_OFF'] as const],
    ...noProxy,
    ['warn', 'PORT_BUSY'],
  ],
  'windows-net-4.7.2': [
    pass,
    pass,
    pass,
    ['fail', 'DOTNET_OLD'],
    pass,
    ['warn', 'GO_NOT_ON_PATH'],
    ['fail', 'GO_TOO_OLD'],
    pass,
    pass,
    ['fail', 'GOPROXY_ENTRY'],
    ...noProxy,
    pass,
  ],
  'windows-7': [
    ['fail', 'OS_TOO_OLD'],
    pass,
    ['warn', 'PS_FAILED'],
    ['skip', 'NEEDS'],
    ['skip', 'NEEDS'],
    ...[pass, ['fail', 'GO_TOO_OLD'] as const, pass, pass, pass],
    ...noProxy,
    pass,
  ],
  'windows-8.1': [
    ['fail', 'OS_TOO_OLD'],
    pass,
    pass,
    ['skip', 'NEEDS'],
    ['skip', 'NEEDS'],
    ...[pass, ['fail', 'GO_TOO_OLD'] as const, pass, pass, pass],
    ...noProxy,
    pass,
  ],
  'windows-10-32-bit': [
    ['warn', 'OS_UNSUPPORTED'],
    ['fail', 'ARCH_32BIT'],
    pass,
    ['skip', 'NEEDS'],
    ['skip', 'NEEDS'],
    ...goFine,
    ...noProxy,
    pass,
  ],
};

describe('the verdicts on each Windows machine', () => {
  it('are stated for every fixture', () => {
    expect(Object.keys(expected).sort()).toEqual(fixtureNames);
  });

  it.each(fixtureNames)('%s', (name) => {
    const verdicts = judge(fixture(name)).map(({ id, status, finding }) => [
      id,
      status,
      finding?.code ?? null,
    ]);
    expect(verdicts).toEqual(checkIds.map((id, index) => [id, ...(expected[name]?.[index] ?? [])]));
  });

  it.each(fixtureNames)('%s says that it is constructed, and holds no password', (name) => {
    expect(fixture(name).origin).toBe('constructed');
    expect(fixtureText(name)).not.toContain('s3cr');
  });
});

describe('what is found on a machine', () => {
  const found = (name: string, id: string) => judge(fixture(name)).find((check) => check.id === id)?.found;

  it('names Windows 11 as such, though its registry says 10', () => {
    expect(found('windows-11-chinese', 'os.version')).toBe('Windows 11 Pro 24H2 (26100.2605)');
  });

  it('names the .NET Framework by version and Release number', () => {
    expect(found('windows-11', 'dotnet.framework')).toBe('4.8.1 (533320)');
    expect(found('windows-net-4.7.2', 'dotnet.framework')).toBe('4.7.2 (461814)');
  });

  it('says where the facts came from', () => {
    const source = (name: string) => judge(fixture(name)).find(({ id }) => id === 'dotnet.framework')?.source;
    expect(source('windows-11')).toBe('powershell');
    expect(source('windows-powershell-denied')).toBe('registry');
  });
});
