import { describe, expect, it } from 'vitest';
import { at, createNetwork, createWorld, instanceRequest, region, type Sent, type World } from './world.js';

interface Permission {
  SecurityGroupRuleId: string;
  Direction: string;
  IpProtocol: string;
  PortRange: string;
  Policy: string;
  Priority: string;
  SourceCidrIp: string;
  SourceGroupId: string;
  DestCidrIp: string;
}

async function rulesOf(world: World, group: string, sent: Sent = {}): Promise<Permission[]> {
  const body = await world.call('Ecs', 'DescribeSecurityGroupAttribute', {
    RegionId: region,
    SecurityGroupId: group,
    ...sent,
  });
  return at(body, 'Permissions.Permission') as Permission[];
}

function rule(facts: Record<string, string>, index = 1): Record<string, string> {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [`Permissions.${index}.${name}`, value]),
  );
}

const https = { IpProtocol: 'tcp', PortRange: '443/443', SourceCidrIp: '0.0.0.0/0' };

describe('authorizing', () => {
  it('adds a rule once, in either form and any case, and answers with nothing but an id', async () => {
    const world = await createWorld();
    const { group } = await createNetwork(world);
    const target = { RegionId: region, SecurityGroupId: group };
    const body = await world.call('Ecs', 'AuthorizeSecurityGroup', { ...target, ...rule(https) });
    expect(Object.keys(body)).toEqual(['RequestId']);
    await world.call('Ecs', 'AuthorizeSecurityGroup', {
      ...target,
      ...https,
      IpProtocol: 'TCP',
      Policy: 'Accept',
    });
    await world.call('Ecs', 'AuthorizeSecurityGroup', { ...target, ...rule({ ...https, Priority: '7' }) });
    const rules = await rulesOf(world, group);
    expect(rules).toHaveLength(1);
    expect(rules[0]).toMatchObject({
      SecurityGroupRuleId: expect.stringMatching(/^sgr-/),
      Direction: 'ingress',
      IpProtocol: 'TCP',
      PortRange: '443/443',
      Policy: 'Accept',
      Priority: '1',
      SourceCidrIp: '0.0.0.0/0',
      DestCidrIp: '',
    });
  });

  it.each<[string, Record<string, string>]>([
    ['port', { PortRange: '80/80' }],
    ['protocol', { IpProtocol: 'udp' }],
    ['source', { SourceCidrIp: '10.0.0.0/8' }],
    ['policy', { Policy: 'drop' }],
  ])('takes another %s for another rule', async (_what, change) => {
    const world = await createWorld();
    const { group } = await createNetwork(world);
    const sent = {
      RegionId: region,
      SecurityGroupId: group,
      ...rule(https),
      ...rule({ ...https, ...change }, 2),
    };
    await world.call('Ecs', 'AuthorizeSecurityGroup', sent);
    expect(await rulesOf(world, group)).toHaveLength(2);
  });

  it.each<[Record<string, string>, string]>([
    [{ ...https, PortRange: '8000/8100' }, 'OK'],
    [{ ...https, SourceCidrIp: '10.1.2.3' }, 'OK'],
    [{ ...https, IpProtocol: 'icmp', PortRange: '-1/-1' }, 'OK'],
    [{ ...https, IpProtocol: 'all', PortRange: '-1/-1' }, 'OK'],
    [{ IpProtocol: 'tcp', PortRange: '443/443', Ipv6SourceCidrIp: '::/0' }, 'OK'],
    [{ ...https, IpProtocol: 'icmp' }, 'OperationDenied'],
    [{ ...https, PortRange: '-1/-1' }, 'OperationDenied'],
    [{ ...https, PortRange: '0/80' }, 'OperationDenied'],
    [{ ...https, PortRange: '80/79' }, 'OperationDenied'],
    [{ ...https, PortRange: '1/65536' }, 'OperationDenied'],
    [{ ...https, PortRange: '443' }, 'InvalidPortRange.Malformed'],
    [{ ...https, IpProtocol: 'sctp' }, 'InvalidIpProtocol.ValueNotSupported'],
    [{ ...https, Policy: 'allow' }, 'InvalidPolicy.Malformed'],
    [{ ...https, Priority: '0' }, 'InvalidPriority.ValueNotSupported'],
    [{ ...https, Priority: '101' }, 'InvalidPriority.ValueNotSupported'],
    [{ ...https, NicType: 'internet' }, 'InvalidNicType.ValueNotSupported'],
    [{ ...https, SourceCidrIp: '10.0.0.1/8' }, 'InvalidSourceCidrIp.Malformed'],
    [{ ...https, SourceCidrIp: 'all' }, 'InvalidSourceCidrIp.Malformed'],
    [
      { IpProtocol: 'tcp', PortRange: '1/2', Ipv6SourceCidrIp: '::/129' },
      'InvalidIpv6SourceCidrIp.Malformed',
    ],
    [{ ...https, Ipv6SourceCidrIp: '::/0' }, 'InvalidParamter.Conflict'],
    [{ IpProtocol: 'tcp', PortRange: '443/443' }, 'MissingParameter.Source'],
    [{ PortRange: '443/443', SourceCidrIp: '0.0.0.0/0' }, 'MissingParameter'],
    [{ IpProtocol: 'tcp', PortRange: '1/1', SourceGroupId: 'sg-none' }, 'InvalidSourceGroupId.NotFound'],
    [{ ...https, SourcePrefixListId: 'pl-1' }, 'SandboxUnsupported'],
    [{ ...https, Description: 'd'.repeat(513) }, 'InvalidDescription.Malformed'],
  ])('with %j: %s', async (facts, code) => {
    const world = await createWorld();
    const { group } = await createNetwork(world);
    const sent = { RegionId: region, SecurityGroupId: group, ...rule(facts) };
    expect(await world.codeOf('Ecs', 'AuthorizeSecurityGroup', sent)).toBe(code);
  });

  it('adds all rules of a call or none', async () => {
    const world = await createWorld();
    const { group } = await createNetwork(world);
    const sent = {
      RegionId: region,
      SecurityGroupId: group,
      ...rule(https),
      ...rule({ ...https, Policy: '?' }, 2),
    };
    expect(await world.codeOf('Ecs', 'AuthorizeSecurityGroup', sent)).toBe('InvalidPolicy.Malformed');
    expect(await rulesOf(world, group)).toEqual([]);
  });

  it('refuses both forms at once', async () => {
    const world = await createWorld();
    const { group } = await createNetwork(world);
    const sent = { RegionId: region, SecurityGroupId: group, ...rule(https), ...https };
    expect(await world.codeOf('Ecs', 'AuthorizeSecurityGroup', sent)).toBe('InvalidParamter.Conflict');
  });

  it('takes a group as the source, of the same VPC only; a block beside it wins', async () => {
    const world = await createWorld();
    const here = await createNetwork(world);
    const elsewhere = await createNetwork(world);
    const target = { RegionId: region, SecurityGroupId: here.group };
    const from = (SourceGroupId: string, more = {}) =>
      world.codeOf('Ecs', 'AuthorizeSecurityGroup', {
        ...target,
        ...rule({ IpProtocol: 'tcp', PortRange: '1/1', SourceGroupId, ...more }),
      });
    expect(await from(elsewhere.group)).toBe('InvalidSourceGroupId.Mismatch');
    expect(await from(here.group)).toBe('OK');
    expect(await from(here.group, { SourceCidrIp: '10.0.0.0/8' })).toBe('OK');
    expect((await rulesOf(world, here.group)).map((one) => [one.SourceCidrIp, one.SourceGroupId])).toEqual([
      ['', here.group],
      ['10.0.0.0/8', ''],
    ]);
  });

  it('keeps the directions apart', async () => {
    const world = await createWorld();
    const { group } = await createNetwork(world);
    const target = { RegionId: region, SecurityGroupId: group };
    await world.call('Ecs', 'AuthorizeSecurityGroup', { ...target, ...rule(https) });
    await world.call('Ecs', 'AuthorizeSecurityGroupEgress', {
      ...target,
      ...rule({ IpProtocol: 'tcp', PortRange: '443/443', DestCidrIp: '0.0.0.0/0' }),
    });
    expect(await rulesOf(world, group, { Direction: 'egress' })).toMatchObject([
      { Direction: 'egress', DestCidrIp: '0.0.0.0/0', SourceCidrIp: '' },
    ]);
    expect(await rulesOf(world, group)).toHaveLength(2);
  });

  it('stops at two hundred rules', async () => {
    const world = await createWorld();
    const { group } = await createNetwork(world);
    const add = (from: number, count: number) => {
      const rules = Array.from({ length: count }, (_, index) =>
        rule({ ...https, PortRange: `${from + index}/${from + index}` }, index + 1),
      );
      return world.codeOf('Ecs', 'AuthorizeSecurityGroup', {
        RegionId: region,
        SecurityGroupId: group,
        ...Object.assign({}, ...rules),
      });
    };
    expect(await add(1, 101)).toBe('InvalidParameter');
    expect(await add(1, 100)).toBe('OK');
    expect(await add(101, 100)).toBe('OK');
    expect(await add(201, 1)).toBe('AuthorizationLimitExceed');
    expect(await add(200, 1)).toBe('OK');
  });
});

