import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withLock } from '../../../../src/lib/doctor/fixes/fix-lock.js';
import { nodeHost } from '../../../../src/lib/host/node/host.js';
import { fakeHost } from '../../../helpers/fake-host.js';

const path = '/data/journal.json.lock';
const now = Date.UTC(2026, 10, 22, 8);

describe('the lock of fixes', () => {
  it('is there during the work and gone afterwards, also after a failure', async () => {
    const host = fakeHost();
    const seen = await withLock(host, path, async () => host.contents.has(path));
    expect(seen).toBe(true);
    const failing = withLock(host, path, () => Promise.reject(new Error('x')));
    await expect(failing).rejects.toThrow('x');
    expect(host.contents.has(path)).toBe(false);
  });

  it.each([
    ['a living one', `abc ${now - 30_000}\n`, 'FIX_RUNNING'],
    ['one of a clock that is a little ahead', `abc ${now + 30_000}\n`, 'FIX_RUNNING'],
    ['a dead one', `abc ${now - 61_000}\n`, null],
    ['one from a far future', `abc ${now + 3_600_000}\n`, null],
    ['rubbish', 'rubbish', null],
    ['an empty one', '', null],
  ])('meets %s', async (_case, content, code) => {
    const host = fakeHost({ files: { [path]: content }, now });
    const work = withLock(host, path, async () => 'done');
    if (code === null) expect(await work).toBe('done');
    else await expect(work).rejects.toMatchObject({ code, exitCode: 2, facts: { path } });
    expect(host.contents.get(path)).toBe(code === null ? undefined : content);
  });

  it('is given to one of two that take a dead one at once', async () => {
    const host = fakeHost({ files: { [path]: 'abc 0' }, now });
    const clock = { ...host.clock, sleep: async () => void host.contents.set(path, `other ${now}\n`) };
    await expect(withLock({ ...host, clock }, path, async () => 'done')).rejects.toMatchObject({
      code: 'FIX_RUNNING',
    });
    expect(host.contents.get(path)).toBe(`other ${now}\n`);
  });

  it('does not take a file that is just being written for a dead one', async () => {
    const host = fakeHost({ files: { [path]: '' }, now });
    const clock = { ...host.clock, sleep: async () => void host.contents.set(path, `other ${now}\n`) };
    const remove = () => Promise.reject(new Error('a living lock was removed'));
    const ports = { ...host, clock, files: { ...host.files, remove } };
    await expect(withLock(ports, path, async () => 'done')).rejects.toMatchObject({ code: 'FIX_RUNNING' });
  });

  it('says so where the folder can not be written', async () => {
    const host = fakeHost();
    const createText = async () => {
      throw Object.assign(new Error('EROFS'), { code: 'EROFS' });
    };
    const work = withLock({ ...host, files: { ...host.files, createText } }, path, async () => 'done');
    await expect(work).rejects.toMatchObject({ code: 'FILE_UNWRITABLE', facts: { reason: 'EROFS' } });
  });

  it('stays alive while a question waits for its answer', async () => {
    vi.useFakeTimers();
    try {
      let atMs = now;
      const host = fakeHost();
      const ports = { ...host, clock: { ...host.clock, now: () => atMs } };
      await withLock(ports, path, async () => {
        atMs += 3_600_000;
        await vi.advanceTimersByTimeAsync(15_000);
        expect(host.contents.get(path)).toContain(` ${atMs}\n`);
      });
      expect(host.contents.has(path)).toBe(false);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('the end of the work', () => {
  it('leaves alone a lock that somebody else has taken over', async () => {
    const host = fakeHost();
    await withLock(host, path, async () => void host.contents.set(path, `other ${now}\n`));
    expect(host.contents.get(path)).toBe(`other ${now}\n`);
  });

  it('waits for a sign of life that is just being written', async () => {
    vi.useFakeTimers();
    try {
      const host = fakeHost();
      let finish = () => {};
      const writeText = (file: string, text: string) =>
        new Promise<void>((resolve) => {
          finish = () => {
            host.contents.set(file, text);
            resolve();
          };
        });
      let ended = () => {};
      const end = new Promise<void>((resolve) => {
        ended = resolve;
      });
      const work = withLock({ ...host, files: { ...host.files, writeText } }, path, async () => {
        await vi.advanceTimersByTimeAsync(15_000);
        ended();
      });
      await end;
      await vi.advanceTimersByTimeAsync(0);
      finish();
      await work;
      expect(host.contents.has(path)).toBe(false);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('the lock in a real folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aliproxy-lock-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('lets one of many at a time', async () => {
    const file = join(folder, 'x', 'journal.json.lock');
    let inside = 0;
    const attempts = Array.from({ length: 8 }, () =>
      withLock(nodeHost(), file, async () => {
        inside++;
        await new Promise((resolve) => setTimeout(resolve, 50));
        expect(inside).toBe(1);
        inside--;
      }),
    );
    const results = await Promise.allSettled(attempts);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await readdir(join(folder, 'x'))).toEqual([]);
  });
});
