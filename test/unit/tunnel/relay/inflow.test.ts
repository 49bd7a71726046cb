import { afterEach, describe, expect, it } from 'vitest';
import { Inflow, type Sink } from '../../../../src/lib/tunnel/relay/inflow.js';
import { readBuffers } from '../../../../src/lib/tunnel/relay/read-buffers.js';

const open: Inflow[] = [];

afterEach(() => {
  for (const inflow of open.splice(0)) inflow.release();
  expect(readBuffers.lent).toBe(0);
});

/** The kernel: fills the buffer it is given and calls back, as Node does. */
function arrivals(sink?: Sink) {
  const inflow = new Inflow();
  open.push(inflow);
  if (sink) inflow.attach(sink);
  const { buffer, callback } = inflow.option();
  const next = buffer as () => Uint8Array;
  return {
    inflow,
    next,
    arrive: (text: string) => {
      const bytes = next();
      return callback(Buffer.from(bytes.buffer, bytes.byteOffset).write(text), bytes);
    },
    /** As much as there is room for. */
    fill: (byte: number) => {
      const bytes = next().fill(byte);
      return callback(bytes.length, bytes);
    },
  };
}

describe('what comes in from a target', () => {
  it('waits, and stops the reading, until somebody wants it', () => {
    const { inflow, arrive } = arrivals();
    expect(arrive('greeting')).toBe(false);
    const seen: string[] = [];
    expect(inflow.attach((bytes) => seen.push(Buffer.from(bytes).toString()) > 0)).toBe(true);
    expect(seen).toEqual(['greeting']);
  });

  it('goes straight to who wants it, and is held back as they say', () => {
    const seen: string[] = [];
    const { arrive } = arrivals((bytes) => seen.push(Buffer.from(bytes).toString()) < 2);
    expect([arrive('one'), arrive('two')]).toEqual([true, false]);
    expect(seen).toEqual(['one', 'two']);
  });

  it('is not changed by what comes for others while it waits', () => {
    const first = arrivals();
    first.arrive('for the first');
    arrivals(() => true).arrive('for the second');
    const held: Uint8Array[] = [];
    const third = arrivals((bytes) => held.push(bytes) < 0);
    third.arrive('for the third');
    arrivals(() => true).arrive('for the fourth');
    first.inflow.attach((bytes) => held.push(bytes) > 0);
    expect(held.map((bytes) => Buffer.from(bytes).toString())).toEqual(['for the third', 'for the first']);
  });
});

describe('the buffers of a target', () => {
  it('are one for all while little comes', () => {
    const [first, second] = [arrivals(() => true), arrivals(() => true)];
    first.arrive('little');
    expect(first.next()).toBe(readBuffers.shared);
    expect(second.next()).toBe(readBuffers.shared);
    expect(readBuffers.lent).toBe(0);
  });

  it('are a large one of its own while much comes, until little comes again', () => {
    const { next, fill, arrive } = arrivals(() => true);
    fill(1);
    expect(next().length).toBeGreaterThan(readBuffers.shared.length);
    fill(2);
    expect(readBuffers.lent).toBe(1);
    arrive('the last');
    expect(next()).toBe(readBuffers.shared);
    expect(readBuffers.lent).toBe(0);
  });

  it('stay its own while they are not written out', () => {
    let isWritten = true;
    const { next, fill, arrive } = arrivals(() => isWritten);
    fill(1);
    const own = next();
    isWritten = false;
    arrive('little, but not taken');
    expect(next()).toBe(own);
    const other = arrivals(() => true);
    other.fill(2);
    expect(other.next()).not.toBe(own);
  });

  it('have a limit for all together: then the shared one does', () => {
    const busy = Array.from({ length: 100 }, () => arrivals(() => true));
    for (const { fill } of busy) fill(1);
    const { lent } = readBuffers;
    expect(lent).toBeGreaterThan(1);
    expect(lent).toBeLessThan(100);
    expect(busy.filter(({ next }) => next() === readBuffers.shared)).toHaveLength(100 - lent);
    busy[0]?.inflow.release();
    busy[99]?.fill(2);
    expect(readBuffers.lent).toBe(lent);
  });
});
