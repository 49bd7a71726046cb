import { describe, expect, it } from 'vitest';
import type { CheckId, Fix } from '../../../../src/lib/doctor/check.js';
import type { GoSettingsEvidence } from '../../../../src/lib/doctor/evidence/go-settings.js';
import type { Evidence } from '../../../../src/lib/doctor/evidence.js';
import type { Deep } from '../evidence-fixtures.js';
import { resultOn, sentencesFor } from './check-results.js';

type Settings = GoSettingsEvidence['settings'];
type Origin = Settings[number]['origin'];

const setting = (name: string, value: string, origin: Origin = 'default') => ({ name, value, origin });
const noFlags: GoSettingsEvidence['flags'] = {
  origin: 'environment',
  problem: null,
  culprit: null,
  list: [],
};

function on(machine: string, id: CheckId, value: Deep<GoSettingsEvidence>, version?: string) {
  const go = version === undefined ? {} : { go: { value: { version } } };
  const result = resultOn(machine, id, { sections: { goSettings: { value }, ...go } } as Deep<Evidence>);
  for (const { message } of sentencesFor(result)) expect(message).not.toMatch(/undefined|null|\[object|^$/);
  return result;
}

const given = (id: CheckId, settings: Settings) => on('linux', id, { settings });
const codeOf = ({ status, finding }: ReturnType<typeof on>) => [status, finding?.code ?? null];
const commandsOf = (fix: Fix | null) => fix?.commands.map(({ command }) => command) ?? null;

const ids = ['go.sumdb', 'go.private', 'go.flags', 'go.env-conflict', 'go.tls-override'] as const;

describe.each(ids)('%s', (id) => {
  it('needs a Go that runs', () => {
    const missing = { sections: { go: { value: { path: null, state: 'missing' } } } } as Deep<Evidence>;
    expect(codeOf(resultOn('macos', id, missing))).toEqual(['skip', 'NEEDS']);
  });
});

describe('go.sumdb', () => {
  it.each([
    'sum.golang.org',
    'sum.golang.google.cn',
    'sum.golang.org https://sum.golang.google.cn',
    'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8',
    'sum.corp.test+0123abcd+AAAA https://sum.corp.test/x',
  ])('passes for GOSUMDB=%s', (value) => {
    expect(given('go.sumdb', [setting('GOSUMDB', value, 'file')])).toMatchObject({
      status: 'pass',
      found: value,
    });
  });

  it('passes where an old Go says nothing', () => {
    expect(codeOf(given('go.sumdb', []))).toEqual(['pass', null]);
  });

  it.each([
    ['environment', 'linux', ['unset GOSUMDB']],
    ['file', 'linux', ['go env -u GOSUMDB']],
    ['default', 'linux', null],
    [
      'environment',
      'windows-11',
      ["[Environment]::SetEnvironmentVariable('GOSUMDB', [NullString]::Value, 'User')"],
    ],
  ] as const)(
    'warns where it is off, and turns it on where that stands: %s on %s',
    (origin, machine, commands) => {
      const result = on(machine, 'go.sumdb', { settings: [setting('GOSUMDB', 'off', origin)] });
      expect(codeOf(result)).toEqual(['warn', 'SUMDB_OFF']);
      expect(commandsOf(result.fix)).toEqual(commands);
    },
  );

  it.each(['https://sum.golang.google.cn', 'sum.corp.test', 'sum.golang.org https://a https://b', 'OFF'])(
    'fails for GOSUMDB=%s, which Go refuses',
    (value) => {
      expect(codeOf(given('go.sumdb', [setting('GOSUMDB', value, 'file')]))).toEqual([
        'fail',
        'SUMDB_MALFORMED',
      ]);
    },
  );

  it.each([
    ['GOPRIVATE', '*'],
    ['GONOSUMDB', 'git.corp.test,*/'],
  ])('warns where %s=%s leaves no module checked, and changes nothing by itself', (name, value) => {
    const result = given('go.sumdb', [setting('GOSUMDB', 'sum.golang.org'), setting(name, value, 'file')]);
    expect(result).toMatchObject({
      status: 'warn',
      finding: { code: 'SUMDB_NONE_CHECKED', facts: { name } },
      fix: null,
    });
  });

  it.each([
    [setting('GOINSECURE', '*', 'file'), 'warn', 'INSECURE_ALL'],
    [setting('GOINSECURE', '*.corp.test', 'file'), 'info', 'INSECURE_SOME'],
    [setting('GONOSUMCHECK', '1', 'environment'), 'info', 'SUMDB_UNKNOWN_SETTING'],
    [setting('GOPRIVATE', '*.corp.test', 'file'), 'pass', null],
  ])('%j: %s', (extra, status, code) => {
    expect(codeOf(given('go.sumdb', [setting('GOSUMDB', 'sum.golang.org'), extra]))).toEqual([status, code]);
  });
});

describe('go.private', () => {
  it('passes where nothing is private, and names what is', () => {
    expect(codeOf(given('go.private', []))).toEqual(['pass', null]);
    const value = '*.corp.test,git.test/team/*,/';
    expect(given('go.private', [setting('GOPRIVATE', value, 'file')])).toMatchObject({
      status: 'info',
      found: value,
      finding: { code: 'PRIVATE_SET' },
    });
  });

  it.each([
    ['https://git.corp.test', 'git.corp.test'],
    ['a.test;b.test', 'a.test,b.test'],
    ['a.test，b.test', 'a.test,b.test'],
    ['a.test, b.test', 'a.test,b.test'],
    ['git.test:8443/x', 'git.test/x'],
    ['.corp.test', '*.corp.test'],
    ['***@git.test:team/x', 'git.test/team/x'],
  ])('warns of GOPRIVATE=%s, which matches nothing', (value, expected) => {
    const result = given('go.private', [setting('GOPRIVATE', value, 'file')]);
    expect(result).toMatchObject({ status: 'warn', finding: { code: 'PRIVATE_MISTAKES' }, expected });
    const quoted = /^[\w@%+=:,./-]+$/.test(expected) ? `GOPRIVATE=${expected}` : `'GOPRIVATE=${expected}'`;
    expect(commandsOf(result.fix)).toEqual([`go env -w ${quoted}`]);
  });

  it('sees the other lists, and proposes nothing that holds a mask', () => {
    const other = given('go.private', [setting('GONOPROXY', 'https://a.test', 'environment')]);
    expect(other).toMatchObject({ finding: { facts: { name: 'GONOPROXY', entries: ['https://a.test'] } } });
    expect(commandsOf(other.fix)).toEqual(["export GONOPROXY='a.test'"]);
    const masked = given('go.private', [setting('GOPRIVATE', '***@git.test:***', 'file')]);
    expect(masked).toMatchObject({ status: 'warn', expected: null, fix: null });
  });
});

describe('go.flags', () => {
  const flags = (changes: Partial<GoSettingsEvidence['flags']>, settings: Settings = []) =>
    on('linux', 'go.flags', { flags: { ...noFlags, ...changes }, settings });
  const flag = (name: string, value: string | null = null) => ({ name, value });

  it('passes without flags, and with those that do no harm', () => {
    expect(flags({ origin: null })).toMatchObject({ status: 'pass', found: null });
    const list = [
      flag('mod', 'readonly'),
      flag('trimpath'),
      flag('ldflags', '***'),
      flag('buildvcs', 'false'),
    ];
    expect(flags({ list })).toMatchObject({
      status: 'pass',
      found: '-mod=readonly -trimpath -ldflags=*** -buildvcs=false',
    });
  });

  it.each([
    [{ problem: 'quote' }, 'FLAGS_QUOTE', null],
    [{ problem: 'not-a-flag', culprit: '-w…' }, 'FLAGS_NOT_A_FLAG', null],
    [{ problem: 'refused', culprit: null, list: [flag('x')] }, 'FLAGS_REFUSED', null],
    [{ problem: 'refused', culprit: 'bogus', list: [flag('bogus')] }, 'FLAGS_REFUSED', ['unset GOFLAGS']],
    [
      { problem: 'refused', culprit: 'bogus', list: [flag('bogus'), flag('v')] },
      'FLAGS_REFUSED',
      ["export GOFLAGS='-v'"],
    ],
    [{ list: [flag('x', '1=2'), flag('v', 'T')] }, 'FLAGS_REFUSED', ["export GOFLAGS='-v=T'"]],
    [{ list: [flag('mod'), flag('v')] }, 'FLAGS_WITHOUT_VALUE', ["export GOFLAGS='-v'"]],
    [{ list: [flag('tags')], origin: 'file' }, 'FLAGS_WITHOUT_VALUE', ['go env -u GOFLAGS']],
  ] as const)('fails for %j', (changes, code, commands) => {
    const result = flags(changes);
    expect(codeOf(result)).toEqual(['fail', code]);
    expect(commandsOf(result.fix)).toEqual(commands);
  });

  it.each([
    [[flag('mod', 'mod')], 'FLAGS_MOD', ['unset GOFLAGS']],
    [[flag('mod', 'vendor'), flag('v')], 'FLAGS_MOD', ["export GOFLAGS='-v'"]],
    [[flag('insecure'), flag('v')], 'FLAGS_INSECURE', ["export GOFLAGS='-v'"]],
    // The value of a masked flag is not known here: it can't be written down again.
    [[flag('mod', 'mod'), flag('ldflags', '***')], 'FLAGS_MOD', null],
    [[flag('ldflags', '***'), flag('w')], 'FLAGS_CUT', null],
  ])('warns of %j', (list, code, commands) => {
    const result = flags({ list });
    expect(codeOf(result)).toEqual(['warn', code]);
    expect(commandsOf(result.fix)).toEqual(commands);
  });

  it('warns where modules are turned off', () => {
    const off = flags({ origin: null }, [setting('GO111MODULE', 'off', 'environment')]);
    expect(codeOf(off)).toEqual(['warn', 'MODULES_OFF']);
    expect(commandsOf(off.fix)).toEqual(['unset GO111MODULE']);
    expect(flags({ origin: null }, [setting('GO111MODULE', 'on', 'environment')]).status).toBe('pass');
  });
});

describe('go.env-conflict', () => {
  it('passes where go env -w counts', () => {
    expect(codeOf(on('windows-11', 'go.env-conflict', { shadowed: [] }))).toEqual(['pass', null]);
  });

  it('warns where a variable wins, and leaves the choice to the user', () => {
    const shadowed = [
      { name: 'GOPROXY', stored: 'https://goproxy.cn,direct', used: 'direct' },
      { name: 'GOBIN', stored: '~/bin', used: '~/b' },
    ];
    const result = on('linux', 'go.env-conflict', { shadowed });
    expect(result).toMatchObject({ status: 'warn', found: 'GOPROXY, GOBIN', fix: { changes: [] } });
    expect(commandsOf(result.fix)).toEqual(['go env -u GOPROXY', 'go env -u GOBIN']);
  });
});

describe('go.tls-override', () => {
  const certificates = [{ name: 'SSL_CERT_FILE', value: '~/corp.pem', exists: true }];

  it.each([
    ['windows-11', 'go1.27.1', 'warn'],
    ['macos', 'go1.27rc1', 'warn'],
    ['windows-11', 'go1.26.8', 'pass'],
    ['macos', 'go1.100.0', 'warn'],
    ['linux', 'go1.27.1', 'skip'],
  ])('on %s with %s: %s', (machine, version, status) => {
    expect(on(machine, 'go.tls-override', { certificates, certificatesIgnored: false }, version).status).toBe(
      status,
    );
  });

  it('passes where nothing is set, and where GODEBUG turns it off', () => {
    expect(on('macos', 'go.tls-override', { certificates: [] })).toMatchObject({
      status: 'pass',
      found: null,
    });
    expect(on('macos', 'go.tls-override', { certificates, certificatesIgnored: true }).status).toBe('pass');
  });

  it('names each variable, and which of them leads nowhere', () => {
    const both = [...certificates, { name: 'SSL_CERT_DIR', value: '/none', exists: false }];
    const result = on('macos', 'go.tls-override', { certificates: both });
    expect(sentencesFor(result)[0]?.message).toBe('SSL_CERT_FILE=~/corp.pem\nSSL_CERT_DIR=/none (not there)');
  });
});
