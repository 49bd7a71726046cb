import { type Action, type Call, endDryRun, newId, optionalRegion, utcSeconds } from '../call.js';
import { regionOf } from '../catalogue.js';
import {
  type Cidr,
  cidrText,
  contains,
  freeBlock,
  overlap,
  parseAddress,
  parseCidr,
  usable,
} from '../cidr.js';
import { numberedPage } from '../paging.js';
import { missing, notFound, ServiceError } from '../service-error.js';
import { statusAt, type Vpc, type VSwitch } from '../state.js';
import { findVpc, hasTags, networkDelayMs, requireVpcAvailable, vpcTags } from './vpc.js';

const vswitchQuota = 150;

export const createVSwitch: Action = (call) => {
  const { parameters, state, now } = call;
  optionalRegion(call);
  const vpc = findVpc(call);
  const zone = parameters.required('ZoneId');
  if (!regionOf(vpc.region)?.zones.includes(zone)) {
    throw new ServiceError('InvalidZoneId.NotFound', 404, 'Specified zone does not exist.');
  }
  requireVpcAvailable(call, vpc);
  const siblings = state.vswitches.filter(({ vpcId }) => vpcId === vpc.id);
  requireNoneInCreation(call, siblings);
  if (siblings.length >= vswitchQuota) {
    throw new ServiceError('QuotaExceeded.VSwitch', 400, 'Virtual switch quota exceeded.');
  }
  const cidr = chooseBlock(call, vpc, siblings);
  const vswitch: VSwitch = {
    id: newId(call, 'vsw'),
    region: vpc.region,
    createdMs: now,
    name: parameters.text('VSwitchName') ?? '',
    description: parameters.text('Description') ?? '',
    tags: parameters.tags(),
    vpcId: vpc.id,
    zone,
    cidr: cidrText(cidr),
    timeline: [
      { status: 'Pending', atMs: now },
      { status: 'Available', atMs: now + networkDelayMs },
    ],
  };
  state.vswitches.push(vswitch);
  return { VSwitchId: vswitch.id };
};

function requireNoneInCreation({ now }: Call, siblings: readonly VSwitch[]): void {
  if (siblings.every(({ timeline }) => statusAt(timeline, now) === 'Available')) return;
  throw new ServiceError('IncorrectVSwitchStatus', 400, 'VSwitch Creation simultaneously is not supported.');
}

/** The block asked for, or the lowest free one of the mask asked for. */
function chooseBlock({ parameters }: Call, vpc: Vpc, siblings: readonly VSwitch[]): Cidr {
  const text = parameters.text('CidrBlock');
  const mask = parameters.number('CidrMask');
  const outer = parseCidr(vpc.cidr) as Cidr;
  const taken = siblings.map(({ cidr }) => parseCidr(cidr) as Cidr);
  if (text === null) {
    if (mask === null) throw missing('CidrBlock');
    const free = freeBlock(outer, mask, taken);
    if (!free)
      throw new ServiceError('QuotaExceeded.VSwitch', 400, 'No free CIDR block of this mask is left.');
    return free;
  }
  const cidr = parseCidr(text);
  if (!cidr) {
    throw new ServiceError('InvalidCidrBlock.Malformed', 400, 'Specified CIDR block is not valid.');
  }
  if (cidr.mask < 16 || cidr.mask > 29) {
    // Spelt like this by the service.
    throw new ServiceError('InvalidCirdrBlock.MaskLength', 400, 'Specified CIDR block is not valid .');
  }
  if (!contains(outer, cidr)) {
    throw new ServiceError('InvalidParameter', 400, 'Specified CIDR block is not valid in VPC.');
  }
  if (taken.some((block) => overlap(block, cidr))) {
    throw new ServiceError(
      'InvalidCidrBlock.Overlapped',
      400,
      'Specified CIDR block overlapped with other subnets.',
    );
  }
  return cidr;
}

export const describeVSwitches: Action = (call) => {
  const { parameters, state } = call;
  const region = optionalRegion(call);
  const vpcId = parameters.text('VpcId');
  if (region === null && vpcId === null) throw missing('RegionId');
  const ids = parameters.commaList('VSwitchId');
  const name = parameters.text('VSwitchName');
  const zone = parameters.text('ZoneId');
  const isDefault = parameters.text('IsDefault');
  const tags = parameters.tags();
  const found = state.vswitches.filter(
    (vswitch) =>
      (region === null || vswitch.region === region) &&
      (vpcId === null || vswitch.vpcId === vpcId) &&
      (!ids || ids.includes(vswitch.id)) &&
      (name === null || vswitch.name === name) &&
      (zone === null || vswitch.zone === zone) &&
      isDefault !== 'true' &&
      hasTags(vswitch.tags, tags),
  );
  const page = numberedPage(call, found);
  endDryRun(call);
  return { ...page.about, VSwitches: { VSwitch: page.items.map((vswitch) => vswitchBody(call, vswitch)) } };
};

export const describeVSwitchAttributes: Action = (call) => {
  optionalRegion(call);
  const vswitch = findVSwitch(call);
  endDryRun(call);
  return vswitchBody(call, vswitch);
};

export const deleteVSwitch: Action = (call) => {
  const { state, now } = call;
  optionalRegion(call);
  const vswitch = findVSwitch(call);
  if (statusAt(vswitch.timeline, now) !== 'Available') {
    throw new ServiceError(
      'IncorrectVSwitchStatus',
      400,
      'Current virtual switch status does not support this operation.',
    );
  }
  if (state.instances.some(({ vswitchId }) => vswitchId === vswitch.id)) {
    throw new ServiceError(
      'DependencyViolation',
      400,
      'Specified object has dependent resources: instances.',
    );
  }
  endDryRun(call);
  state.vswitches = state.vswitches.filter((other) => other !== vswitch);
  return {};
};

/** The vSwitch a call names by `VSwitchId`. */
export function findVSwitch({ parameters, state }: Call): VSwitch {
  const id = parameters.required('VSwitchId');
  const region = parameters.text('RegionId');
  const vswitch = state.vswitches.find((one) => one.id === id && (region === null || one.region === region));
  if (!vswitch) throw notFound('InvalidVSwitchId.NotFound', 'vSwitch');
  return vswitch;
}

/** Private addresses of a vSwitch that are in use, as numbers. */
export function takenAddresses({ state }: Call, vswitch: VSwitch): Set<number> {
  const inside = state.instances.filter(({ vswitchId }) => vswitchId === vswitch.id);
  return new Set(inside.map(({ privateIp }) => parseAddress(privateIp) as number));
}

function vswitchBody(call: Call, vswitch: VSwitch) {
  const { first, last } = usable(parseCidr(vswitch.cidr) as Cidr);
  const vpc = call.state.vpcs.find(({ id }) => id === vswitch.vpcId);
  return {
    VSwitchId: vswitch.id,
    VSwitchName: vswitch.name,
    Description: vswitch.description,
    VpcId: vswitch.vpcId,
    ZoneId: vswitch.zone,
    CidrBlock: vswitch.cidr,
    Status: statusAt(vswitch.timeline, call.now),
    AvailableIpAddressCount: last - first + 1 - takenAddresses(call, vswitch).size,
    CreationTime: utcSeconds(vswitch.createdMs),
    IsDefault: false,
    OwnerId: Number(call.state.accountId),
    ResourceGroupId: '',
    Ipv6CidrBlock: '',
    NetworkAclId: '',
    ShareType: '',
    RouteTable: { RouteTableId: vpc?.routeTableId ?? '', RouteTableType: 'System' },
    Tags: vpcTags(vswitch.tags),
  };
}
