import { describe, expect, it } from 'vitest';
import { readFaults } from '../../../src/lib/sandbox/listen.js';
import { createWorld, region } from './world.js';

const sent = { RegionId: region };

describe('faults', () => {
  it('throttle the next calls of one action, and say when to come back', async () => {
    const world = await createWorld(readFaults(['throttle:CreateVpc:2']));
    const first = await world.ask('Vpc', 'CreateVpc', sent);
    expect([first.code, first.status, first.headers]).toEqual([
      'Throttling.User',
      400,
      { 'x-acs-retry-after': '500' },
    ]);
    expect(await world.codeOf('Vpc', 'DescribeVpcs', sent)).toBe('OK');
    expect(await world.codeOf('Vpc', 'CreateVpc', sent)).toBe('Throttling.User');
    expect(await world.codeOf('Vpc', 'CreateVpc', sent)).toBe('OK');
  });

  it.each([
    ['Forbidden.RAM', 403],
    ['InternalError', 500],
    ['ServiceUnavailable', 503],
    ['InvalidVpcId.NotFound', 404],
    ['TaskConflict', 400],
  ])('answer %s with its status', async (code, status) => {
    const world = await createWorld(readFaults([`error:CreateVpc:${code}:1`]));
    const answer = await world.ask('Vpc', 'CreateVpc', sent);
    expect([answer.code, answer.status]).toEqual([code, status]);
    expect(await world.codeOf('Vpc', 'CreateVpc', sent)).toBe('OK');
  });

  it('lose an answer after the work is done, so that the token finds it', async () => {
    const world = await createWorld(readFaults(['lost-response:CreateVpc:1']));
    const request = { ...sent, ClientToken: 't' };
    expect(await world.ask('Vpc', 'CreateVpc', request)).toMatchObject({ lost: true, code: null });
    expect(await world.ask('Vpc', 'CreateVpc', request)).toMatchObject({ lost: false, code: null });
    expect(await world.call('Vpc', 'DescribeVpcs', sent)).toMatchObject({ TotalCount: 1 });
  });

  it('slow an action down', async () => {
    const world = await createWorld(readFaults(['slow:DescribeVpcs:1500']));
    const before = world.clock.now();
    await world.call('Vpc', 'DescribeVpcs', sent);
    expect(world.clock.now() - before).toBe(1_500);
  });

  it('set the clock off', async () => {
    expect(
      await (await createWorld(readFaults(['clock-skew:899']))).codeOf('Vpc', 'DescribeVpcs', sent),
    ).toBe('OK');
    for (const seconds of [901, -901]) {
      const world = await createWorld(readFaults([`clock-skew:${seconds}`]));
      expect(await world.codeOf('Vpc', 'DescribeVpcs', sent)).toBe('InvalidTimeStamp.Expired');
    }
  });

  it('strike rightly signed calls only', async () => {
    const world = await createWorld(readFaults(['throttle:CreateVpc:1']));
    const stranger = await world.ask('Vpc', 'CreateVpc', sent, { AccessKeyId: 'nobody' });
    expect(stranger.code).toBe('InvalidAccessKeyId.NotFound');
    expect(await world.codeOf('Vpc', 'CreateVpc', sent)).toBe('Throttling.User');
  });
});
