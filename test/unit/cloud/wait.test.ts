import { describe, expect, it } from 'vitest';
import { Deadline } from '../../../src/lib/cloud/deadline.js';
import type { Vpc } from '../../../src/lib/cloud/resources.js';
import { waitUntilReady } from '../../../src/lib/cloud/wait.js';
import { Interrupted } from '../../../src/lib/errors.js';
import { fakeHost } from '../../helpers/fake-host.js';

const vpc = (id: string, status: string): Vpc => ({
  type: 'vpc',
  id,
  name: id,
  region: 'cn-hangzhou',
  status,
  created: true,
  cidr: '10.0.0.0/16',
});

/** Waits for one or two VPCs; `see` says what is visible after so many seconds. */
async function wait(
  see: (seconds: number) => Vpc[],
  { ids = ['vpc-1'], limitMs = 180_000, signal = new AbortController().signal } = {},
) {
  const { clock } = fakeHost();
  const startedAt = clock.monotonic();
  const seconds = () => (clock.monotonic() - startedAt) / 1_000;
  const expected = ids.map((id) => vpc(id, 'Pending'));
  const deadline = new Deadline(clock, limitMs);
  const waiting = waitUntilReady(
    { clock, signal, deadline },
    expected,
    async () => see(seconds()).map((seen) => ({ ...seen, created: false })),
    ({ status }) => status === 'Available',
    ({ status }) => status === 'Broken',
  );
  const outcome = await waiting.then(
    (ready) => ({ ready }),
    (error) => ({ code: error.code, facts: error.facts, exitCode: error.exitCode }),
  );
  return { ...outcome, seconds: seconds() };
}

describe('waiting for resources', () => {
  it('ends at once where all are ready, and keeps what this run made', async () => {
    expect(await wait(() => [vpc('vpc-1', 'Available')])).toMatchObject({
      ready: [{ status: 'Available', created: true }],
      seconds: 0,
    });
  });

  it('looks again until the last one is ready', async () => {
    const see = (seconds: number) => [
      vpc('vpc-1', 'Available'),
      vpc('vpc-2', seconds < 20 ? 'Pending' : 'Available'),
    ];
    const outcome = await wait(see, { ids: ['vpc-1', 'vpc-2'] });
    expect(outcome).toMatchObject({ ready: [{ id: 'vpc-1' }, { id: 'vpc-2' }] });
    expect(outcome.seconds).toBeGreaterThanOrEqual(20);
    expect(outcome.seconds).toBeLessThanOrEqual(25);
  });

  it('has patience with one that is not visible yet', async () => {
    expect(await wait((seconds) => (seconds < 15 ? [] : [vpc('vpc-1', 'Available')]))).toHaveProperty(
      'ready',
    );
  });

  it('gives up on one that never appears after half a minute', async () => {
    const outcome = await wait(() => []);
    expect(outcome).toMatchObject({ code: 'RESOURCE_VANISHED', facts: { id: 'vpc-1' } });
    expect(outcome.seconds).toBeGreaterThanOrEqual(30);
    expect(outcome.seconds).toBeLessThan(40);
  });

  it('gives up at once on one that was there and is gone', async () => {
    const outcome = await wait((seconds) => (seconds < 3 ? [vpc('vpc-1', 'Pending')] : []));
    expect(outcome).toMatchObject({ code: 'RESOURCE_VANISHED' });
    expect(outcome.seconds).toBeLessThan(10);
  });

  it('gives up on one that can’t become ready', async () => {
    expect(await wait(() => [vpc('vpc-1', 'Broken')])).toMatchObject({
      code: 'RESOURCE_FAILED',
      facts: { id: 'vpc-1', status: 'Broken' },
    });
  });

  it('ends with the limit, exactly, and names what is pending only', async () => {
    const see = () => [vpc('vpc-1', 'Available'), vpc('vpc-2', 'Pending')];
    expect(await wait(see, { ids: ['vpc-1', 'vpc-2'], limitMs: 10_000 })).toEqual({
      code: 'WAIT_TIMEOUT',
      facts: { pending: ['vpc-2'] },
      exitCode: 124,
      seconds: 10,
    });
  });

  it('names the resource where the limit runs out inside a call', async () => {
    const see = () => {
      throw new Error('the call was cut off');
    };
    expect(await wait(see, { limitMs: 0 })).toMatchObject({
      code: 'WAIT_TIMEOUT',
      facts: { pending: ['vpc-1'] },
    });
  });

  it('ends with the interruption', async () => {
    const signal = AbortSignal.abort(new Interrupted('SIGINT'));
    expect(await wait(() => [vpc('vpc-1', 'Pending')], { signal })).toMatchObject({ code: 'INTERRUPTED' });
  });
});
