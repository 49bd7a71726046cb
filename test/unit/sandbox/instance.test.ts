import { describe, expect, it } from 'vitest';
import { images, instanceTypes, isSold, regions } from '../../../src/lib/sandbox/catalogue.js';
import { parseFault } from '../../../src/lib/sandbox/faults.js';
import {
  at,
  createNetwork,
  createWorld,
  instanceRequest,
  region,
  type Sent,
  type World,
  zone,
} from './world.js';

async function statusOf(world: World, id: string): Promise<unknown> {
  const body = await world.call('Ecs', 'DescribeInstanceStatus', { RegionId: region, 'InstanceId.1': id });
  return at(body, 'InstanceStatuses.InstanceStatus.0.Status');
}

async function run(world: World, sent: Sent): Promise<string> {
  const body = await world.call('Ecs', 'RunInstances', sent);
  return String(at(body, 'InstanceIdSets.InstanceIdSet.0'));
}

async function instances(world: World, sent: Sent = {}): Promise<Record<string, unknown>[]> {
  const body = await world.call('Ecs', 'DescribeInstances', { RegionId: region, ...sent });
  return at(body, 'Instances.Instance') as Record<string, unknown>[];
}

describe('an instance', () => {
  it('is Pending, Starting, Running; stops, starts, and goes', async () => {
    const world = await createWorld();
    const id = await run(world, instanceRequest(await createNetwork(world)));
    expect(await statusOf(world, id)).toBe('Pending');
    expect(await world.codeOf('Ecs', 'StopInstance', { InstanceId: id })).toBe(
      'IncorrectInstanceStatus.Initializing',
    );
    world.clock.advance(500);
    expect(await statusOf(world, id)).toBe('Starting');
    world.clock.advance(1_500);
    expect(await statusOf(world, id)).toBe('Running');
    expect(await world.codeOf('Ecs', 'StartInstance', { InstanceId: id })).toBe('IncorrectInstanceStatus');
    expect(await world.codeOf('Ecs', 'DeleteInstance', { InstanceId: id })).toBe('IncorrectInstanceStatus');
    await world.call('Ecs', 'StopInstance', { InstanceId: id });
    expect(await statusOf(world, id)).toBe('Stopping');
    world.clock.advance(1_500);
    expect(await statusOf(world, id)).toBe('Stopped');
    await world.call('Ecs', 'StartInstance', { InstanceId: id });
    expect(await statusOf(world, id)).toBe('Starting');
    world.clock.advance(1_500);
    await world.call('Ecs', 'DeleteInstance', { InstanceId: id, Force: true });
    expect(await statusOf(world, id)).toBe('Stopping');
    world.clock.advance(1_500);
    expect(await statusOf(world, id)).toBeUndefined();
    expect(await world.codeOf('Ecs', 'StartInstance', { InstanceId: id })).toBe('InvalidInstanceId.NotFound');
  });

  it.each([
    ['web[7,3]x', 'web007x'],
    ['web[,]', 'web0'],
    ['web[1,999999999]', 'web[1,999999999]'],
  ])('named %s is called %s', async (name, called) => {
    const world = await createWorld();
    await run(world, { ...instanceRequest(await createNetwork(world)), InstanceName: name });
    expect(await instances(world)).toMatchObject([{ InstanceName: called }]);
  });

  it('is described as the service describes it', async () => {
    const world = await createWorld();
    const network = await createNetwork(world);
    const id = await run(world, {
      ...instanceRequest(network),
      InstanceName: 'proxy',
      InternetMaxBandwidthOut: 5,
      'Tag.1.Key': 'created-by',
      'Tag.1.Value': 'aliproxy',
    });
    world.clock.advance(5_000);
    expect(await instances(world, { InstanceIds: JSON.stringify([id]) })).toMatchObject([
      {
        InstanceId: id,
        InstanceName: 'proxy',
        ZoneId: zone,
        Status: 'Running',
        CreationTime: '2026-11-22T08:00Z',
        Memory: 2048,
        Tags: { Tag: [{ TagKey: 'created-by', TagValue: 'aliproxy' }] },
        PublicIpAddress: { IpAddress: [expect.stringMatching(/^203\.0\.113\.\d+$/)] },
        SecurityGroupIds: { SecurityGroupId: [network.group] },
        VpcAttributes: {
          VpcId: network.vpc,
          VSwitchId: network.vswitch,
          PrivateIpAddress: { IpAddress: ['192.168.1.1'] },
        },
      },
    ]);
  });

  it('is found by every filter, and by none that does not fit', async () => {
    const world = await createWorld();
    const network = await createNetwork(world);
    const id = await run(world, { ...instanceRequest(network), InstanceName: 'web-1', 'Tag.1.Key': 'k' });
    world.clock.advance(5_000);
    const fits: Sent[] = [
      { InstanceName: 'web*' },
      { VpcId: network.vpc },
      { VSwitchId: network.vswitch },
      { SecurityGroupId: network.group },
      { ZoneId: zone },
      { Status: 'Running' },
      { 'Tag.1.Key': 'k' },
      { PrivateIpAddresses: '["192.168.1.1"]' },
      { InstanceIds: `["${id}"]` },
    ];
    const misses: Sent[] = [
      { InstanceName: 'web' },
      { InstanceName: 'we.-1' },
      { VpcId: 'vpc-none' },
      { SecurityGroupId: 'sg-none' },
      { ZoneId: 'cn-hangzhou-i' },
      { Status: 'Stopped' },
      { 'Tag.1.Key': 'K' },
      { InstanceIds: '[]' },
    ];
    for (const filter of fits) expect([filter, (await instances(world, filter)).length]).toEqual([filter, 1]);
    for (const filter of misses)
      expect([filter, (await instances(world, filter)).length]).toEqual([filter, 0]);
    const wrong = { RegionId: region, InstanceIds: id };
    expect(await world.codeOf('Ecs', 'DescribeInstances', wrong)).toBe('InvalidInstanceIds.Malformed');
    const unknown = { RegionId: region, 'Filter.1.Key': 'a', 'Filter.1.Value': 'b' };
    expect(await world.codeOf('Ecs', 'DescribeInstances', unknown)).toBe('SandboxUnsupported');
  });

  it('is kept by its deletion protection', async () => {
    const world = await createWorld();
    const id = await run(world, { ...instanceRequest(await createNetwork(world)), DeletionProtection: true });
    world.clock.advance(5_000);
    expect(await world.codeOf('Ecs', 'DeleteInstance', { InstanceId: id, Force: true })).toBe(
      'InvalidOperation.DeletionProtection',
    );
  });

  it('goes at its release time, stopped or not', async () => {
    const world = await createWorld();
    const network = await createNetwork(world);
    const sent = { ...instanceRequest(network), AutoReleaseTime: '2026-11-22T09:00:00Z' };
    const id = await run(world, sent);
    world.clock.advance(5_000);
    await world.call('Ecs', 'StopInstance', { InstanceId: id });
    world.clock.advance(58 * 60_000);
    expect(await statusOf(world, id)).toBe('Stopped');
    world.clock.advance(2 * 60_000);
    expect(await instances(world)).toEqual([]);
    expect(
      await world.codeOf('Ecs', 'RunInstances', { ...sent, AutoReleaseTime: '2026-11-22T09:05:00Z' }),
    ).toBe('InvalidAutoReleaseTime.ValueNotSupported');
  });
});

