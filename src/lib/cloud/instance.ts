import { textsAt } from './answer.js';
import { parseBlock } from './cidr.js';
import type { Cloud } from './cloud.js';
import { cloudFailure, cloudUsage } from './failures.js';
import { findInstances, findVpcs, findVSwitches } from './inventory.js';
import { checkServerName } from './names.js';
import { madeByTag, type Parameters } from './parameters.js';
import { idOf, type Plan, type Step } from './plan.js';
import { type InstanceRequest, priceOf } from './price.js';
import { type Instance, planned, type SecurityGroup, type VSwitch } from './resources.js';
import { candidateOf, groupById, keepGroup, planGroupIn } from './security-group.js';
import { planVSwitch, vswitchName } from './vpc.js';
import { waitUntilReady } from './wait.js';

export interface CreateInstancesRequest extends InstanceRequest {
  readonly name: string;
  readonly vswitch: string | null;
  readonly group: string | null;
  readonly zone: string | null;
  readonly keyPair: string | null;
  /** Base64, as the service wants it. */
  readonly userData: string | null;
}

const goingUp = ['Pending', 'Starting'];
const runTimeoutMs = 60_000;

/** Finds network, group and servers of this name, plans the rest and asks for the price. Reads only. */
export async function planInstances(request: CreateInstancesRequest, cloud: Cloud): Promise<Plan> {
  const name = checkServerName(request.name);
  const existing = await existingInstances(request, cloud);
  const count = request.count - existing.length;
  if (count <= 0) {
    const step: Step = { resources: existing, make: null, settle: settleWith(cloud), tryOut: null };
    return { steps: [step], price: null, warnings: [], unconfirmed: null };
  }
  const vswitchStep = await planVSwitchFor(request, cloud);
  const vswitch = vswitchStep.resources[0] as VSwitch;
  const groupStep =
    request.group === null
      ? await planGroupIn(vswitch.vpc, cloud)
      : keepGroup(await groupById(request.group, cloud));
  const group = groupStep.resources[0] as SecurityGroup;
  if (group.vpc !== vswitch.vpc) {
    throw cloudUsage('VPC_MISMATCH', { vswitch: vswitch.id ?? vswitch.name, group: group.id ?? group.name });
  }
  const price = await priceOf({ ...request, count }, vswitch.zone, cloud);
  const run = runStep({ ...request, name, count }, { vswitch, group, existing }, cloud);
  return {
    steps: [vswitchStep, groupStep, run],
    price,
    warnings: [],
    unconfirmed: cloudUsage('SERVERS_UNCONFIRMED', { count, instanceType: request.instanceType }),
  };
}

async function existingInstances(request: CreateInstancesRequest, cloud: Cloud): Promise<Instance[]> {
  const { name, instanceType, image } = request;
  const found = await findInstances(cloud.client, { name, made: true });
  for (const { id, instanceType: type, image: imageId } of found) {
    const differs = (property: string, actual: string, wanted: string) =>
      cloudFailure('RESOURCE_DIFFERS', { id: id ?? '', name, property, found: actual, wanted });
    if (type !== instanceType) throw differs('type', type, instanceType);
    if (imageId !== image) throw differs('image', imageId, image);
  }
  return found;
}

/** The vSwitch that is named; else the only one that aliproxy made (in the zone); else a new one in the only VPC. */
async function planVSwitchFor(request: CreateInstancesRequest, cloud: Cloud): Promise<Step> {
  const { client, choose } = cloud;
  const keep = (vswitch: VSwitch): Step => ({ resources: [vswitch], make: null, settle: null, tryOut: null });
  if (request.vswitch !== null) {
    const [vswitch] = await findVSwitches(client, { id: request.vswitch });
    if (!vswitch) throw cloudFailure('RESOURCE_NOT_FOUND', { id: request.vswitch, region: client.region });
    const { zone } = vswitch;
    if (request.zone !== null && request.zone !== zone) {
      throw cloudUsage('ZONE_MISMATCH', { vswitch: request.vswitch, zone, wanted: request.zone });
    }
    return keep(vswitch);
  }
  const zone = request.zone ?? undefined;
  const made = await findVSwitches(client, zone === undefined ? { made: true } : { made: true, zone });
  const [only] = made;
  if (only && made.length === 1) return keep(only);
  if (made.length > 1) {
    const id = await choose({ kind: 'vswitch', flag: '--vswitch', candidates: made.map(candidateOf) });
    return keep(made.find((vswitch) => vswitch.id === id) ?? (only as VSwitch));
  }
  return planNewVSwitch(zone ?? (await cloud.chooseZone()), cloud);
}

