import { describe, expect, it } from 'vitest';
import { checkIds } from '../../../src/lib/doctor/check.js';
import { judge } from '../../../src/lib/doctor/judge.js';
import { fixture, fixtureNames, fixtureText } from './evidence-fixtures.js';
import { cloudVerdicts } from './fixture-verdicts/cloud.js';
import { envVerdicts } from './fixture-verdicts/env.js';
import { goVerdicts } from './fixture-verdicts/go.js';
import { goSettingsVerdicts } from './fixture-verdicts/go-settings.js';
import { netVerdicts } from './fixture-verdicts/net.js';
import { proxyVerdicts } from './fixture-verdicts/proxy.js';
import { selfVerdicts } from './fixture-verdicts/self.js';
import { systemVerdicts } from './fixture-verdicts/system.js';
import { systemProxyVerdicts } from './fixture-verdicts/system-proxy.js';
import { targetsVerdicts } from './fixture-verdicts/targets.js';
import { toolsVerdicts } from './fixture-verdicts/tools.js';

/** One table a family of checks. */
const tables = [
  systemVerdicts,
  systemProxyVerdicts,
  goVerdicts,
  goSettingsVerdicts,
  toolsVerdicts,
  proxyVerdicts,
  targetsVerdicts,
  netVerdicts,
  cloudVerdicts,
  envVerdicts,
  selfVerdicts,
];

describe('the verdicts on each Windows machine', () => {
  it('are stated for every fixture and every check', () => {
    for (const { machines } of tables) expect(Object.keys(machines).sort()).toEqual(fixtureNames);
    expect(tables.flatMap(({ ids }) => ids).sort()).toEqual([...checkIds].sort());
  });

  it.each(fixtureNames)('%s', (name) => {
    const verdicts = Object.fromEntries(
      judge(fixture(name)).map(({ id, status, finding }) => [id, [status, finding?.code ?? null]]),
    );
    const expected = tables.flatMap(({ ids, machines }) =>
      ids.map((id) => [id, machines[name]?.[id] ?? ['pass', null]]),
    );
    expect(verdicts).toEqual(Object.fromEntries(expected));
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
