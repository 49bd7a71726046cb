import { describe, expect, it } from 'vitest';
import { digestOf, watchFiles } from '../../../../src/lib/tunnel/run/watch-files.js';
import { fakeHost } from '../../../helpers/fake-host.js';

interface Play {
  /** What the settings are read from. */
  readonly files?: string[];
  readonly untilMs?: number;
  /** Called before everything is read anew. */
  readonly onChange?: () => void;
  /** Does nothing of it get read, because something else is wrong? */
  readonly isReadingNothing?: boolean;
}

/**
 * Plays a course of events against a watch: at each moment (milliseconds) the files become these. Returns when it
 * called back.
 */
async function play(
  course: readonly (readonly [atMs: number, files: Readonly<Record<string, string | null>>])[],
  { files = ['/a'], untilMs = 10_000, onChange = () => {}, isReadingNothing = false }: Play = {},
): Promise<number[]> {
  const host = fakeHost({ files: { '/a': 'one' } });
  const read = () =>
    new Map(
      files.map((path) => {
        const text = host.contents.get(path);
        return [path, text === undefined ? null : digestOf(text)] as const;
      }),
    );
  let reading = read();
  const end = new AbortController();
  const calls: number[] = [];
  const pending = [...course];
  let now = 0;
  const clock = {
    ...host.clock,
    sleep: async (ms: number, signal?: AbortSignal) => {
      now += ms;
      while (pending[0] && pending[0][0] <= now) {
        const [, contents] = pending.shift() as (typeof course)[number];
        for (const [path, text] of Object.entries(contents)) {
          if (text === null) host.contents.delete(path);
          else host.contents.set(path, text);
        }
      }
      if (now > untilMs) end.abort();
      signal?.throwIfAborted();
    },
  };
  await watchFiles(
    {
      readLast: () => reading,
      onChange: async () => {
        calls.push(now);
        onChange();
        reading = isReadingNothing ? new Map(reading) : read();
      },
      signal: end.signal,
    },
    { clock, files: host.files },
  );
  return calls;
}

describe('watching files', () => {
  it('tells nothing where nothing changes', async () => {
    expect(await play([[2_500, { '/a': 'one', '/b': 'another' }]])).toEqual([]);
  });

  it('tells of a change once, when it has been the same for a moment', async () => {
    expect(await play([[2_500, { '/a': 'two' }]])).toEqual([3_300]);
  });

  it('waits for the end of a file that is being written', async () => {
    const course = [
      [2_900, { '/a': 't' }],
      [3_200, { '/a': 'tw' }],
      [3_500, { '/a': 'two' }],
    ] as const;
    expect(await play(course)).toEqual([3_900]);
  });

  it('takes a file that is away for a moment for one that is being replaced', async () => {
    expect(
      await play([
        [2_900, { '/a': null }],
        [3_200, { '/a': 'one' }],
      ]),
    ).toEqual([]);
    expect(
      await play([
        [2_900, { '/a': null }],
        [3_200, { '/a': 'two' }],
      ]),
    ).toEqual([3_600]);
  });

  it('tells of a file that appears or is gone for good', async () => {
    expect(await play([[2_500, { '/b': 'new' }]], { files: ['/a', '/b'] })).toEqual([3_300]);
    expect(await play([[2_500, { '/a': null }]])).toEqual([3_300]);
  });

  it('does not take a file that is looked at since the last time for a change', async () => {
    const files = ['/a'];
    const calls = await play([[2_500, { '/a': 'two', '/b': 'long there' }]], {
      files,
      onChange: () => files.push('/b'),
    });
    expect(calls).toEqual([3_300]);
  });

  it('sees a change that came between the reading and the first look', async () => {
    expect(await play([[0, { '/a': 'two' }]])).toEqual([1_300]);
  });

  it('tells of what is wrong once, also where not all could be read because of it', async () => {
    expect(await play([[2_500, { '/a': 'two' }]], { isReadingNothing: true })).toEqual([3_300]);
  });

  it('ends with the signal, also while it waits for the end of a change', async () => {
    expect(await play([[2_500, { '/a': 'two' }]], { untilMs: 3_100 })).toEqual([]);
  });
});
