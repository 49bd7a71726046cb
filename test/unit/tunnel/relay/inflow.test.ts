import { describe, expect, it } from 'vitest';
import { Inflow } from '../../../../src/lib/tunnel/relay/inflow.js';

/** The kernel: fills the buffer and calls back, as Node does. */
function arrival(inflow: Inflow) {
  const { buffer, callback } = inflow.option();
  return (text: string) => {
    const bytes = buffer as Buffer;
    return callback(bytes.write(text), bytes);
  };
}

describe('what comes in from a target', () => {
  it('waits, and stops the reading, until somebody wants it', () => {
    const inflow = new Inflow();
    expect(arrival(inflow)('greeting')).toBe(false);
    const seen: string[] = [];
    expect(inflow.attach((bytes) => seen.push(Buffer.from(bytes).toString()) > 0)).toBe(true);
    expect(seen).toEqual(['greeting']);
  });

  it('goes straight to who wants it, and is held back as they say', () => {
    const inflow = new Inflow();
    const arrive = arrival(inflow);
    const seen: string[] = [];
    expect(inflow.attach((bytes) => seen.push(Buffer.from(bytes).toString()) < 2)).toBe(true);
    expect([arrive('one'), arrive('two')]).toEqual([true, false]);
    expect(seen).toEqual(['one', 'two']);
  });

  it('has a buffer for each attempt to connect', () => {
    const inflow = new Inflow();
    expect(inflow.option().buffer).not.toBe(inflow.option().buffer);
  });
});
