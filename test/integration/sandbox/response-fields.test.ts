import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Product } from '../../../src/lib/cloud/action-table.js';
import { actions } from '../../../src/lib/sandbox/actions.js';
import {
  at,
  createNetwork,
  createWorld,
  instanceRequest,
  region,
  type Sent,
  zone,
} from '../../unit/sandbox/world.js';

const official = JSON.parse(
  readFileSync(new URL('./response-fields.json', import.meta.url), 'utf8'),
) as Record<string, string>;

/** `Vpcs.Vpc[].VpcId`: every path of a body, lists of objects opened, lists of texts as they are. */
function paths(value: unknown, prefix = ''): string[] {
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item !== 'object')) return [prefix];
    return value.flatMap((item) => paths(item, `${prefix}[]`));
  }
  if (value === null || typeof value !== 'object') return [prefix];
  return Object.entries(value).flatMap(([key, item]) => paths(item, prefix ? `${prefix}.${key}` : key));
}

/** An empty list says nothing about what is in it: it fits what the table has below it. */
function isOfficial(path: string, fields: readonly string[]): boolean {
  return fields.some((field) => field === path || field.startsWith(`${path}[].`));
}

/** One call of everything, in an order that works. */
async function callAll() {
  const world = await createWorld();
  const network = await createNetwork(world);
  const bodies = new Map<string, unknown>();
  const call = async (name: string, sent: Sent = {}) => {
    const [product, action] = name.split('.') as [Product, string];
    const body = await world.call(product, action, sent);
    world.clock.advance(5_000);
    bodies.set(name, body);
    return body;
  };
  const here = { RegionId: region };
  const tag = { 'Tag.1.Key': 'k', 'Tag.1.Value': 'v' };
  const { VpcId } = await call('Vpc.CreateVpc', { ...here, ...tag });
  const vpc = { VpcId: String(VpcId) };
  const vswitch = await call('Vpc.CreateVSwitch', { ...vpc, ZoneId: zone, CidrMask: 24, ...tag });
  await call('Vpc.TagResources', { ...here, ResourceType: 'VPC', 'ResourceId.1': vpc.VpcId, ...tag });
  await call('Vpc.DescribeVpcs', here);
  await call('Vpc.DescribeVpcAttribute', { ...here, ...vpc });
  await call('Vpc.DescribeVSwitches', here);
  await call('Vpc.DescribeVSwitchAttributes', { VSwitchId: String(vswitch.VSwitchId) });
  await call('Vpc.DeleteVSwitch', { VSwitchId: String(vswitch.VSwitchId) });
  await call('Vpc.DeleteVpc', vpc);
  await call('Vpc.DescribeZones', here);
  await call('Vpc.DescribeRegions');
  await call('Ecs.DescribeRegions');
  await call('Ecs.DescribeZones', here);
  await call('Ecs.CreateKeyPair', { ...here, KeyPairName: 'one', ...tag });
  await call('Ecs.ImportKeyPair', { ...here, KeyPairName: 'two', PublicKeyBody: 'ssh-rsa AAAA', ...tag });
  await call('Ecs.DescribeKeyPairs', { ...here, IncludePublicKey: true });
  await call('Ecs.DeleteKeyPairs', { ...here, KeyPairNames: '["two"]' });
  const made = await call('Ecs.CreateSecurityGroup', { ...here, VpcId: network.vpc, ...tag });
  const group = { ...here, SecurityGroupId: String(made.SecurityGroupId) };
  const rule = { IpProtocol: 'tcp', PortRange: '1/1' };
  await call('Ecs.AuthorizeSecurityGroup', { ...group, ...rule, SourceCidrIp: '0.0.0.0/0' });
  await call('Ecs.AuthorizeSecurityGroupEgress', { ...group, ...rule, DestCidrIp: '0.0.0.0/0' });
  await call('Ecs.DescribeSecurityGroups', here);
  await call('Ecs.DescribeSecurityGroupAttribute', group);
  await call('Ecs.RevokeSecurityGroup', { ...group, ...rule, SourceCidrIp: '0.0.0.0/0' });
  await call('Ecs.RevokeSecurityGroupEgress', { ...group, ...rule, DestCidrIp: '0.0.0.0/0' });
  await call('Ecs.DeleteSecurityGroup', group);
  const run = await call('Ecs.RunInstances', {
    ...instanceRequest(network),
    InternetMaxBandwidthOut: 1,
    ...tag,
  });
  const id = String(at(run, 'InstanceIdSets.InstanceIdSet.0'));
  await call('Ecs.TagResources', { ...here, ResourceType: 'instance', 'ResourceId.1': id, ...tag });
  await call('Ecs.DescribeInstances', here);
  await call('Ecs.DescribeInstanceStatus', here);
  await call('Ecs.StopInstance', { InstanceId: id });
  await call('Ecs.StartInstance', { InstanceId: id });
  await call('Ecs.DeleteInstance', { InstanceId: id, Force: true });
  await call('Ecs.DescribeImages', here);
  await call('Ecs.DescribeInstanceTypes');
  await call('Ecs.DescribeAvailableResource', { ...here, DestinationResource: 'InstanceType' });
  await call('Ecs.DescribePrice', { ...here, InstanceType: 'ecs.g7.large' });
  await call('Sts.GetCallerIdentity');
  return bodies;
}

describe('the shape of answers', () => {
  it('has only members that the official response tables list, for every action', async () => {
    const bodies = await callAll();
    expect([...bodies.keys()].sort()).toEqual(Object.keys(actions).sort());
    for (const [name, body] of bodies) {
      const fields = official[name]?.split(' ') ?? [];
      expect([name, paths(body).filter((path) => !isOfficial(path, fields))]).toEqual([name, []]);
    }
  });
});
