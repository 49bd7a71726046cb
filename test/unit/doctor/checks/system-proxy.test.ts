import { describe, expect, it } from 'vitest';
import { describeProxyVariables } from '../../../../src/lib/doctor/collectors/proxy.js';
import {
  describeSettings,
  type RawProxySettings,
} from '../../../../src/lib/doctor/collectors/system-proxy-values.js';
import type { SystemProxyEvidence } from '../../../../src/lib/doctor/evidence/system-proxy.js';
import type { Evidence } from '../../../../src/lib/doctor/evidence.js';
import { changed, type Deep, fixture } from '../evidence-fixtures.js';
import { resultOf, resultOn, sentencesFor } from './check-results.js';

const nothing: RawProxySettings = {
  origin: 'user',
  enabled: false,
  server: null,
  pac: null,
  exceptions: [],
};

/** A machine with these settings and these variables. */
function machine(
  raw: Partial<RawProxySettings>,
  env: Record<string, string> = {},
  changes: Deep<SystemProxyEvidence> = {},
  os: 'win32' | 'darwin' = 'win32',
): Evidence {
  const base = fixture(os === 'win32' ? 'windows-11' : 'macos');
  const value: SystemProxyEvidence = {
    state: 'ok',
    settings: describeSettings({ ...nothing, ...raw }),
    winhttp: { state: 'direct', server: null, endpoints: [] },
    loopback: null,
  };
  const section = (of: unknown) => ({ state: 'ok', source: 'test', durationMs: 1, value: of });
  return {
    ...base,
    sections: {
      ...base.sections,
      systemProxy: section(changed(value, changes)),
      proxy: section(describeProxyVariables(env, os)),
    },
  } as Evidence;
}

const manual = {
  enabled: true,
  server: '10.0.0.9:3128',
  exceptions: ['10.*', '*.corp.test', '<local>'],
};

