import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cidr, overlap, parseAddress, parseCidr, usable } from '../../../src/lib/sandbox/cidr.js';
import { at, createNetwork, createWorld, instanceRequest, region, zone } from './world.js';

describe('VPC', () => {
  it('is Pending, then Available', async () => {
    const world = await createWorld();
    const { VpcId } = await world.call('Vpc', 'CreateVpc', { RegionId: region, VpcName: 'n' });
    const status = async () =>
      at(
        await world.call('Vpc', 'DescribeVpcAttribute', { RegionId: region, VpcId: String(VpcId) }),
        'Status',
      );
    expect(await status()).toBe('Pending');
    expect(
      await world.codeOf('Vpc', 'CreateVSwitch', { VpcId: String(VpcId), ZoneId: zone, CidrMask: 24 }),
    ).toBe('IncorrectVpcStatus');
    world.clock.advance(1_000);
    expect(await status()).toBe('Available');
  });

  it.each([
    ['10.0.0.0/8', 'OK'],
    ['172.16.0.0/12', 'OK'],
    ['192.168.0.0/28', 'OK'],
    ['8.0.0.0/8', 'OK'],
    ['10.0.0.0/7', 'InvalidCidrBlock.Malformed'],
    ['192.168.0.0/29', 'InvalidCidrBlock.Malformed'],
    ['192.168.1.1/16', 'InvalidCidrBlock.Malformed'],
    ['100.64.0.0/10', 'InvalidCidrBlock.Malformed'],
    ['100.100.0.0/16', 'InvalidCidrBlock.Malformed'],
    ['100.0.0.0/8', 'InvalidCidrBlock.Malformed'],
    ['127.0.0.0/16', 'InvalidCidrBlock.Malformed'],
    ['169.254.0.0/24', 'InvalidCidrBlock.Malformed'],
    ['239.0.0.0/16', 'InvalidCidrBlock.Malformed'],
    ['hello', 'InvalidCidrBlock.Malformed'],
  ])('with the block %s: %s', async (CidrBlock, code) => {
    const world = await createWorld();
    expect(await world.codeOf('Vpc', 'CreateVpc', { RegionId: region, CidrBlock })).toBe(code);
  });

  it('has ten in a region, and ten more in the next', async () => {
    const world = await createWorld();
    const create = (RegionId: string) => world.codeOf('Vpc', 'CreateVpc', { RegionId });
    for (let count = 0; count < 10; count++) expect(await create(region)).toBe('OK');
    expect(await create(region)).toBe('QuotaExceeded.Vpc');
    expect(await create('cn-shanghai')).toBe('OK');
  });

  it('checks, changes nothing, and says so by an error on a dry run', async () => {
    const world = await createWorld();
    const dry = { RegionId: region, DryRun: true };
    const answer = await world.ask('Vpc', 'CreateVpc', dry);
    expect([answer.code, answer.status]).toEqual(['DryRunOperation', 400]);
    expect(await world.codeOf('Vpc', 'CreateVpc', { ...dry, CidrBlock: '127.0.0.0/8' })).toBe(
      'InvalidCidrBlock.Malformed',
    );
    expect(await world.call('Vpc', 'DescribeVpcs', { RegionId: region })).toMatchObject({ TotalCount: 0 });
  });

  it('is not deleted while something is in it', async () => {
    const world = await createWorld();
    const { vpc, vswitch, group } = await createNetwork(world);
    const deleteVpc = () => world.codeOf('Vpc', 'DeleteVpc', { VpcId: vpc });
    expect(await deleteVpc()).toBe('DependencyViolation.VSwitch');
    expect(await world.codeOf('Vpc', 'DeleteVSwitch', { VSwitchId: vswitch })).toBe('OK');
    expect(await deleteVpc()).toBe('DependencyViolation.SecurityGroup');
    expect(
      await world.codeOf('Ecs', 'DeleteSecurityGroup', { RegionId: region, SecurityGroupId: group }),
    ).toBe('OK');
    expect(await deleteVpc()).toBe('OK');
    expect(await deleteVpc()).toBe('InvalidVpcId.NotFound');
  });

  it('is listed by page, name, tag and id', async () => {
    const world = await createWorld();
    const ids: string[] = [];
    for (const name of ['a', 'b', 'c']) {
      const sent = { RegionId: region, VpcName: name, 'Tag.1.Key': 'team', 'Tag.1.Value': name };
      ids.push(String((await world.call('Vpc', 'CreateVpc', sent)).VpcId));
    }
    const list = async (sent: Record<string, string>) => {
      const body = await world.call('Vpc', 'DescribeVpcs', { RegionId: region, ...sent });
      return (at(body, 'Vpcs.Vpc') as { VpcName: string }[]).map(({ VpcName }) => VpcName).join('');
    };
    expect(await list({})).toBe('abc');
    expect(await list({ PageSize: '2', PageNumber: '2' })).toBe('c');
    expect(await list({ VpcName: 'b' })).toBe('b');
    expect(await list({ 'Tag.1.Key': 'team', 'Tag.1.Value': 'c' })).toBe('c');
    expect(await list({ 'Tag.1.Key': 'team' })).toBe('abc');
    expect(await list({ VpcId: `${ids[0]},${ids[2]}` })).toBe('ac');
    const other = await world.call('Vpc', 'DescribeVpcs', { RegionId: 'cn-beijing' });
    expect(other).toMatchObject({ TotalCount: 0, PageNumber: 1, PageSize: 10 });
  });
});

