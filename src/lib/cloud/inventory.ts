import { type Answer, listAt, numberAt, objectAt, textAt, textsAt } from './answer.js';
import type { CloudClient, Product } from './client.js';
import { madeByTag, type Parameters } from './parameters.js';
import type { Instance, SecurityGroup, Vpc, VSwitch } from './resources.js';

/** What may be looked for; nothing named means everything in the region. */
interface Filter {
  readonly id?: string;
  readonly name?: string;
  readonly vpc?: string;
  readonly zone?: string;
  /** Only what carries aliproxy's tag. */
  readonly made?: boolean;
}

const longestListing = 100;

export async function findVpcs(client: CloudClient, filter: Filter): Promise<Vpc[]> {
  const parameters = { VpcId: filter.id, VpcName: filter.name, Tag: tagOf(filter) };
  const items = await numberedPages(client, 'DescribeVpcs', parameters, ['Vpcs', 'Vpc']);
  const found = items.map(
    (item): Vpc => ({
      type: 'vpc',
      id: textAt(item, 'VpcId'),
      name: textAt(item, 'VpcName'),
      region: client.region,
      status: textAt(item, 'Status'),
      created: false,
      cidr: textAt(item, 'CidrBlock'),
    }),
  );
  return found.filter((vpc) => isMeant(vpc, filter));
}

export async function findVSwitches(client: CloudClient, filter: Filter): Promise<VSwitch[]> {
  const parameters = {
    VSwitchId: filter.id,
    VSwitchName: filter.name,
    VpcId: filter.vpc,
    ZoneId: filter.zone,
    Tag: tagOf(filter),
  };
  const items = await numberedPages(client, 'DescribeVSwitches', parameters, ['VSwitches', 'VSwitch']);
  const found = items.map(
    (item): VSwitch => ({
      type: 'vswitch',
      id: textAt(item, 'VSwitchId'),
      name: textAt(item, 'VSwitchName'),
      region: client.region,
      zone: textAt(item, 'ZoneId'),
      status: textAt(item, 'Status'),
      created: false,
      cidr: textAt(item, 'CidrBlock'),
      vpc: textAt(item, 'VpcId'),
    }),
  );
  return found.filter((vswitch) => isMeant(vswitch, filter));
}

export async function findGroups(client: CloudClient, filter: Filter): Promise<SecurityGroup[]> {
  const parameters = {
    SecurityGroupId: filter.id,
    SecurityGroupName: filter.name,
    VpcId: filter.vpc,
    Tag: tagOf(filter),
  };
  const path = ['SecurityGroups', 'SecurityGroup'] as const;
  const items = await tokenPages(client, 'DescribeSecurityGroups', parameters, path);
  const found = items.map(
    (item): SecurityGroup => ({
      type: 'security-group',
      id: textAt(item, 'SecurityGroupId'),
      name: textAt(item, 'SecurityGroupName'),
      region: client.region,
      status: 'Available',
      created: false,
      vpc: textAt(item, 'VpcId') || null,
    }),
  );
  return found.filter((group) => isMeant(group, filter));
}

export async function findInstances(
  client: CloudClient,
  filter: { readonly ids?: readonly string[]; readonly name?: string; readonly made?: boolean },
): Promise<Instance[]> {
  const parameters = {
    // A JSON text, not a list: this action's own habit.
    InstanceIds: filter.ids ? JSON.stringify(filter.ids) : undefined,
    InstanceName: filter.name,
    Tag: tagOf(filter),
  };
  const items = await tokenPages(client, 'DescribeInstances', parameters, ['Instances', 'Instance']);
  const found = items.map((item) => instanceOf(item, client.region));
  return found.filter(({ name }) => filter.name === undefined || name === filter.name);
}

function instanceOf(item: Answer, region: string): Instance {
  const network = objectAt(item, 'VpcAttributes');
  const eip = textAt(objectAt(item, 'EipAddress'), 'IpAddress');
  return {
    type: 'instance',
    id: textAt(item, 'InstanceId'),
    name: textAt(item, 'InstanceName'),
    region,
    zone: textAt(item, 'ZoneId'),
    status: textAt(item, 'Status'),
    created: false,
    instanceType: textAt(item, 'InstanceType'),
    image: textAt(item, 'ImageId'),
    vswitch: textAt(network, 'VSwitchId') || null,
    group: textsAt(item, 'SecurityGroupIds', 'SecurityGroupId')[0] ?? null,
    privateIp: textsAt(network, 'PrivateIpAddress', 'IpAddress')[0] ?? null,
    publicIp: textsAt(item, 'PublicIpAddress', 'IpAddress')[0] ?? (eip || null),
    chargeType: textAt(item, 'InstanceChargeType'),
  };
}

/** Zones of the region that VPCs know. */
export async function listZones(client: CloudClient): Promise<string[]> {
  const answer = await client.call('Vpc', 'DescribeZones', {}, { kind: 'read' });
  return listAt(answer, 'Zones', 'Zone').map((zone) => textAt(zone, 'ZoneId'));
}

/** Names match exactly here: some of the service's filters match parts of names. */
function isMeant(found: { id: string | null; name: string }, { id, name }: Filter): boolean {
  return (id === undefined || found.id === id) && (name === undefined || found.name === name);
}

function tagOf({ made }: { readonly made?: boolean }): readonly { Key: string; Value: string }[] | undefined {
  return made ? [madeByTag] : undefined;
}

/** Every page of a listing with PageNumber (VPC). */
async function numberedPages(
  client: CloudClient,
  action: string,
  parameters: Parameters,
  [outer, inner]: readonly [string, string],
): Promise<Answer[]> {
  const all: Answer[] = [];
  for (let page = 1; page <= longestListing; page++) {
    const answer = await client.call(
      'Vpc',
      action,
      { ...parameters, PageNumber: page, PageSize: 50 },
      { kind: 'read' },
    );
    const items = listAt(answer, outer, inner);
    all.push(...items);
    if (items.length === 0 || all.length >= (numberAt(answer, 'TotalCount') ?? 0)) break;
  }
  return all;
}

/** Every page of a listing with NextToken (ECS). */
export async function tokenPages(
  client: CloudClient,
  action: string,
  parameters: Parameters,
  [outer, inner]: readonly [string, string],
  pageSize = 100,
): Promise<Answer[]> {
  const all: Answer[] = [];
  const product: Product = 'Ecs';
  let token = '';
  for (let page = 1; page <= longestListing; page++) {
    const paging = { MaxResults: pageSize, NextToken: token || undefined };
    const answer = await client.call(product, action, { ...parameters, ...paging }, { kind: 'read' });
    all.push(...listAt(answer, outer, inner));
    token = textAt(answer, 'NextToken');
    if (token === '') break;
  }
  return all;
}