describe('revoking', () => {
  it('takes a rule away by its facts or its id; facts that match nothing are a success', async () => {
    const world = await createWorld();
    const { group } = await createNetwork(world);
    const target = { RegionId: region, SecurityGroupId: group };
    const ssh = { ...https, PortRange: '22/22' };
    await world.call('Ecs', 'AuthorizeSecurityGroup', { ...target, ...rule(https), ...rule(ssh, 2) });
    await world.call('Ecs', 'RevokeSecurityGroup', { ...target, ...rule({ ...https, PortRange: '1/1' }) });
    expect(await rulesOf(world, group)).toHaveLength(2);
    await world.call('Ecs', 'RevokeSecurityGroup', { ...target, ...rule(https) });
    const [left] = await rulesOf(world, group);
    expect(left?.PortRange).toBe('22/22');
    const byId = { ...target, 'SecurityGroupRuleId.1': left?.SecurityGroupRuleId ?? '' };
    expect(await world.codeOf('Ecs', 'RevokeSecurityGroupEgress', byId)).toBe(
      'InvalidParam.SecurityGroupRuleId',
    );
    expect(await world.codeOf('Ecs', 'RevokeSecurityGroup', byId)).toBe('OK');
    expect(await world.codeOf('Ecs', 'RevokeSecurityGroup', byId)).toBe('InvalidParam.SecurityGroupRuleId');
    expect(await rulesOf(world, group)).toEqual([]);
  });
});

