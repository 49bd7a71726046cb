import { describe, expect, it } from 'vitest';
import { isOnPath } from '../../../src/lib/doctor/collectors/path-programs.js';
import { samePath, withoutHome } from '../../../src/lib/doctor/collectors/paths.js';
import { fakeHost } from '../../helpers/fake-host.js';

const linux = fakeHost({ env: { PATH: '/usr/bin::/home/li/go/bin/' } });
const windows = fakeHost({
  platform: { os: 'win32', home: 'C:\\Users\\Li' },
  env: { Path: 'C:\\Windows;C:\\Users\\Li\\go\\bin\\;"C:\\Program Files\\Go\\bin"' },
});

describe('paths in evidence', () => {
  it.each([
    [linux, '/home/li', '~'],
    [linux, '/home/li/go', '~/go'],
    [linux, '/home/liang/go', '/home/liang/go'],
    [linux, '/HOME/LI/go', '/HOME/LI/go'],
    [windows, 'c:\\users\\li\\go', '~\\go'],
    [windows, 'C:\\Users\\Lina', 'C:\\Users\\Lina'],
  ])('%#: the home folder is hidden', (host, path, shown) => {
    expect(withoutHome(path, host)).toBe(shown);
  });

  it('are compared as the system compares them', () => {
    expect(samePath('/a/b/', '/a/./b', linux)).toBe(true);
    expect(samePath('/a/B', '/a/b', linux)).toBe(false);
    expect(samePath('C:\\A\\b\\', 'c:/a/B', windows)).toBe(true);
  });

  it('are found on PATH, however that is spelled', () => {
    expect(isOnPath('/home/li/go/bin', linux)).toBe(true);
    expect(isOnPath('/home/li/go', linux)).toBe(false);
    expect(isOnPath('C:\\users\\li\\GO\\bin', windows)).toBe(true);
  });

  it('are found on PATH in quotes, which Windows does not mind', () => {
    expect(isOnPath('C:\\Program Files\\Go\\bin', windows)).toBe(true);
  });
});
