import { describe, expect, it } from 'vitest';
import type { Change } from '../../../../src/lib/doctor/check.js';
import { planChange } from '../../../../src/lib/doctor/fixes/plan-change.js';
import { Settings } from '../../../../src/lib/doctor/fixes/settings.js';
import type { Host } from '../../../../src/lib/host/host.js';
import { Redactor } from '../../../../src/lib/redact.js';
import { fakeHost } from '../../../helpers/fake-host.js';
import { type FakeWindowsOptions, fakeWindows } from './fake-windows.js';

const go = { path: '/usr/bin/go', without: {} };
const plan = (change: Change, host: Host, secrets = new Redactor()) =>
  planChange(change, { host, settings: new Settings(host, go), secrets });

const wrong = 'http://li:canary@10.0.0.9:3128 ';
const right = 'http://li:canary@10.0.0.9:3128';
const shown = 'http://***@10.0.0.9:3128';
const set: Change = { kind: 'user-variable', name: 'HTTP_PROXY', value: shown };
const unset: Change = { kind: 'user-variable', name: 'GOROOT', value: null };
const path: Change = { kind: 'user-path', folder: '~\\go\\bin' };
const value = (text: string, expandable = false) => ({ text, expandable });

describe('a change on Windows', () => {
  it.each<[string, Change, FakeWindowsOptions, object]>([
    [
      'of a value of the user',
      set,
      { env: { HTTP_PROXY: wrong }, user: { HTTP_PROXY: wrong } },
      { before: `${shown} `, after: shown, note: null, edit: { before: value(wrong), after: value(right) } },
    ],
    [
      'of a value for all users: the own one wins',
      set,
      { env: { http_proxy: wrong }, machine: { HTTP_PROXY: wrong } },
      { before: `${shown} `, note: 'overrides-machine', edit: { before: null, after: value(right) } },
    ],
    [
      'of a value that only this terminal has',
      set,
      { env: { HTTP_PROXY: wrong } },
      { before: null, note: 'not-stored-yet', edit: { before: null, after: value(right) } },
    ],
    [
      'that removes the own value',
      unset,
      { env: { GOROOT: 'C:\\a' }, user: { GOROOT: 'C:\\a' } },
      { before: 'C:\\a', after: null, note: null, edit: { before: value('C:\\a'), after: null } },
    ],
    [
      'that removes the own value, and leaves that for all',
      unset,
      { env: { GOROOT: 'C:\\a' }, user: { GOROOT: 'C:\\a' }, machine: { GOROOT: 'C:\\b' } },
      { note: 'machine-value-returns', edit: { after: null } },
    ],
    [
      'of a value with a variable in it, which is expanded here',
      { kind: 'user-variable', name: 'GOPATH', value: 'D:\\go' },
      {
        env: { GOPATH: 'C:\\Users\\li\\go', USERPROFILE: 'C:\\Users\\li' },
        user: { GOPATH: { text: '%USERPROFILE%\\go', kind: 'ExpandString' } },
      },
      { edit: { before: value('%USERPROFILE%\\go', true), after: value('D:\\go') } },
    ],
    [
      'that means the home folder',
      { kind: 'user-variable', name: 'GOPATH', value: '~\\go' },
      {},
      { edit: { after: value('C:\\Users\\li\\go') } },
    ],
    [
      'that appends to PATH, whose other entries stay as they are written',
      path,
      { user: { Path: { text: '%USERPROFILE%\\bin;D:\\x;', kind: 'ExpandString' } } },
      {
        before: null,
        after: '~\\go\\bin',
        edit: { after: value('%USERPROFILE%\\bin;D:\\x;C:\\Users\\li\\go\\bin', true) },
      },
    ],
    [
      'that begins a PATH of the user',
      path,
      { machine: { Path: 'C:\\Windows' } },
      { edit: { before: null, after: value('C:\\Users\\li\\go\\bin', true) } },
    ],
  ])('is planned: %s', async (_case, change, options, expected) => {
    expect(await plan(change, fakeWindows(options))).toMatchObject({ change, trouble: null, ...expected });
  });

  it.each<[string, Change, FakeWindowsOptions, object]>([
    [
      'is mended in the registry already',
      set,
      { env: { HTTP_PROXY: wrong }, user: { HTTP_PROXY: right } },
      { code: 'TERMINAL_OUTDATED', facts: { name: 'HTTP_PROXY' } },
    ],
    [
      'came into the registry after this terminal was opened',
      { kind: 'user-variable', name: 'HTTPS_PROXY', value: shown },
      { env: { HTTP_PROXY: right }, machine: { HTTPS_PROXY: 'http://other:1' } },
      { code: 'TERMINAL_OUTDATED' },
    ],
    [
      'is for all users',
      unset,
      { env: { GOROOT: 'C:\\a' }, machine: { GOROOT: 'C:\\a' } },
      { code: 'MACHINE_VARIABLE' },
    ],
    ['only this terminal has', unset, { env: { GOROOT: 'C:\\a' } }, { code: 'TERMINAL_VARIABLE' }],
    [
      'is a number',
      unset,
      { env: { GOROOT: '7' }, user: { GOROOT: { text: '7', kind: 'DWord' } } },
      { code: 'FOREIGN_KIND', facts: { kind: 'DWord' } },
    ],
    ['has a password that nobody knows', set, {}, { code: 'SECRET_UNKNOWN' }],
    [
      'is in PATH already, for new terminals',
      path,
      {
        env: { USERPROFILE: 'C:\\Users\\li' },
        user: { Path: { text: '%USERPROFILE%\\Go\\bin\\', kind: 'ExpandString' } },
      },
      { code: 'TERMINAL_OUTDATED', facts: { name: 'PATH' } },
    ],
    [
      'would make PATH too long',
      path,
      { machine: { Path: `C:\\${'x'.repeat(8_180)}` } },
      { code: 'PATH_TOO_LONG' },
    ],
    [
      'needs PowerShell',
      set,
      { powershell: 'missing', env: { HTTP_PROXY: wrong } },
      { code: 'POWERSHELL_UNUSABLE' },
    ],
    ['needs all of PowerShell', path, { powershell: 'constrained' }, { code: 'POWERSHELL_CONSTRAINED' }],
  ])('is not made where the value %s', async (_case, change, options, trouble) => {
    const host = fakeWindows(options);
    expect(await plan(change, host)).toMatchObject({ change, edit: null, trouble });
    expect(host.requests.every(({ env }) => env?.ALIPROXY_FIX_NAME === undefined)).toBe(true);
  });

  it('shows no secret, and has it hidden elsewhere', async () => {
    const secrets = new Redactor();
    const host = fakeWindows({ env: { HTTP_PROXY: wrong }, user: { HTTP_PROXY: wrong } });
    const { edit, ...rest } = await plan(set, host, secrets);
    expect(JSON.stringify(rest)).not.toContain('canary');
    expect(edit?.after?.text).toBe(right);
    expect(secrets.text('go says li:canary')).toBe('go says ***');
  });
});