describe('a security group', () => {
  it('needs a VPC of its region', async () => {
    const world = await createWorld();
    const { vpc } = await createNetwork(world);
    const create = (sent: Sent) => world.codeOf('Ecs', 'CreateSecurityGroup', sent);
    expect(await create({ RegionId: region })).toBe('MissingParameter');
    expect(await create({ RegionId: 'cn-beijing', VpcId: vpc })).toBe('InvalidVpcId.NotFound');
    expect(await create({ RegionId: region, VpcId: vpc, SecurityGroupName: '1x' })).toBe(
      'InvalidSecurityGroupName.Malformed',
    );
    expect(await create({ RegionId: region, VpcId: vpc, SecurityGroupType: 'huge' })).toBe(
      'InvalidParameter',
    );
  });

  it('is not deleted while an instance or a rule needs it', async () => {
    const world = await createWorld();
    const network = await createNetwork(world);
    const target = { RegionId: region, SecurityGroupId: network.group };
    const { InstanceIdSets } = await world.call('Ecs', 'RunInstances', instanceRequest(network));
    expect(await world.codeOf('Ecs', 'DeleteSecurityGroup', target)).toBe('DependencyViolation');
    world.clock.advance(5_000);
    const InstanceId = String(at(InstanceIdSets, 'InstanceIdSet.0'));
    await world.call('Ecs', 'DeleteInstance', { InstanceId, Force: true });
    expect(await world.codeOf('Ecs', 'DeleteSecurityGroup', target)).toBe('DependencyViolation');
    world.clock.advance(5_000);
    expect(await world.codeOf('Ecs', 'DeleteSecurityGroup', target)).toBe('OK');
    expect(await world.codeOf('Ecs', 'DeleteSecurityGroup', target)).toBe('InvalidSecurityGroupId.NotFound');
  });

  it('is listed by token, page after page', async () => {
    const world = await createWorld();
    const { vpc } = await createNetwork(world);
    for (const name of ['g2', 'g3', 'g4', 'g5']) {
      await world.call('Ecs', 'CreateSecurityGroup', {
        RegionId: region,
        VpcId: vpc,
        SecurityGroupName: name,
      });
    }
    const names: string[] = [];
    let token = '';
    let pages = 0;
    do {
      const body = await world.call('Ecs', 'DescribeSecurityGroups', {
        RegionId: region,
        MaxResults: 2,
        ...(token ? { NextToken: token } : {}),
      });
      for (const group of at(body, 'SecurityGroups.SecurityGroup') as { SecurityGroupName: string }[]) {
        names.push(group.SecurityGroupName);
      }
      token = String(body.NextToken);
      pages++;
    } while (token !== '' && pages < 10);
    expect([names, pages]).toEqual([['web', 'g2', 'g3', 'g4', 'g5'], 3]);
    const wrong = { RegionId: region, MaxResults: 2, NextToken: 'made-up' };
    expect(await world.codeOf('Ecs', 'DescribeSecurityGroups', wrong)).toBe('InvalidNextToken');
  });
});