describe('vSwitch', () => {
  it.each([
    ['192.168.2.0/24', 'OK'],
    ['192.168.1.0/24', 'InvalidCidrBlock.Overlapped'],
    ['192.168.0.0/16', 'InvalidCidrBlock.Overlapped'],
    ['192.168.1.128/25', 'InvalidCidrBlock.Overlapped'],
    ['10.0.0.0/24', 'InvalidParameter'],
    ['192.0.0.0/15', 'InvalidCirdrBlock.MaskLength'],
    ['192.168.2.0/30', 'InvalidCirdrBlock.MaskLength'],
    ['192.168.2.0/29', 'OK'],
    ['192.168.2.1/24', 'InvalidCidrBlock.Malformed'],
  ])('beside 192.168.1.0/24 with the block %s: %s', async (CidrBlock, code) => {
    const world = await createWorld();
    const { vpc } = await createNetwork(world);
    expect(await world.codeOf('Vpc', 'CreateVSwitch', { VpcId: vpc, ZoneId: zone, CidrBlock })).toBe(code);
  });

  it('is created one at a time in a VPC', async () => {
    const world = await createWorld();
    const { vpc } = await createNetwork(world);
    const create = () => world.codeOf('Vpc', 'CreateVSwitch', { VpcId: vpc, ZoneId: zone, CidrMask: 24 });
    expect(await create()).toBe('OK');
    expect(await create()).toBe('IncorrectVSwitchStatus');
    world.clock.advance(1_000);
    expect(await create()).toBe('OK');
  });

  it('needs a zone of the region', async () => {
    const world = await createWorld();
    const { vpc } = await createNetwork(world);
    const sent = { VpcId: vpc, ZoneId: 'cn-beijing-h', CidrMask: 24 };
    expect(await world.codeOf('Vpc', 'CreateVSwitch', sent)).toBe('InvalidZoneId.NotFound');
    expect(await world.codeOf('Vpc', 'CreateVSwitch', { VpcId: vpc, ZoneId: zone })).toBe('MissingParameter');
  });

  it('counts its free addresses: four less than its block, one less an instance', async () => {
    const world = await createWorld();
    const network = await createNetwork(world);
    const free = async () =>
      at(
        await world.call('Vpc', 'DescribeVSwitchAttributes', { VSwitchId: network.vswitch }),
        'AvailableIpAddressCount',
      );
    expect(await free()).toBe(252);
    await world.call('Ecs', 'RunInstances', { ...instanceRequest(network), Amount: 3 });
    expect(await free()).toBe(249);
  });

  it('never overlaps another one, and its instances have addresses of its own, whatever is asked for', async () => {
    const step = fc.record({
      base: fc.integer({ min: 0, max: 255 }),
      mask: fc.integer({ min: 22, max: 29 }),
      amount: fc.integer({ min: 1, max: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
        const world = await createWorld();
        const network = await createNetwork(world);
        for (const { base, mask, amount } of steps) {
          const sent = { VpcId: network.vpc, ZoneId: zone, CidrBlock: `192.168.${base}.0/${mask}` };
          const { body } = await world.ask('Vpc', 'CreateVSwitch', sent);
          world.clock.advance(1_000);
          const vswitch = at(body, 'VSwitchId');
          if (typeof vswitch === 'string') {
            await world.ask('Ecs', 'RunInstances', {
              ...instanceRequest({ ...network, vswitch }),
              Amount: amount,
            });
          }
        }
        const blocks = at(
          await world.call('Vpc', 'DescribeVSwitches', { VpcId: network.vpc, PageSize: 50 }),
          'VSwitches.VSwitch',
        ) as { VSwitchId: string; CidrBlock: string }[];
        const cidrs = blocks.map(({ CidrBlock }) => parseCidr(CidrBlock) as Cidr);
        for (const [index, cidr] of cidrs.entries()) {
          expect(cidrs.slice(index + 1).some((other) => overlap(cidr, other))).toBe(false);
        }
        const instances = at(
          await world.call('Ecs', 'DescribeInstances', { RegionId: region, MaxResults: 100 }),
          'Instances.Instance',
        ) as { VpcAttributes: { VSwitchId: string; PrivateIpAddress: { IpAddress: string[] } } }[];
        const addresses = instances.map(
          ({ VpcAttributes }) => VpcAttributes.PrivateIpAddress.IpAddress[0] ?? '',
        );
        expect(new Set(addresses).size).toBe(addresses.length);
        for (const [index, { VpcAttributes }] of instances.entries()) {
          const home = blocks.find(({ VSwitchId }) => VSwitchId === VpcAttributes.VSwitchId);
          const { first, last } = usable(parseCidr(home?.CidrBlock ?? '') as Cidr);
          const address = parseAddress(addresses[index] ?? '') ?? -1;
          expect(address >= first && address <= last).toBe(true);
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('ClientToken', () => {
  it('gives the first answer again, and makes nothing twice', async () => {
    const world = await createWorld();
    const sent = { RegionId: region, VpcName: 'n', ClientToken: 'run-1' };
    const first = await world.call('Vpc', 'CreateVpc', sent);
    world.clock.advance(60_000);
    const second = await world.call('Vpc', 'CreateVpc', sent);
    expect(second.VpcId).toBe(first.VpcId);
    expect(second.RequestId).not.toBe(first.RequestId);
    expect(await world.call('Vpc', 'DescribeVpcs', { RegionId: region })).toMatchObject({ TotalCount: 1 });
  });

  it('is refused with other parameters, and is free for another action', async () => {
    const world = await createWorld();
    const token = { RegionId: region, ClientToken: 'run-1' };
    const { VpcId } = await world.call('Vpc', 'CreateVpc', token);
    expect(await world.codeOf('Vpc', 'CreateVpc', { ...token, VpcName: 'n' })).toBe(
      'IdempotentParameterMismatch',
    );
    expect(await world.codeOf('Ecs', 'CreateSecurityGroup', { ...token, VpcId: String(VpcId) })).toBe('OK');
  });

  it('is not used up by a call that failed', async () => {
    const world = await createWorld();
    const { vpc } = await createNetwork(world);
    const sent = { VpcId: vpc, ZoneId: zone, CidrBlock: '192.168.2.0/24', ClientToken: 't' };
    await world.call('Vpc', 'CreateVSwitch', { VpcId: vpc, ZoneId: zone, CidrMask: 28 });
    expect(await world.codeOf('Vpc', 'CreateVSwitch', sent)).toBe('IncorrectVSwitchStatus');
    world.clock.advance(1_000);
    expect(await world.codeOf('Vpc', 'CreateVSwitch', sent)).toBe('OK');
  });

  it.each(['t'.repeat(65), 'tökén'])('is refused as %s', async (ClientToken) => {
    const world = await createWorld();
    expect(await world.codeOf('Vpc', 'CreateVpc', { RegionId: region, ClientToken })).toBe(
      'InvalidClientToken.Malformed',
    );
  });
});