describe('a change on Linux and macOS', () => {
  it.each<[Change, object]>([
    [set, { before: `${shown} `, after: shown, lines: [`export HTTP_PROXY='${shown}'`] }],
    [unset, { before: '~/old', after: null, lines: ['unset GOROOT'] }],
    [
      { kind: 'user-path', folder: '~/go/bin' },
      { after: '~/go/bin', lines: ['export PATH="$PATH:$HOME/go/bin"'] },
    ],
  ])('of a variable is a line for the profile: %j', async (change, expected) => {
    const host = fakeHost({ env: { SHELL: '/bin/zsh', HTTP_PROXY: wrong, GOROOT: '/home/li/old' } });
    expect(await plan(change, host)).toMatchObject({
      edit: null,
      trouble: { code: 'SHELL_PROFILE', facts: { file: '~/.zshrc' } },
      ...expected,
    });
  });

  const goproxy: Change = { kind: 'go-env', name: 'GOPROXY', value: 'https://goproxy.cn,direct' };
  const goHost = (env: Record<string, string>, kept: string, GOENV = '/goenv') =>
    fakeHost({ env, files: { '/goenv': kept }, run: () => ({ stdout: `${GOENV}\n` }) });

  it('of what "go env -w" keeps is made', async () => {
    expect(await plan(goproxy, goHost({}, 'GOPROXY=off\n'))).toMatchObject({
      before: 'off',
      after: 'https://goproxy.cn,direct',
      edit: {
        place: { kind: 'go-env', name: 'GOPROXY', file: '/goenv' },
        before: value('off'),
        after: value('https://goproxy.cn,direct'),
      },
    });
    expect(await plan(goproxy, goHost({}, ''))).toMatchObject({ before: null, edit: { before: null } });
  });

  it.each<[string, Change, Host, object]>([
    ['a variable wins over it', goproxy, goHost({ GOPROXY: 'off' }, ''), { code: 'SHADOWED' }],
    [
      'it has a password',
      goproxy,
      goHost({}, 'GOPROXY=https://li:canary@h\n'),
      { code: 'SECRET_IN_ARGUMENTS' },
    ],
    ['it would have one', { ...goproxy, value: 'https://***@h' }, goHost({}, ''), { code: 'SECRET_UNKNOWN' }],
    ['Go keeps nothing', goproxy, goHost({}, '', 'off'), { code: 'GO_SETTINGS_OFF' }],
  ])('of what "go env -w" keeps is not made where %s', async (_case, change, host, trouble) => {
    const planned = await plan(change, host);
    expect(planned).toMatchObject({ edit: null, trouble });
    expect(JSON.stringify(planned)).not.toContain('canary');
  });
});
