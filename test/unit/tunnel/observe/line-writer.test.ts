import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LineWriter, type LogTrouble } from '../../../../src/lib/tunnel/observe/line-writer.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A log whose appends fail with the codes given, one after the other, and then succeed. */
function open(...failures: readonly (string | null)[]) {
  const left = [...failures];
  const batches: string[] = [];
  const troubles: LogTrouble[] = [];
  const writer = new LineWriter({
    append: async (text) => {
      const code = left.shift() ?? null;
      if (code !== null) throw Object.assign(new Error(code), { code });
      batches.push(text);
    },
    onTrouble: (trouble) => troubles.push(trouble),
    monotonic: () => performance.now(),
  });
  return { writer, batches, troubles };
}

describe('lines of a log', () => {
  it('are written in batches, four times a second', async () => {
    const { writer, batches } = open();
    writer.write('a');
    writer.write('b');
    await vi.advanceTimersByTimeAsync(249);
    expect(batches).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    writer.write('c');
    await vi.advanceTimersByTimeAsync(250);
    expect(batches).toEqual(['a\nb\n', 'c\n']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('are all there after the close', async () => {
    const { writer, batches } = open();
    writer.write('a');
    expect(await writer.close()).toBe(0);
    expect(batches).toEqual(['a\n']);
  });

  it('stay in order while a batch is being written', async () => {
    const batches: string[] = [];
    let finish = () => {};
    const append = (text: string) => {
      batches.push(text);
      return new Promise<void>((resolve) => {
        finish = resolve;
      });
    };
    const writer = new LineWriter({ append, onTrouble: () => {}, monotonic: () => 0 });
    writer.write('a');
    const first = writer.flush();
    writer.write('b');
    const second = writer.flush();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(batches).toEqual(['a\n']);
    finish();
    await first;
    await vi.advanceTimersByTimeAsync(0);
    expect(batches).toEqual(['a\n', 'b\n']);
    finish();
    await second;
  });

  it('are lost where they cannot be written, which is told once, and the sum at the end', async () => {
    const { writer, batches, troubles } = open('ENOENT', 'ENOENT', 'ENOENT');
    for (const line of ['a', 'b', 'c', 'd']) {
      writer.write(line);
      await vi.advanceTimersByTimeAsync(250);
    }
    expect(batches).toEqual(['d\n']);
    expect(troubles).toEqual([{ reason: 'ENOENT', dropped: 1 }]);
    expect(await writer.close()).toBe(3);
    expect(troubles).toEqual([
      { reason: 'ENOENT', dropped: 1 },
      { reason: 'ENOENT', dropped: 3 },
    ]);
  });

  it('that are lost again after a good while are told of again', async () => {
    const { writer, troubles } = open('EACCES', null, 'EACCES');
    writer.write('a');
    await vi.advanceTimersByTimeAsync(250);
    writer.write('b');
    await vi.advanceTimersByTimeAsync(60_000);
    writer.write('c');
    await vi.advanceTimersByTimeAsync(250);
    expect(troubles.map(({ dropped }) => dropped)).toEqual([1, 2]);
  });

  it('begin on a line of their own after a disk was full in the middle of one', async () => {
    const { writer, batches } = open('ENOSPC');
    for (const line of ['a', 'b', 'c']) {
      writer.write(line);
      await vi.advanceTimersByTimeAsync(250);
    }
    expect(batches).toEqual(['\nb\n', 'c\n']);
  });

  it('that come faster than they are written do not fill the memory', async () => {
    const troubles: LogTrouble[] = [];
    const writer = new LineWriter({
      append: () => new Promise(() => {}),
      onTrouble: (trouble) => troubles.push(trouble),
      monotonic: () => performance.now(),
    });
    const line = 'x'.repeat(2 ** 16);
    for (let n = 0; n < 100; n++) writer.write(line);
    await vi.advanceTimersByTimeAsync(250);
    for (let n = 0; n < 100; n++) writer.write(line);
    expect(writer.dropped).toBe(200 - 63);
    expect(troubles).toEqual([{ reason: 'TOO_SLOW', dropped: 1 }]);
  });

  it('do not keep a program from ending where the file system hangs', async () => {
    const writer = new LineWriter({
      append: () => new Promise(() => {}),
      onTrouble: () => {},
      monotonic: () => performance.now(),
    });
    writer.write('a');
    const closed = vi.fn();
    void writer.close().then(closed);
    await vi.advanceTimersByTimeAsync(1_999);
    expect(closed).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(closed).toHaveBeenCalled();
  });
});
