import { type Action, type Call, endDryRun, newId, requiredRegion } from '../call.js';
import {
  fitsImage,
  type Image,
  type InstanceType,
  imageOf,
  images,
  instanceTypeOf,
  isOutOfStock,
  isSold,
} from '../catalogue.js';
import { addressText, type Cidr, parseAddress, parseCidr, usable } from '../cidr.js';
import { hourlyPrice } from '../prices.js';
import { invalid, missing, notFound, ServiceError, unsupported } from '../service-error.js';
import { type Instance, releaseSteps, type SecurityGroup, statusAt, type VSwitch } from '../state.js';
import { readSettings } from './instance-settings.js';
import { takenAddresses } from './vswitch.js';

const pendingMs = 400;
const startingMs = 1_200;

export const runInstances: Action = (call) => {
  const { state, now } = call;
  const region = requiredRegion(call);
  refuseOtherForms(call);
  const image = readImage(call);
  const type = readType(call);
  if (!fitsImage(type, image)) throw invalid('ImageId', 'InvalidImageId.NotSupported');
  const vswitch = readVSwitch(call, region);
  const groups = readGroups(call, region, vswitch);
  const { disks, ...settings } = readSettings(call, image);
  const names = readNames(call);
  requireStock(call, type, vswitch.zone);
  const addresses = chooseAddresses(call, vswitch, names.length);
  acceptSilent(call);
  endDryRun(call);
  const made = addresses.map((address, index): Instance => {
    const id = newId(call, 'i');
    return {
      ...settings,
      id,
      region,
      createdMs: now,
      startedMs: now + pendingMs + startingMs,
      name: names[index] || id,
      vpcId: vswitch.vpcId,
      vswitchId: vswitch.id,
      zone: vswitch.zone,
      groupIds: groups.map((group) => group.id),
      imageId: image.id,
      instanceType: type.id,
      privateIp: addressText(address),
      publicIp: settings.bandwidthOut > 0 ? publicAddress(call, index) : null,
      macAddress: macAddress(call),
      interfaceId: newId(call, 'eni'),
      stoppedMode: 'Not-applicable',
      timeline: [
        { status: 'Pending', atMs: now },
        { status: 'Starting', atMs: now + pendingMs },
        { status: 'Running', atMs: now + pendingMs + startingMs },
        ...releaseSteps(settings.autoReleaseTime),
      ],
    };
  });
  state.instances.push(...made);
  const price = hourlyPrice(type, disks, settings.bandwidthOut) * made.length;
  return {
    InstanceIdSets: { InstanceIdSet: made.map(({ id }) => id) },
    ...(settings.chargeType === 'PrePaid' ? { OrderId: String(call.random(4).readUInt32BE()) } : {}),
    TradePrice: Math.round(price * 1000) / 1000,
  };
};

/** Parameters that would build something else than what is built here. */
function refuseOtherForms({ parameters }: Call): void {
  for (const name of ['LaunchTemplateId', 'LaunchTemplateName', 'DedicatedHostId', 'HpcClusterId']) {
    if (parameters.text(name)) throw unsupported(`RunInstances with ${name}`);
  }
  if (parameters.records('NetworkInterface').length > 0)
    throw unsupported('RunInstances with NetworkInterface.N');
}

function readImage({ parameters }: Call): Image {
  const id = parameters.text('ImageId');
  const family = parameters.text('ImageFamily');
  if (id === null && family === null) throw missing('ImageId');
  const image = id === null ? images.find((one) => one.family === family) : imageOf(id);
  if (!image) throw notFound('InvalidImageId.NotFound', 'ImageId');
  return image;
}

function readType({ parameters }: Call): InstanceType {
  const type = instanceTypeOf(parameters.required('InstanceType'));
  if (!type) throw invalid('InstanceType', 'InvalidInstanceType.ValueNotSupported');
  return type;
}

function readVSwitch({ parameters, state, now }: Call, region: string): VSwitch {
  const id = parameters.required('VSwitchId');
  const zone = parameters.text('ZoneId');
  const vswitch = state.vswitches.find((one) => one.id === id && one.region === region);
  if (!vswitch) throw notFound('InvalidVSwitchId.NotFound', 'VSwitchId');
  if (zone !== null && zone !== vswitch.zone) {
    throw new ServiceError(
      'InvalidParameter.Mismatch',
      400,
      'The ZoneId does not match the zone of the VSwitch.',
    );
  }
  if (statusAt(vswitch.timeline, now) !== 'Available') {
    throw new ServiceError(
      'IncorrectVSwitchStatus',
      403,
      'The current status of virtual switch does not support this operation.',
    );
  }
  return vswitch;
}

