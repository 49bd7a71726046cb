import { type Action, type Call, endDryRun, requiredRegion, utcMinutes } from '../call.js';
import { imageOf, instanceTypeOf } from '../catalogue.js';
import { numberedPage, tokenOrNumberedPage } from '../paging.js';
import { notFound, ServiceError } from '../service-error.js';
import { type Instance, releaseSteps, statusAt } from '../state.js';
import { ecsTags } from './security-group.js';
import { hasTags } from './vpc.js';

const startingMs = 1_000;
const stoppingMs = 1_000;
const releasingMs = 800;

export const describeInstances: Action = (call) => {
  const region = requiredRegion(call);
  const matches = instanceFilter(call);
  const page = tokenOrNumberedPage(
    call,
    call.state.instances.filter((instance) => instance.region === region && matches(instance)),
  );
  endDryRun(call);
  return {
    ...page.about,
    Instances: { Instance: page.items.map((instance) => instanceBody(call, instance)) },
  };
};

/** Every filter is read before one is used: a filter that went unread would be refused. */
function instanceFilter({ parameters, now }: Call): (instance: Instance) => boolean {
  const ids = parameters.jsonList('InstanceIds');
  const addresses = parameters.jsonList('PrivateIpAddresses');
  const publicAddresses = parameters.jsonList('PublicIpAddresses');
  const name = parameters.text('InstanceName');
  const namePattern = name === null ? null : wildcard(name);
  const group = parameters.text('SecurityGroupId');
  const status = parameters.text('Status');
  const tags = parameters.tags();
  const network = parameters.text('InstanceNetworkType');
  const same: [string | null, (instance: Instance) => string | null][] = [
    [parameters.text('VpcId'), ({ vpcId }) => vpcId],
    [parameters.text('VSwitchId'), ({ vswitchId }) => vswitchId],
    [parameters.text('ZoneId'), ({ zone }) => zone],
    [parameters.text('ImageId'), ({ imageId }) => imageId],
    [parameters.text('InstanceType'), ({ instanceType }) => instanceType],
    [parameters.text('InstanceChargeType'), ({ chargeType }) => chargeType],
    [parameters.text('InternetChargeType'), ({ internetChargeType }) => internetChargeType],
    [parameters.text('KeyPairName'), ({ keyPair }) => keyPair],
    [status, ({ timeline }) => statusAt(timeline, now)],
  ];
  return (instance) =>
    (!ids || ids.includes(instance.id)) &&
    (!addresses || addresses.includes(instance.privateIp)) &&
    (!publicAddresses || publicAddresses.includes(instance.publicIp ?? '')) &&
    (!namePattern || namePattern.test(instance.name)) &&
    (group === null || instance.groupIds.includes(group)) &&
    same.every(([wanted, factOf]) => wanted === null || wanted === factOf(instance)) &&
    network !== 'classic' &&
    hasTags(instance.tags, tags);
}