describe('RunInstances', () => {
  it.each<[Sent, string]>([
    [{ ImageId: 'none.vhd' }, 'InvalidImageId.NotFound'],
    [{ ImageId: '' }, 'MissingParameter'],
    [{ InstanceType: 'ecs.none' }, 'InvalidInstanceType.ValueNotSupported'],
    [{ InstanceType: 'ecs.g8y.large' }, 'InvalidImageId.NotSupported'],
    [{ InstanceType: 'ecs.r7.large' }, 'OperationDenied.NoStock'],
    [{ VSwitchId: 'vsw-none' }, 'InvalidVSwitchId.NotFound'],
    [{ SecurityGroupId: 'sg-none' }, 'InvalidSecurityGroupId.NotFound'],
    [{ SecurityGroupId: '' }, 'MissingParameter'],
    [{ 'SecurityGroupIds.1': 'sg-1' }, 'InvalidParameter.Conflict'],
    [{ ZoneId: 'cn-hangzhou-i' }, 'InvalidParameter.Mismatch'],
    [{ Amount: 101 }, 'InvalidParameter'],
    [{ Amount: 2, MinAmount: 3 }, 'InvalidParameter'],
    [{ InstanceName: 'x' }, 'InvalidInstanceName.Malformed'],
    [{ Password: 'onlylowercase' }, 'InvalidPassword.Malformed'],
    [{ Password: 'Secret-123' }, 'OK'],
    [{ KeyPairName: 'none' }, 'InvalidKeyPairName.NotFound'],
    [{ UserData: 'not base64 !' }, 'InvalidUserData.Base64FormatInvalid'],
    [{ UserData: Buffer.alloc(33 * 1024).toString('base64') }, 'InvalidUserData.SizeExceeded'],
    [{ UserData: Buffer.from('#!/bin/sh\n').toString('base64') }, 'OK'],
    [{ InstanceChargeType: 'PrePaid' }, 'MissingParameter'],
    [{ InstanceChargeType: 'PrePaid', Period: 1 }, 'OK'],
    [{ 'SystemDisk.Size': '10' }, 'InvalidSystemDiskSize.ValueNotSupported'],
    [{ 'SystemDisk.Category': 'floppy' }, 'InvalidParameter'],
    [{ 'SystemDisk.Category': 'cloud_essd', 'SystemDisk.Size': '40' }, 'OK'],
    [{ 'DataDisk.1.Size': 10 }, 'InvalidDataDiskSize.ValueNotSupported'],
    [{ PrivateIpAddress: '192.168.1.0' }, 'InvalidPrivateIpAddress.Malformed'],
    [{ PrivateIpAddress: '192.168.1.253' }, 'InvalidPrivateIpAddress.Malformed'],
    [{ PrivateIpAddress: '192.168.1.252' }, 'OK'],
    [{ LaunchTemplateId: 'lt-1' }, 'SandboxUnsupported'],
    [{ CpuOptions: 1 }, 'SandboxUnknownParameter'],
    [{ StorageSetId: 'ss-1' }, 'SandboxUnsupported'],
  ])('with %j: %s', async (change, code) => {
    const world = await createWorld();
    const sent = { ...instanceRequest(await createNetwork(world)), ...change };
    expect(await world.codeOf('Ecs', 'RunInstances', sent)).toBe(code);
  });

  it('wants vSwitch and group in one VPC', async () => {
    const world = await createWorld();
    const here = await createNetwork(world);
    const { group } = await createNetwork(world);
    expect(
      await world.codeOf('Ecs', 'RunInstances', { ...instanceRequest(here), SecurityGroupId: group }),
    ).toBe('OperationDenied.InconsistentNetwork');
  });

  it('answers a dry run by an error, after every check, and makes nothing', async () => {
    const world = await createWorld();
    const sent = { ...instanceRequest(await createNetwork(world)), DryRun: true };
    expect(await world.codeOf('Ecs', 'RunInstances', sent)).toBe('DryRunOperation');
    expect(await world.codeOf('Ecs', 'RunInstances', { ...sent, PrivateIpAddress: '10.0.0.1' })).toBe(
      'InvalidPrivateIpAddress.Malformed',
    );
    expect(await instances(world)).toEqual([]);
  });

  it('makes no second instance for the same ClientToken', async () => {
    const world = await createWorld();
    const sent = { ...instanceRequest(await createNetwork(world)), ClientToken: 'run-1' };
    expect(await run(world, sent)).toBe(await run(world, sent));
    expect(await instances(world)).toHaveLength(1);
  });

  it('numbers names, and stops where the vSwitch is full', async () => {
    const world = await createWorld();
    const sent = {
      ...instanceRequest(await createNetwork(world, '192.168.1.0/29')),
      InstanceName: 'web',
      Amount: 3,
    };
    await world.call('Ecs', 'RunInstances', { ...sent, UniqueSuffix: true });
    expect((await instances(world)).map(({ InstanceName }) => InstanceName)).toEqual([
      'web001',
      'web002',
      'web003',
    ]);
    expect(await world.codeOf('Ecs', 'RunInstances', sent)).toBe('QuotaExceeded.PrivateIpAddress');
    await world.call('Ecs', 'RunInstances', { ...sent, InstanceName: 'db[7,2]', MinAmount: 1 });
    const all = await instances(world);
    expect(all.map(({ InstanceName }) => InstanceName).at(-1)).toBe('db07');
    expect(all).toHaveLength(4);
  });

  it('has nothing to sell in a zone that a fault sold out, and says so before', async () => {
    const fault = parseFault(`no-stock:${zone}`);
    const world = await createWorld(fault ? [fault] : []);
    const network = await createNetwork(world);
    expect(await world.codeOf('Ecs', 'RunInstances', instanceRequest(network))).toBe(
      'OperationDenied.NoStock',
    );
    const body = await world.call('Ecs', 'DescribeAvailableResource', {
      RegionId: region,
      DestinationResource: 'InstanceType',
      InstanceType: 'ecs.e-c1m1.large',
    });
    const zones = at(body, 'AvailableZones.AvailableZone') as { ZoneId: string; StatusCategory: string }[];
    expect(zones.map(({ StatusCategory }) => StatusCategory)).toEqual([
      'WithoutStock',
      'WithStock',
      'WithStock',
      'WithStock',
    ]);
  });
});