function readGroups({ parameters, state }: Call, region: string, vswitch: VSwitch): SecurityGroup[] {
  const one = parameters.text('SecurityGroupId');
  const several = parameters.list('SecurityGroupIds');
  if (one !== null && several.length > 0) {
    throw new ServiceError(
      'InvalidParameter.Conflict',
      400,
      'SecurityGroupId and SecurityGroupIds exclude each other.',
    );
  }
  const ids = one === null ? several : [one];
  if (ids.length === 0) throw missing('SecurityGroupId');
  return ids.map((id) => {
    const group = state.groups.find((candidate) => candidate.id === id && candidate.region === region);
    if (!group) throw notFound('InvalidSecurityGroupId.NotFound', 'SecurityGroupId');
    if (group.vpcId !== vswitch.vpcId) {
      throw new ServiceError(
        'OperationDenied.InconsistentNetwork',
        403,
        'The specified security group and VSwitch are not in the same VPC.',
      );
    }
    return group;
  });
}

/** One name an instance: `web` for all, `web[3,3]` as web003, web004 …, `UniqueSuffix` as web001, web002 … */
function readNames({ parameters }: Call): string[] {
  const amount = parameters.number('Amount') ?? 1;
  const least = parameters.number('MinAmount');
  if (least !== null && least > amount) throw invalid('MinAmount');
  const name = parameters.text('InstanceName') ?? '';
  const suffix = parameters.flag('UniqueSuffix');
  const [, before, from, digits, after] = /^(.*)\[(\d{0,6}),(\d?)\](.*)$/.exec(name) ?? [];
  return Array.from({ length: amount }, (_, index) => {
    if (before !== undefined) {
      return before + String(Number(from || 0) + index).padStart(Number(digits || 0), '0') + after;
    }
    return suffix && amount > 1 && name !== '' ? name + String(index + 1).padStart(3, '0') : name;
  });
}

function requireStock({ soldOutZones }: Call, type: InstanceType, zone: string): void {
  if (!isSold(type, zone)) {
    throw new ServiceError(
      'InvalidResourceType.NotSupported',
      403,
      'The specified instance type is not offered in this zone.',
    );
  }
  if (soldOutZones.has(zone) || isOutOfStock(type, zone)) {
    throw new ServiceError(
      'OperationDenied.NoStock',
      403,
      'The requested resource is sold out in the specified zone; try other types of resources or other regions and zones.',
    );
  }
}

/** The address asked for, or the lowest free ones; with `MinAmount` as many as there are. */
function chooseAddresses(call: Call, vswitch: VSwitch, amount: number): number[] {
  const { parameters } = call;
  const asked = parameters.text('PrivateIpAddress');
  const least = parameters.number('MinAmount') ?? amount;
  const { first, last } = usable(parseCidr(vswitch.cidr) as Cidr);
  const taken = takenAddresses(call, vswitch);
  if (asked !== null) {
    const address = parseAddress(asked);
    if (address === null || address < first || address > last || amount > 1) {
      throw invalid('PrivateIpAddress', 'InvalidPrivateIpAddress.Malformed');
    }
    if (taken.has(address)) throw invalid('PrivateIpAddress', 'InvalidPrivateIpAddress.Duplicated');
    return [address];
  }
  const free: number[] = [];
  for (let address = first; address <= last && free.length < amount; address++) {
    if (!taken.has(address)) free.push(address);
  }
  if (free.length < least) {
    throw new ServiceError(
      'QuotaExceeded.PrivateIpAddress',
      400,
      'The VSwitch has too few free private addresses.',
    );
  }
  return free;
}

/** From the block that RFC 5737 keeps for documentation: it leads nowhere. */
function publicAddress({ state }: Call, offset: number): string {
  const used = state.instances.filter(({ publicIp }) => publicIp !== null).length;
  return `203.0.113.${1 + ((used + offset) % 254)}`;
}

/** Locally administered, so it is nobody's. */
function macAddress({ random }: Call): string {
  return ['02', '16', ...[...random(4)].map((byte) => byte.toString(16).padStart(2, '0'))].join(':');
}

/** Checked by the table, and without an effect that could be seen here. */
function acceptSilent({ parameters }: Call): void {
  parameters.accept(
    'AutoPay',
    'AutoRenew',
    'AutoRenewPeriod',
    'CreditSpecification',
    'HttpEndpoint',
    'HttpPutResponseHopLimit',
    'InternetMaxBandwidthIn',
    'IoOptimized',
    'PasswordInherit',
    'PeriodUnit',
    'RamRoleName',
    'SecurityEnhancementStrategy',
    'SpotDuration',
    'SpotInterruptionBehavior',
    'SpotPriceLimit',
    'SystemDisk.Description',
    'SystemDisk.DiskName',
    'SystemDisk.Encrypted',
    'SystemDisk.PerformanceLevel',
  );
}
