import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { profileLines } from '../../../../src/lib/doctor/fixes/profile-lines.js';
import { fakeHost } from '../../../helpers/fake-host.js';

const linux = (SHELL?: string) => fakeHost({ env: { SHELL } });
const set = { kind: 'user-variable', name: 'NO_PROXY', value: "it's" } as const;

describe('lines for the profile of a shell', () => {
  it.each([
    ['/bin/bash', 'linux', '~/.bashrc'],
    ['/bin/bash', 'darwin', '~/.bash_profile'],
    ['/usr/bin/zsh', 'darwin', '~/.zshrc'],
    ['/usr/bin/fish', 'linux', '~/.config/fish/config.fish'],
    ['/bin/dash', 'linux', '~/.profile'],
    [undefined, 'linux', '~/.profile'],
  ] as const)('for %s on %s stand in %s', (SHELL, os, file) => {
    expect(profileLines(set, fakeHost({ env: { SHELL }, platform: { os } })).file).toBe(file);
  });

  it.each([
    [set, "set -gx NO_PROXY 'it\\'s'"],
    [{ kind: 'user-variable', name: 'GOROOT', value: null }, 'set -e GOROOT'],
    [{ kind: 'user-path', folder: '~/go/bin' }, 'fish_add_path --append "$HOME/go/bin"'],
  ] as const)('are written as fish writes %j', (change, line) => {
    expect(profileLines(change, linux('/usr/bin/fish')).lines).toEqual([line]);
  });

  it.skipIf(process.platform === 'win32').each([
    [set, 'NO_PROXY', "it's"],
    [{ kind: 'user-variable', name: 'GOROOT', value: null }, 'GOROOT', ''],
    [{ kind: 'user-path', folder: '~/go/bin' }, 'PATH', '/bin:/home/li/go/bin'],
    [{ kind: 'user-path', folder: '/o$(id)`id`"\\/~' }, 'PATH', '/bin:/o$(id)`id`"\\/~'],
  ] as const)('do in a real shell what %j says', (change, name, value) => {
    const [line] = profileLines(change, linux('/bin/bash')).lines;
    const shown = execFileSync('/bin/sh', ['-c', `${line}; printf %s "$${name}"`], {
      encoding: 'utf8',
      env: { PATH: '/bin', HOME: '/home/li', GOROOT: '/old' },
    });
    expect(shown).toBe(value);
  });
});
