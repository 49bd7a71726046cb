import { textAt } from './answer.js';
import type { Cloud } from './cloud.js';
import { cloudFailure, cloudUsage } from './failures.js';
import { findGroups, findVpcs, tokenPages } from './inventory.js';
import { madeByTag } from './parameters.js';
import { idOf, type Plan, type Step } from './plan.js';
import { type Direction, planned, type Rule, type SecurityGroup } from './resources.js';
import { isSameRule, openToWorld, type Peer, plannedRules, type RuleRequest } from './rules.js';
import { waitUntilReady } from './wait.js';

export interface AuthorizeRequest extends RuleRequest {
  /** Null: the only group that aliproxy made, else a new one in the only VPC that it made. */
  readonly group: string | null;
}

/** The name of a group that is made because there is none. */
const defaultName = 'aliproxy';
const pollMs = 1_000;
const rulesVisibleWithinMs = 30_000;

/** Finds the group and what rules it has, and plans the rest. Reads only. */
export async function planAuthorize(request: AuthorizeRequest, cloud: Cloud): Promise<Plan> {
  const groupStep = await planGroupFor(request.group, cloud);
  const group = groupStep.resources[0]?.id ?? null;
  const before = group ? await readRules(cloud, group, request.direction) : [];
  const rules = plannedRules(request, group).map(
    (rule) => before.find((candidate) => isSameRule(candidate, rule)) ?? rule,
  );
  const missing = rules.filter((rule) => rule.created);
  const rulesStep: Step = {
    resources: rules,
    make:
      missing.length === 0
        ? null
        : (earlier) => addRules(cloud, request, rules, idOf('security-group', earlier)),
    settle: null,
    tryOut: null,
  };
  return {
    steps: [groupStep, rulesStep],
    price: null,
    warnings: [],
    unconfirmed: missing.length === 0 ? null : openToWorld(request),
  };
}

async function planGroupFor(asked: string | null, cloud: Cloud): Promise<Step> {
  const { client, choose } = cloud;
  if (asked !== null) return keepGroup(await groupById(asked, cloud));
  const made = await findGroups(client, { made: true });
  const [only] = made;
  if (only && made.length === 1) return keepGroup(only);
  if (made.length > 1) {
    const id = await choose({ kind: 'group', flag: '--group', candidates: made.map(candidateOf) });
    return keepGroup(made.find((group) => group.id === id) ?? (await groupById(id, cloud)));
  }
  const vpcs = await findVpcs(client, { made: true });
  if (vpcs.length === 0) throw cloudUsage('VPC_NEEDED', { region: client.region });
  const [vpc] = vpcs;
  if (vpc?.id && vpcs.length === 1) return makeGroup(cloud, defaultName, vpc.id);
  const id = await choose({ kind: 'vpc', flag: '--group', candidates: vpcs.map(candidateOf) });
  return makeGroup(cloud, defaultName, id);
}

/** The group of an id; RESOURCE_NOT_FOUND where the region has none. */
export async function groupById(id: string, { client }: Cloud): Promise<SecurityGroup> {
  const [group] = await findGroups(client, { id });
  if (!group) throw cloudFailure('RESOURCE_NOT_FOUND', { id, region: client.region });
  return group;
}

export interface GroupRequest {
  readonly name: string;
  readonly vpc: string;
}

/** A group of this name in a VPC: the one that aliproxy made there, else a new one. Reads only. */
export async function planGroup({ name, vpc }: GroupRequest, cloud: Cloud): Promise<Plan> {
  const { client } = cloud;
  const [parent] = await findVpcs(client, { id: vpc });
  if (!parent) throw cloudFailure('RESOURCE_NOT_FOUND', { id: vpc, region: client.region });
  const [existing] = await findGroups(client, { vpc, name, made: true });
  const step = existing ? keepGroup(existing) : makeGroup(cloud, name, vpc);
  return { steps: [step], price: null, warnings: [], unconfirmed: null };
}

/** The group for servers in a VPC: the only one that aliproxy made there, one that is chosen, else a new one. */
export async function planGroupIn(vpc: string | null, cloud: Cloud): Promise<Step> {
  const made = vpc === null ? [] : await findGroups(cloud.client, { vpc, made: true });
  const [only] = made;
  if (!only) return makeGroup(cloud, defaultName, vpc);
  if (made.length === 1) return keepGroup(only);
  const id = await cloud.choose({ kind: 'group', flag: '--group', candidates: made.map(candidateOf) });
  return keepGroup(made.find((group) => group.id === id) ?? (await groupById(id, cloud)));
}

