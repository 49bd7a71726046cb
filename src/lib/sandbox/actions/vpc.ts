import {
  type Action,
  type Call,
  endDryRun,
  newId,
  optionalRegion,
  requiredRegion,
  utcSeconds,
} from '../call.js';
import { type Cidr, cidrText, overlap, parseCidr } from '../cidr.js';
import { numberedPage } from '../paging.js';
import type { Tag } from '../parameters.js';
import { notFound, ServiceError } from '../service-error.js';
import { statusAt, type Vpc } from '../state.js';

const vpcQuota = 10;
export const networkDelayMs = 600;

/** Ranges a VPC may not touch: the cloud's own services, multicast, loopback, link-local. */
const forbidden = ['100.64.0.0/10', '224.0.0.0/4', '127.0.0.0/8', '169.254.0.0/16'].map(
  (text) => parseCidr(text) as Cidr,
);

export const createVpc: Action = (call) => {
  const { parameters, state, now } = call;
  const region = requiredRegion(call);
  const cidr = checkVpcCidr(parameters.text('CidrBlock') ?? '172.16.0.0/12');
  const name = parameters.text('VpcName') ?? '';
  if (/^https?:\/\//i.test(name)) {
    throw new ServiceError('InvalidVpcName.Malformed', 400, 'Specified VPC name is not valid.');
  }
  const description = parameters.text('Description') ?? '';
  const tags = parameters.tags();
  if (state.vpcs.filter((vpc) => vpc.region === region).length >= vpcQuota) {
    throw new ServiceError('QuotaExceeded.Vpc', 400, 'VPC quota exceeded.');
  }
  endDryRun(call);
  const vpc: Vpc = {
    id: newId(call, 'vpc'),
    region,
    createdMs: now,
    name,
    description,
    tags,
    cidr: cidrText(cidr),
    routerId: newId(call, 'vrt'),
    routeTableId: newId(call, 'vtb'),
    timeline: [
      { status: 'Pending', atMs: now },
      { status: 'Available', atMs: now + networkDelayMs },
    ],
  };
  state.vpcs.push(vpc);
  return { VpcId: vpc.id, VRouterId: vpc.routerId, RouteTableId: vpc.routeTableId, ResourceGroupId: '' };
};

/** /8 to /28, no bit behind the mask, and none of the forbidden ranges inside or around it. */
function checkVpcCidr(text: string): Cidr {
  const cidr = parseCidr(text);
  if (cidr && cidr.mask >= 8 && cidr.mask <= 28 && !forbidden.some((range) => overlap(range, cidr)))
    return cidr;
  throw new ServiceError('InvalidCidrBlock.Malformed', 400, 'Specified CIDR block is not valid.');
}

export const describeVpcs: Action = (call) => {
  const { parameters, state } = call;
  const region = requiredRegion(call);
  const ids = parameters.commaList('VpcId');
  const name = parameters.text('VpcName');
  const isDefault = parameters.text('IsDefault');
  const tags = parameters.tags();
  const found = state.vpcs.filter(
    (vpc) =>
      vpc.region === region &&
      (!ids || ids.includes(vpc.id)) &&
      (name === null || vpc.name === name) &&
      isDefault !== 'true' &&
      hasTags(vpc.tags, tags),
  );
  const page = numberedPage(call, found);
  endDryRun(call);
  return { ...page.about, Vpcs: { Vpc: page.items.map((vpc) => vpcBody(call, vpc)) } };
};

export const describeVpcAttribute: Action = (call) => {
  requiredRegion(call);
  const vpc = findVpc(call);
  call.parameters.accept('IsDefault');
  endDryRun(call);
  const resources = [
    { ResourceType: 'VSwitch', ResourceCount: vswitchesOf(call, vpc).length },
    { ResourceType: 'VRouter', ResourceCount: 1 },
    { ResourceType: 'RouteTable', ResourceCount: 1 },
  ];
  const { RouterTableIds: _routes, NatGatewayIds: _gateways, ...body } = vpcBody(call, vpc);
  return { ...body, CloudResources: { CloudResourceSetType: resources } };
};

export const deleteVpc: Action = (call) => {
  const { state, parameters } = call;
  optionalRegion(call);
  const vpc = findVpc(call);
  parameters.accept('ForceDelete', 'ClientToken');
  requireVpcAvailable(call, vpc);
  if (vswitchesOf(call, vpc).length > 0) throw dependency('DependencyViolation.VSwitch', 'VSwitch');
  if (state.groups.some((group) => group.vpcId === vpc.id)) {
    throw dependency('DependencyViolation.SecurityGroup', 'SecurityGroup');
  }
  endDryRun(call);
  state.vpcs = state.vpcs.filter((other) => other !== vpc);
  return {};
};

function dependency(code: string, what: string): ServiceError {
  return new ServiceError(code, 400, `Specified object has dependent resources: ${what}.`);
}

/** The VPC a call names by `VpcId`. */
export function findVpc(call: Call): Vpc {
  const { parameters, state } = call;
  const id = parameters.required('VpcId');
  const region = parameters.text('RegionId');
  const vpc = state.vpcs.find((one) => one.id === id && (region === null || one.region === region));
  if (!vpc) throw notFound('InvalidVpcId.NotFound', 'VPC');
  return vpc;
}

export function requireVpcAvailable({ now }: Call, vpc: Vpc): void {
  if (statusAt(vpc.timeline, now) === 'Available') return;
  throw new ServiceError('IncorrectVpcStatus', 400, 'Current VPC status does not support this operation.');
}

export function hasTags(tags: readonly Tag[], wanted: readonly Tag[]): boolean {
  return wanted.every(({ key, value }) =>
    tags.some((tag) => tag.key === key && (value === '' || tag.value === value)),
  );
}

/** The VPC service spells tags like this; ECS has `TagKey` and `TagValue`. */
export function vpcTags(tags: readonly Tag[]): object {
  return { Tag: tags.map(({ key, value }) => ({ Key: key, Value: value })) };
}

function vswitchesOf({ state }: Call, vpc: Vpc) {
  return state.vswitches.filter(({ vpcId }) => vpcId === vpc.id);
}

function vpcBody(call: Call, vpc: Vpc) {
  return {
    VpcId: vpc.id,
    VpcName: vpc.name,
    Description: vpc.description,
    RegionId: vpc.region,
    CidrBlock: vpc.cidr,
    Status: statusAt(vpc.timeline, call.now),
    CreationTime: utcSeconds(vpc.createdMs),
    IsDefault: false,
    VRouterId: vpc.routerId,
    OwnerId: Number(call.state.accountId),
    ResourceGroupId: '',
    Ipv6CidrBlock: '',
    SecondaryCidrBlocks: { SecondaryCidrBlock: [] },
    UserCidrs: { UserCidr: [] },
    NatGatewayIds: { NatGatewayIds: [] },
    RouterTableIds: { RouterTableIds: [vpc.routeTableId] },
    VSwitchIds: { VSwitchId: vswitchesOf(call, vpc).map(({ id }) => id) },
    Tags: vpcTags(vpc.tags),
  };
}