describe('proxy.wininet', () => {
  it('warns where the system has a proxy and no variable does, with the lines that set them', () => {
    const result = resultOf('proxy.wininet', machine(manual));
    expect(result).toMatchObject({
      status: 'warn',
      found: '10.0.0.9:3128',
      expected:
        'HTTP_PROXY=http://10.0.0.9:3128\nHTTPS_PROXY=http://10.0.0.9:3128\nNO_PROXY=localhost,127.0.0.1,10.0.0.0/8,.corp.test',
      finding: {
        code: 'SYSTEM_PROXY_ONLY',
        facts: { server: '10.0.0.9:3128', dropped: ['<local>'] },
      },
      fix: {
        kind: 'setProxyVariables',
        safe: true,
        changes: [
          { kind: 'user-variable', name: 'HTTP_PROXY', value: 'http://10.0.0.9:3128' },
          { kind: 'user-variable', name: 'HTTPS_PROXY', value: 'http://10.0.0.9:3128' },
          {
            kind: 'user-variable',
            name: 'NO_PROXY',
            value: 'localhost,127.0.0.1,10.0.0.0/8,.corp.test',
          },
        ],
      },
    });
    expect(result.fix?.commands[0]).toEqual({
      shell: 'powershell',
      command: "[Environment]::SetEnvironmentVariable('HTTP_PROXY', 'http://10.0.0.9:3128', 'User')",
    });
    for (const { hint } of sentencesFor(result)) expect(hint).toContain('<local>');
  });

  it('prints lines for a shell on macOS', () => {
    const result = resultOf('proxy.wininet', machine(manual, {}, {}, 'darwin'));
    expect(result.fix?.commands[1]).toEqual({
      shell: 'bash',
      command: "export HTTPS_PROXY='http://10.0.0.9:3128'",
    });
  });

  it('leaves a NO_PROXY alone that is set already', () => {
    const { fix } = resultOf('proxy.wininet', machine(manual, { NO_PROXY: '.corp.test' }));
    expect(fix?.changes.map((change) => 'name' in change && change.name)).toEqual([
      'HTTP_PROXY',
      'HTTPS_PROXY',
    ]);
  });

  it('sets only what the system has: a proxy for http alone is none for https', () => {
    const { fix } = resultOf(
      'proxy.wininet',
      machine({ ...manual, server: 'http=a.test:1', exceptions: [] }),
    );
    expect(fix?.changes).toEqual([{ kind: 'user-variable', name: 'HTTP_PROXY', value: 'http://a.test:1' }]);
  });

  it('applies no value whose password it does not know', () => {
    const server = 'http://li:s3cret-canary@10.0.0.9:3128';
    const result = resultOf('proxy.wininet', machine({ enabled: true, server }));
    expect(result.fix?.changes).toEqual([]);
    expect(result.fix?.commands[0]?.command).toContain('http://***@10.0.0.9:3128');
    expect(JSON.stringify(result)).not.toContain('s3cret-canary');
  });

  it('has no lines for a value nobody can read', () => {
    const result = resultOf('proxy.wininet', machine({ enabled: true, server: '???' }));
    expect(result).toMatchObject({ status: 'warn', fix: null, expected: null });
  });

  it.each([
    ['the same proxy', { HTTPS_PROXY: 'http://10.0.0.9:3128' }, 'pass', null],
    ['the same in lower case on Windows', { https_proxy: '10.0.0.9:3128' }, 'pass', null],
    ['another proxy', { HTTP_PROXY: 'http://10.0.0.7:1' }, 'info', 'SYSTEM_PROXY_OTHER'],
    ['a value that leads nowhere, which proxy.env tells', { HTTP_PROXY: '%X%' }, 'pass', null],
    [
      'only ALL_PROXY, which Go does not read',
      { ALL_PROXY: 'http://10.0.0.9:3128' },
      'warn',
      'SYSTEM_PROXY_ONLY',
    ],
  ])('variables with %s', (_name, env, status, code) => {
    const result = resultOf('proxy.wininet', machine(manual, env as Record<string, string>));
    expect([result.status, result.finding?.code ?? null]).toEqual([status, code]);
  });

  it('takes localhost and 127.0.0.1 for one', () => {
    const raw = { enabled: true, server: 'localhost:7890' };
    expect(resultOf('proxy.wininet', machine(raw, { HTTP_PROXY: '127.0.0.1:7890' })).status).toBe('pass');
  });

  it('warns of a port of this machine at which nobody listens, whatever the variables say', () => {
    const raw = { enabled: true, server: '127.0.0.1:7890' };
    const dead = [{ host: '127.0.0.1', port: 7890, ok: false, code: 'ECONNREFUSED' }];
    for (const env of [{}, { HTTP_PROXY: 'http://127.0.0.1:7890' }]) {
      expect(resultOf('proxy.wininet', machine(raw, env, { loopback: dead }))).toMatchObject({
        status: 'warn',
        finding: { code: 'SYSTEM_PROXY_DEAD', facts: { endpoint: '127.0.0.1:7890' } },
        fix: null,
      });
    }
    const alive = [{ host: '127.0.0.1', port: 7890, ok: true, code: null }];
    const result = resultOf('proxy.wininet', machine(raw, {}, { loopback: alive }));
    expect(result.finding?.code).toBe('SYSTEM_PROXY_ONLY');
  });

  it.each([
    ['without variables', {}, 'warn', 'SYSTEM_PROXY_SCRIPT'],
    ['with variables', { HTTPS_PROXY: 'http://10.0.0.9:3128' }, 'pass', null],
  ])('a script %s', (_name, env, status, code) => {
    const evidence = machine({ pac: 'http://wpad.corp.test/proxy.pac' }, env as Record<string, string>);
    const result = resultOf('proxy.wininet', evidence);
    expect(result.found).toBe('PAC http://wpad.corp.test/proxy.pac');
    expect([result.status, result.finding?.code ?? null]).toEqual([status, code]);
  });

  it('only tells of a value that is left over', () => {
    expect(resultOf('proxy.wininet', machine({ server: '127.0.0.1:7890' }))).toMatchObject({
      status: 'info',
      found: 'direct',
      finding: { code: 'SYSTEM_PROXY_LEFTOVER', facts: { server: '127.0.0.1:7890' } },
    });
  });

  it('passes where nothing is set', () => {
    expect(resultOf('proxy.wininet', machine({}))).toMatchObject({ status: 'pass', found: 'direct' });
  });

  it('skips where there are no such settings, or they can not be read', () => {
    expect(resultOn('linux', 'proxy.wininet').finding?.code).toBe('SYSTEM_PROXY_NONE');
    expect(resultOn('windows-everything-locked', 'proxy.wininet').finding?.code).toBe(
      'SYSTEM_PROXY_UNREADABLE',
    );
  });
});

describe('proxy.winhttp', () => {
  const winhttp = (value: SystemProxyEvidence['winhttp']): Deep<SystemProxyEvidence> => ({ winhttp: value });
  const own = winhttp({
    state: 'proxy',
    server: '10.0.0.9:3128',
    endpoints: [{ host: '10.0.0.9', port: 3128 }],
  });
  const plain = (state: 'direct' | 'automatic' | 'unknown') =>
    winhttp({ state, server: null, endpoints: [] });

  it.each([
    ['direct', {}, {}, plain('direct'), 'pass', null],
    ['automatic', {}, {}, plain('automatic'), 'info', 'WINHTTP_AUTOMATIC'],
    ['unknown', {}, {}, plain('unknown'), 'info', 'WINHTTP_UNKNOWN'],
    ['not readable', {}, {}, winhttp(null), 'skip', 'REGISTRY_UNREADABLE'],
    ['the same as the variables', {}, { HTTP_PROXY: '10.0.0.9:3128' }, own, 'pass', null],
    ['the same as the system', manual, {}, own, 'pass', null],
    ['as the system, which is off', { ...manual, enabled: false }, {}, own, 'info', 'WINHTTP_OTHER'],
    ['another one', {}, { HTTP_PROXY: '10.0.0.7:1' }, own, 'info', 'WINHTTP_OTHER'],
  ] as [
    string,
    Partial<RawProxySettings>,
    Record<string, string>,
    Deep<SystemProxyEvidence>,
    string,
    string | null,
  ][])('%s', (_name, raw, env, changes, status, code) => {
    const result = resultOf('proxy.winhttp', machine(raw, env, changes));
    expect([result.status, result.finding?.code ?? null]).toEqual([status, code]);
  });
});