export function keepGroup(group: SecurityGroup): Step {
  return { resources: [group], make: null, settle: null, tryOut: null };
}

/** A new group in a VPC; the VPC may be made by an earlier step. */
export function makeGroup(cloud: Cloud, name: string, vpc: string | null): Step {
  const { client } = cloud;
  const resource: SecurityGroup = {
    type: 'security-group',
    id: null,
    name,
    region: client.region,
    status: planned,
    created: true,
    vpc,
  };
  return {
    resources: [resource],
    make: async (earlier) => {
      const parent = vpc ?? idOf('vpc', earlier);
      const parameters = { VpcId: parent, SecurityGroupName: name, Tag: [madeByTag] };
      const answer = await client.call('Ecs', 'CreateSecurityGroup', parameters, { kind: 'write' });
      return [{ ...resource, id: textAt(answer, 'SecurityGroupId'), status: 'Available', vpc: parent }];
    },
    settle: (made) => {
      const groups = made as SecurityGroup[];
      return waitUntilReady(
        cloud,
        groups,
        () => findGroups(client, { id: groups[0]?.id ?? '' }),
        () => true,
      );
    },
    tryOut: null,
  };
}

export function candidateOf({ id, name }: { id: string | null; name: string }) {
  return { id: id ?? '', name };
}

/** The rules of a group in one direction, as they stand. */
export async function readRules(cloud: Cloud, group: string, direction: Direction): Promise<Rule[]> {
  const parameters = { SecurityGroupId: group, Direction: direction };
  const path = ['Permissions', 'Permission'] as const;
  const items = await tokenPages(cloud.client, 'DescribeSecurityGroupAttribute', parameters, path, 1_000);
  const peerNames =
    direction === 'ingress'
      ? ['SourceCidrIp', 'Ipv6SourceCidrIp', 'SourceGroupId', 'SourcePrefixListId']
      : ['DestCidrIp', 'Ipv6DestCidrIp', 'DestGroupId', 'DestPrefixListId'];
  return items.map((item) => {
    const peer = peerNames.map((name) => textAt(item, name)).find((value) => value !== '') ?? '';
    return {
      type: 'rule',
      id: textAt(item, 'SecurityGroupRuleId') || null,
      group,
      direction,
      protocol: textAt(item, 'IpProtocol').toLowerCase(),
      port: textAt(item, 'PortRange'),
      source: direction === 'ingress' ? peer : null,
      ...(direction === 'egress' ? { destination: peer } : {}),
      policy: textAt(item, 'Policy').toLowerCase(),
      priority: Number(textAt(item, 'Priority') || '1'),
      description: textAt(item, 'Description'),
      created: false,
    };
  });
}

/**
 * Adds the missing rules in one call. The answer says neither which were new nor their ids, so the group is read
 * again; a rule that is not visible in time keeps `id` null.
 */
async function addRules(
  cloud: Cloud,
  request: AuthorizeRequest,
  rules: readonly Rule[],
  group: string,
): Promise<Rule[]> {
  const missing = rules.filter((rule) => rule.created);
  const action = request.direction === 'ingress' ? 'AuthorizeSecurityGroup' : 'AuthorizeSecurityGroupEgress';
  const parameters = {
    SecurityGroupId: group,
    Permissions: missing.map((rule) => ({
      IpProtocol: rule.protocol,
      PortRange: rule.port,
      ...peerParameter(request.direction, request.peer),
      Policy: rule.policy,
      Priority: String(rule.priority),
      Description: rule.description || undefined,
    })),
  };
  await cloud.client.call('Ecs', action, parameters, { kind: 'write' });
  const startedAt = cloud.clock.monotonic();
  while (true) {
    const now = await readRules(cloud, group, request.direction);
    const result = rules.map((rule) => {
      const found = now.find((candidate) => isSameRule(candidate, rule));
      return found ? { ...found, created: rule.created } : { ...rule, group };
    });
    const late =
      cloud.clock.monotonic() - startedAt >= rulesVisibleWithinMs || cloud.deadline.remainingMs() === 0;
    if (late || result.every((rule) => rule.id !== null)) return result;
    await cloud.clock.sleep(pollMs, cloud.signal);
  }
}

function peerParameter(direction: Direction, peer: Peer): Readonly<Record<string, string>> {
  const side = direction === 'ingress' ? 'Source' : 'Dest';
  if (peer.kind === 'group') return { [`${side}GroupId`]: peer.group };
  return peer.family === 6 ? { [`Ipv6${side}CidrIp`]: peer.cidr } : { [`${side}CidrIp`]: peer.cidr };
}
