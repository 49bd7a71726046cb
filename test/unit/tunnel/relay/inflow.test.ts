import { Socket } from 'node:net';
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
  const socket = new Socket();
  if (sink) inflow.attach(socket, sink);
  const { buffer, callback } = inflow.onread(() => socket);
  const next = buffer as () => Uint8Array;
  return {
    attach: (later: Sink) => inflow.attach(socket, later),
    release: () => inflow.release(),
    socket,
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

describe('what comes in through a socket', () => {
  it('waits until somebody wants it, and stops the reading where it is much', () => {
    const { attach, arrive, fill } = arrivals();
    expect(arrive('greeting ')).toBe(true);
    // How much that is differs between versions of Node.
    let fills = 1;
    while (fill(0x61) && fills < 10) fills++;
    expect(fills).toBeLessThan(10);
    const seen: string[] = [];
    expect(attach((bytes) => seen.push(Buffer.from(bytes).toString()) > 0)).toBe(true);
    expect(seen).toEqual([`greeting ${'a'.repeat(fills * readBuffers.shared.length)}`]);
  });

  it('is data of the socket until then, and what was put back comes first', async () => {
    const { attach, arrive, socket } = arrivals();
    const read: string[] = [];
    const listen = (bytes: Buffer) => read.push(bytes.toString());
    socket.on('data', listen);
    arrive('head and rest');
    await new Promise(setImmediate);
    socket.off('data', listen).pause();
    socket.unshift(Buffer.from('rest'));
    const seen: string[] = [];
    attach((bytes) => seen.push(Buffer.from(bytes).toString()) > 0);
    arrive(' more');
    expect({ read, seen }).toEqual({ read: ['head and rest'], seen: ['rest', ' more'] });
  });

  it('is not copied where much comes as data, and belongs to who reads it', async () => {
    const { fill, arrive, next, socket } = arrivals();
    const read: Buffer[] = [];
    socket.on('data', (bytes) => read.push(bytes));
    await new Promise(setImmediate);
    fill(1);
    const given = next();
    expect(given).not.toBe(readBuffers.shared);
    fill(3);
    fill(4);
    arrive('little');
    expect(read.slice(0, 3).map(([first]) => first)).toEqual([1, 3, 4]);
    expect(read.slice(1, 3).map(({ byteLength }) => byteLength)).toEqual([given.length, given.length]);
    expect(read[1]?.buffer).not.toBe(read[2]?.buffer);
    expect(`${read[3]}`).toBe('little');
    expect(read[3]?.buffer.byteLength).toBeLessThan(given.length);
    expect(next()).toBe(readBuffers.shared);
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
    first.attach((bytes) => held.push(bytes) > 0);
    expect(held.map((bytes) => Buffer.from(bytes).toString())).toEqual(['for the third', 'for the first']);
  });
});

describe('the buffers of a socket', () => {
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
    busy[0]?.release();
    busy[99]?.fill(2);
    expect(readBuffers.lent).toBe(lent);
  });
});