describe('what is on offer', () => {
  it('has every image fit a type that some zone sells', () => {
    for (const image of images) {
      const fitting = instanceTypes.filter(
        ({ architecture }) => (architecture === 'ARM') === (image.architecture === 'arm64'),
      );
      expect(
        fitting.some((type) => regions.every(({ zones }) => zones.some((one) => isSold(type, one)))),
      ).toBe(true);
    }
  });

  it('names stable prices that add up', async () => {
    const world = await createWorld();
    const ask = (sent: Sent) =>
      world.call('Ecs', 'DescribePrice', { RegionId: region, InstanceType: 'ecs.g7.large', ...sent });
    const price = (body: unknown) => Number(at(body, 'PriceInfo.Price.TradePrice'));
    const one = await ask({ 'SystemDisk.Category': 'cloud_essd', 'SystemDisk.Size': 40 });
    expect(one).toMatchObject({
      PriceInfo: { Price: { Currency: 'CNY', OriginalPrice: 0.584, TradePrice: 0.584 } },
    });
    expect(price(await ask({ 'SystemDisk.Category': 'cloud_essd', 'SystemDisk.Size': 40 }))).toBe(price(one));
    expect(price(await ask({ Amount: 3 }))).toBeCloseTo(3 * price(await ask({})), 6);
    expect(price(await ask({ PriceUnit: 'Month' }))).toBeGreaterThan(700 * price(await ask({})));
    expect(price(await ask({ SpotStrategy: 'SpotAsPriceGo' }))).toBeLessThan(price(await ask({})));
  });

  it('lists images by system and architecture', async () => {
    const world = await createWorld();
    const ids = async (sent: Sent) => {
      const body = await world.call('Ecs', 'DescribeImages', { RegionId: region, ...sent });
      return (at(body, 'Images.Image') as { ImageId: string }[]).map(({ ImageId }) => ImageId.split('_')[0]);
    };
    expect(await ids({ OSType: 'windows' })).toEqual(['win2022']);
    expect(await ids({ Architecture: 'arm64' })).toEqual(['aliyun']);
    expect(await ids({ ImageOwnerAlias: 'self' })).toEqual([]);
    expect(await ids({ InstanceType: 'ecs.g8y.large' })).toEqual(['aliyun']);
  });
});

