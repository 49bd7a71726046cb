import { describe, expect, it } from 'vitest';
import {
  hasStateFile,
  readStateFiles,
  type TunnelRecord,
  writeStateFile,
} from '../../../../src/lib/tunnel/control/state-file.js';
import { fakeHost } from '../../../helpers/fake-host.js';

const record = (pid: number): TunnelRecord => ({
  pid,
  admin: `http://127.0.0.1:${pid}`,
  token: 'shown-to-nobody',
  listeners: ['127.0.0.1:3128'],
  startedAt: '2026-11-22T08:00:00.000Z',
});
const folder = '/home/li/.local/share/aliproxy/tunnels';

describe('the record of a running tunnel', () => {
  it('is readable by its user only, and gone at the end', async () => {
    const host = fakeHost();
    const modes: unknown[] = [];
    const files = {
      ...host.files,
      writeText: (path: string, text: string, options?: { mode?: number }) => {
        modes.push(options?.mode);
        return host.files.writeText(path, text);
      },
    };
    const remove = await writeStateFile(record(4242), { ...host, files });
    expect(modes).toEqual([0o600]);
    expect([...host.contents.keys()]).toEqual([`${folder}/4242.json`]);
    expect(await readStateFiles(host)).toEqual([record(4242)]);
    expect(await hasStateFile(4242, host)).toBe(true);
    await remove();
    expect(host.contents.size).toBe(0);
    expect(await hasStateFile(4242, host)).toBe(false);
  });

  it('stands in the local data folder on Windows', async () => {
    const host = fakeHost({
      platform: { os: 'win32', home: 'C:\\Users\\li' },
      env: { LOCALAPPDATA: 'C:\\Users\\li\\AppData\\Local' },
    });
    await writeStateFile(record(4242), host);
    expect([...host.contents.keys()]).toEqual([
      'C:\\Users\\li\\AppData\\Local\\aliproxy\\tunnels\\4242.json',
    ]);
    expect(await readStateFiles(host)).toEqual([record(4242)]);
  });

  it('of a process that is gone is taken away', async () => {
    const host = fakeHost({ running: [9, 10] });
    for (const pid of [10, 9, 77]) await writeStateFile(record(pid), host);
    expect((await readStateFiles(host)).map(({ pid }) => pid)).toEqual([9, 10]);
    expect([...host.contents.keys()].sort()).toEqual([`${folder}/10.json`, `${folder}/9.json`]);
  });

  it.each([
    ['half a file', '{"pid":42'],
    ['nothing', ''],
    ['something else', '[]'],
    ['another process', JSON.stringify(record(43))],
    ['no token', JSON.stringify({ ...record(42), token: 1 })],
    ['no list', JSON.stringify({ ...record(42), listeners: null })],
    ['no address', JSON.stringify({ ...record(42), admin: 'nowhere' })],
    ['an address elsewhere', JSON.stringify({ ...record(42), admin: 'http://admin.test:9090' })],
  ])('is passed over where it is none: %s', async (_what, text) => {
    const host = fakeHost({ running: [42, 43], files: { [`${folder}/42.json`]: text } });
    expect(await readStateFiles(host)).toEqual([]);
    expect(host.contents.size).toBe(1);
  });

  it.each(['http://127.0.0.1:80', 'http://[::1]:9090'])(
    'may have its admin listener at %s',
    async (admin) => {
      const host = fakeHost({ running: [42] });
      await writeStateFile({ ...record(42), admin }, host);
      expect(await readStateFiles(host)).toEqual([{ ...record(42), admin }]);
    },
  );

  it('is not looked for in files of other names', async () => {
    const names = ['0042.json', '42.json.ab12.tmp', 'x.json', '-1.json'];
    const files = Object.fromEntries(names.map((name) => [`${folder}/${name}`, JSON.stringify(record(42))]));
    const host = fakeHost({ files });
    expect(await readStateFiles(host)).toEqual([]);
    expect(host.contents.size).toBe(names.length);
  });
});
