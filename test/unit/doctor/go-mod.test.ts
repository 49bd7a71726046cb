import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findModuleFile, parseModuleFile } from '../../../src/lib/doctor/collectors/go-mod.js';
import { type FakeHostOptions, fakeHost } from '../../helpers/fake-host.js';

describe('parseModuleFile', () => {
  it.each([
    ['module m\n\ngo 1.26\n', '1.26', null],
    ['module m\r\ngo 1.26.3\r\ntoolchain go1.27.1\r\n', '1.26.3', 'go1.27.1'],
    ['go 1.27rc1 // soon\ntoolchain default\n', '1.27rc1', 'default'],
    ['go "1.26"\ntoolchain `go1.27.1`', '1.26', 'go1.27.1'],
    ['\ufeffgo\t1.26', '1.26', null],
    ['// go 1.26\nmodule go\n', null, null],
    ['require (\n\tgo 1.99\n\ttoolchain go1.99.1\n)\ngo 1.26\n', '1.26', null],
    ['go 1.26\ngo 1.99\n', '1.26', null],
    ['go v1.26\ntoolchain bash\n', null, null],
    ['go 1.026\n', null, null],
    ['go\n', null, null],
    ['', null, null],
  ])('%j', (text, go, toolchain) => {
    expect(parseModuleFile(text)).toEqual({ go, toolchain });
  });

  it('reads anything', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseModuleFile(text)));
    const line = fc.constantFrom('go 1.26', 'toolchain go1.27.1', 'require (', ')', 'x v1', '// go 1.99', '');
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const { go } = parseModuleFile(lines.join('\n'));
        expect([null, '1.26']).toContain(go);
      }),
    );
  });
});

describe('findModuleFile', () => {
  const find = (options: FakeHostOptions) => findModuleFile(fakeHost(options));

  it('looks upward from the current folder', async () => {
    const files = { '/home/li/go.mod': 'go 1.20', '/go.mod': 'go 1.19' };
    expect(await find({ files })).toEqual({ path: '/home/li/go.mod', go: '1.20', toolchain: null });
    expect(await find({})).toBeNull();
  });

  it('prefers go.work to any go.mod, unless GOWORK turns it off or names another', async () => {
    const files = {
      '/home/li/project/go.mod': 'go 1.20',
      '/home/li/go.work': 'go 1.21',
      '/else/go.work': 'go 1.22',
    };
    expect(await find({ files })).toMatchObject({ go: '1.21' });
    expect(await find({ files, env: { GOWORK: 'off' } })).toMatchObject({ go: '1.20' });
    expect(await find({ files, env: { GOWORK: '/else/go.work' } })).toMatchObject({ go: '1.22' });
    expect(await find({ files, env: { GOWORK: '/none/go.work' } })).toMatchObject({ go: '1.20' });
  });

  it('goes up to the root of a Windows drive, and of a share', async () => {
    const windows = (cwd: string) => ({ os: 'win32', cwd, home: 'C:\\Users\\li' }) as const;
    const files = { 'D:\\go.mod': 'go 1.20', '\\\\nas\\code\\go.mod': 'go 1.21' };
    expect(await find({ files, platform: windows('D:\\a\\b') })).toMatchObject({ path: 'D:\\go.mod' });
    expect(await find({ files, platform: windows('\\\\nas\\code\\x') })).toMatchObject({ go: '1.21' });
    expect(await find({ files, platform: windows('C:\\a') })).toBeNull();
  });
});