describe('key pairs', () => {
  it('are made once, used by an instance, and never told again', async () => {
    const world = await createWorld();
    const sent = { RegionId: region, KeyPairName: 'mine' };
    const made = await world.call('Ecs', 'CreateKeyPair', sent);
    expect(made.PrivateKeyBody).toMatch(/^-----BEGIN RSA PRIVATE KEY-----/);
    expect(await world.codeOf('Ecs', 'CreateKeyPair', sent)).toBe('KeyPair.AlreadyExist');
    const id = await run(world, { ...instanceRequest(await createNetwork(world)), KeyPairName: 'mine' });
    expect(await instances(world, { KeyPairName: 'mine' })).toMatchObject([
      { InstanceId: id, KeyPairName: 'mine' },
    ]);
    const listed = await world.call('Ecs', 'DescribeKeyPairs', { ...sent, IncludePublicKey: true });
    expect(JSON.stringify(listed)).not.toContain('PRIVATE');
    await world.call('Ecs', 'DeleteKeyPairs', { RegionId: region, KeyPairNames: '["mine"]' });
    expect(await world.call('Ecs', 'DescribeKeyPairs', sent)).toMatchObject({ TotalCount: 0 });
  });

  it.each([
    ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE me@host', 'OK'],
    ['ssh-rsa', 'InvalidPublicKeyBody.Malformed'],
    ['-----BEGIN PUBLIC KEY-----', 'InvalidPublicKeyBody.Malformed'],
  ])('are imported: %s', async (PublicKeyBody, code) => {
    const world = await createWorld();
    const sent = { RegionId: region, KeyPairName: 'mine', PublicKeyBody };
    expect(await world.codeOf('Ecs', 'ImportKeyPair', sent)).toBe(code);
  });
});