/** `web*`: only the star is special. */
function wildcard(text: string): RegExp {
  const parts = text.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`);
}

export const describeInstanceStatus: Action = (call) => {
  const { parameters, state, now } = call;
  const region = requiredRegion(call);
  const ids = parameters.list('InstanceId');
  const zone = parameters.text('ZoneId');
  const found = state.instances.filter(
    (instance) =>
      instance.region === region &&
      (ids.length === 0 || ids.includes(instance.id)) &&
      (zone === null || instance.zone === zone),
  );
  const page = numberedPage(call, found);
  const statuses = page.items.map(({ id, timeline }) => ({
    InstanceId: id,
    Status: statusAt(timeline, now),
  }));
  return { ...page.about, InstanceStatuses: { InstanceStatus: statuses } };
};

export const startInstance: Action = (call) => {
  const { now, parameters } = call;
  const instance = findInstance(call);
  parameters.accept('InitLocalDisk', 'SourceRegionId');
  requireStatus(call, instance, 'Stopped');
  endDryRun(call);
  instance.stoppedMode = 'Not-applicable';
  instance.startedMs = now + startingMs;
  instance.timeline = [
    { status: 'Starting', atMs: now },
    { status: 'Running', atMs: now + startingMs },
    ...releaseSteps(instance.autoReleaseTime),
  ];
  return {};
};

export const stopInstance: Action = (call) => {
  const { now, parameters } = call;
  const instance = findInstance(call);
  const mode = parameters.text('StoppedMode') ?? 'KeepCharging';
  parameters.accept('ForceStop', 'ConfirmStop', 'Hibernate');
  requireStatus(call, instance, 'Running');
  endDryRun(call);
  instance.stoppedMode = mode;
  instance.timeline = [
    { status: 'Stopping', atMs: now },
    { status: 'Stopped', atMs: now + stoppingMs },
    ...releaseSteps(instance.autoReleaseTime),
  ];
  return {};
};

export const deleteInstance: Action = (call) => {
  const { now, parameters } = call;
  const instance = findInstance(call);
  const force = parameters.flag('Force');
  parameters.accept('ForceStop', 'TerminateSubscription');
  if (instance.deletionProtection) {
    throw new ServiceError(
      'InvalidOperation.DeletionProtection',
      403,
      'The operation is not allowed due to deletion protection.',
    );
  }
  if (!force) requireStatus(call, instance, 'Stopped');
  else if (statusAt(instance.timeline, now) === 'Pending') throw wrongStatus('.Initializing');
  endDryRun(call);
  instance.timeline = [
    { status: statusAt(instance.timeline, now) === 'Stopped' ? 'Stopped' : 'Stopping', atMs: now },
    { status: 'gone', atMs: now + releasingMs },
  ];
  return {};
};

/** These calls name no region: the instance is looked for everywhere, as ids are never given twice. */
function findInstance({ parameters, state }: Call): Instance {
  const id = parameters.required('InstanceId');
  const instance = state.instances.find((one) => one.id === id);
  if (!instance) throw notFound('InvalidInstanceId.NotFound', 'InstanceId');
  return instance;
}

function requireStatus({ now }: Call, { timeline }: Instance, wanted: string): void {
  const status = statusAt(timeline, now);
  if (status === wanted) return;
  throw wrongStatus(status === 'Pending' ? '.Initializing' : '');
}

function wrongStatus(suffix: string): ServiceError {
  return new ServiceError(
    `IncorrectInstanceStatus${suffix}`,
    403,
    'The current status of the resource does not support this operation.',
  );
}

function instanceBody({ now }: Call, instance: Instance) {
  const type = instanceTypeOf(instance.instanceType);
  const image = imageOf(instance.imageId);
  return {
    InstanceId: instance.id,
    InstanceName: instance.name,
    Description: instance.description,
    HostName: instance.hostName || instance.id,
    RegionId: instance.region,
    ZoneId: instance.zone,
    Status: statusAt(instance.timeline, now),
    StoppedMode: instance.stoppedMode,
    InstanceType: instance.instanceType,
    InstanceTypeFamily: type?.family ?? '',
    Cpu: type?.cpu ?? 0,
    Memory: (type?.memoryGib ?? 0) * 1024,
    ImageId: instance.imageId,
    OSName: image?.name ?? '',
    OSNameEn: image?.nameEn ?? '',
    OSType: image?.os ?? '',
    CreationTime: utcMinutes(instance.createdMs),
    StartTime: instance.startedMs <= now ? utcMinutes(instance.startedMs) : '',
    ExpiredTime: '2099-12-31T15:59Z',
    AutoReleaseTime: instance.autoReleaseTime ?? '',
    InstanceChargeType: instance.chargeType,
    InstanceNetworkType: 'vpc',
    InternetChargeType: instance.internetChargeType,
    InternetMaxBandwidthOut: instance.bandwidthOut,
    SpotStrategy: instance.spotStrategy,
    DeletionProtection: instance.deletionProtection,
    IoOptimized: true,
    KeyPairName: instance.keyPair ?? '',
    ResourceGroupId: '',
    SecurityGroupIds: { SecurityGroupId: instance.groupIds },
    InnerIpAddress: { IpAddress: [] },
    PublicIpAddress: { IpAddress: instance.publicIp === null ? [] : [instance.publicIp] },
    EipAddress: { AllocationId: '', IpAddress: '', InternetChargeType: '' },
    VpcAttributes: {
      VpcId: instance.vpcId,
      VSwitchId: instance.vswitchId,
      NatIpAddress: '',
      PrivateIpAddress: { IpAddress: [instance.privateIp] },
    },
    NetworkInterfaces: {
      NetworkInterface: [
        {
          NetworkInterfaceId: instance.interfaceId,
          MacAddress: instance.macAddress,
          PrimaryIpAddress: instance.privateIp,
          Type: 'Primary',
          PrivateIpSets: { PrivateIpSet: [{ PrivateIpAddress: instance.privateIp, Primary: true }] },
        },
      ],
    },
    MetadataOptions: { HttpEndpoint: 'enabled', HttpTokens: instance.httpTokens, HttpPutResponseHopLimit: 1 },
    OperationLocks: { LockReason: [] },
    Tags: ecsTags(instance.tags),
  };
}