async function planNewVSwitch(zone: string, cloud: Cloud): Promise<Step> {
  const vpcs = await findVpcs(cloud.client, { made: true });
  const [only] = vpcs;
  if (!only) throw cloudUsage('VPC_NEEDED', { region: cloud.client.region });
  const chosen =
    vpcs.length === 1
      ? only.id
      : await cloud.choose({ kind: 'vpc', flag: '--vswitch', candidates: vpcs.map(candidateOf) });
  const vpc = vpcs.find(({ id }) => id === chosen) ?? only;
  const block = parseBlock(vpc.cidr);
  if (!block) throw cloudUsage('CIDR_INVALID', { flag: 'VPC', value: vpc.cidr });
  return planVSwitch(cloud, {
    name: vswitchName(vpc.name, zone, cloud),
    zone,
    vpc: { id: vpc.id, block },
    wanted: null,
  });
}

interface Surroundings {
  readonly vswitch: VSwitch;
  readonly group: SecurityGroup;
  /** Servers of this name that are there already. */
  readonly existing: readonly Instance[];
}

function runStep(
  request: CreateInstancesRequest,
  { vswitch, group, existing }: Surroundings,
  cloud: Cloud,
): Step {
  const { client } = cloud;
  const resource: Instance = {
    type: 'instance',
    id: null,
    name: request.name,
    region: client.region,
    zone: vswitch.zone,
    status: planned,
    created: true,
    instanceType: request.instanceType,
    image: request.image,
    vswitch: vswitch.id,
    group: group.id,
    privateIp: null,
    publicIp: null,
    chargeType: request.chargeType,
  };
  const run = (parameters: Parameters, kind: 'read' | 'write') =>
    client.call('Ecs', 'RunInstances', parameters, { kind, timeoutMs: runTimeoutMs });
  const exact = vswitch.id !== null && group.id !== null;
  return {
    resources: [...existing, ...Array.from({ length: request.count }, () => resource)],
    make: async (earlier) => {
      const ids = { vswitch: idOf('vswitch', earlier), group: idOf('security-group', earlier) };
      const answer = await run(runParameters(request, ids), 'write');
      const made = textsAt(answer, 'InstanceIdSets', 'InstanceIdSet');
      return [...existing, ...made.map((id) => ({ ...resource, id, status: 'Pending', ...ids }))];
    },
    settle: settleWith(cloud),
    // The service tries out one server only, and only where network and group exist.
    tryOut: exact
      ? async () => {
          const ids = { vswitch: vswitch.id ?? '', group: group.id ?? '' };
          await run({ ...runParameters({ ...request, count: 1 }, ids), DryRun: true }, 'read');
        }
      : null,
  };
}

function runParameters(
  request: CreateInstancesRequest,
  { vswitch, group }: { readonly vswitch: string; readonly group: string },
): Parameters {
  return {
    ImageId: request.image,
    InstanceType: request.instanceType,
    InstanceName: request.name,
    VSwitchId: vswitch,
    SecurityGroupId: group,
    Amount: request.count,
    KeyPairName: request.keyPair,
    'SystemDisk.Category': request.disk?.category,
    'SystemDisk.Size': request.disk === null ? undefined : String(request.disk.sizeGib),
    InstanceChargeType: request.chargeType,
    ...(request.chargeType === 'PrePaid' ? { Period: 1, PeriodUnit: 'Month', AutoRenew: false } : {}),
    SpotStrategy: request.spot ? 'SpotAsPriceGo' : undefined,
    UserData: request.userData,
    InternetMaxBandwidthOut: request.publicBandwidth,
    InternetChargeType: request.publicBandwidth > 0 ? 'PayByTraffic' : undefined,
    // Metadata only to who holds a session token: a proxy that can be made to ask for it gives nothing away.
    HttpEndpoint: 'enabled',
    HttpTokens: 'required',
    Tag: [madeByTag],
  };
}

/** A server that was stopped on purpose is left as it is; one that is going up is waited for. */
function settleWith(cloud: Cloud): Step['settle'] {
  return async (all) => {
    const instances = all as Instance[];
    const waitFor = instances.filter(({ status, created }) => created || goingUp.includes(status));
    if (waitFor.length === 0) return instances;
    const ids = waitFor.flatMap(({ id }) => id ?? []);
    const up = await waitUntilReady(
      cloud,
      waitFor,
      () => findInstances(cloud.client, { ids }),
      ({ status }) => status === 'Running',
      ({ status }) => status === 'Stopped' || status === 'Stopping',
    );
    return instances.map((instance) => up.find(({ id }) => id === instance.id) ?? instance);
  };
}
