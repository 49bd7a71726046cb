import { textAt } from './answer.js';
import { type BlockWarning, checkVpcBlock, checkVSwitchBlock, placeVSwitch } from './blocks.js';
import { type Block, formatBlock, parseBlock } from './cidr.js';
import type { Cloud } from './cloud.js';
import { cloudFailure, cloudUsage } from './failures.js';
import { findVpcs, findVSwitches, listZones } from './inventory.js';
import { checkName, longestName } from './names.js';
import { madeByTag } from './parameters.js';
import { idOf, type Plan, type Step } from './plan.js';
import { available, planned, type Vpc, type VSwitch } from './resources.js';
import { waitUntilReady } from './wait.js';

export interface VpcRequest {
  readonly name: string;
  /** Null: 192.168.0.0/16 for a new one, any for one that is there. */
  readonly cidr: string | null;
  /** With a zone also a vSwitch, named after the VPC and the zone. */
  readonly zone: string | null;
  /** Null: the first free /24. */
  readonly vswitchCidr: string | null;
}

const defaultCidr = '192.168.0.0/16';

/** What can be known of a request without a cloud; fails with a usage failure. */
export function checkVpcRequest({ name, cidr, vswitchCidr }: VpcRequest) {
  checkName(name, 1);
  return {
    ...checkVpcBlock('--cidr', cidr ?? defaultCidr),
    wanted: vswitchCidr === null ? null : checkVSwitchBlock('--vswitch-cidr', vswitchCidr),
  };
}

/** Looks for what is there, and plans the rest. Reads only. */
export async function planVpc(request: VpcRequest, cloud: Cloud): Promise<Plan> {
  const { name } = request;
  const { block, warnings, wanted } = checkVpcRequest(request);
  const existing = await existingVpc(cloud, name, request.cidr === null ? null : formatBlock(block));
  const vpcStep = existing ? keepVpc(cloud, existing) : makeVpc(cloud, name, formatBlock(block));
  const vpcBlock = existing ? (parseBlock(existing.cidr) ?? block) : block;
  const vpc = { id: existing?.id ?? null, block: vpcBlock };
  const steps = request.zone
    ? [
        vpcStep,
        await planVSwitch(cloud, {
          name: vswitchName(name, request.zone, cloud),
          zone: request.zone,
          vpc,
          wanted,
        }),
      ]
    : [vpcStep];
  const noted: BlockWarning[] = existing ? [] : warnings;
  return { steps, price: null, warnings: noted, unconfirmed: null };
}

/** `office` in zone cn-hangzhou-h: `office-h`; the end of a VPC's name makes room where both together are too long. */
export function vswitchName(vpc: string, zone: string, { client }: Cloud): string {
  const letter = zone.startsWith(client.region) ? zone.slice(client.region.length).replace(/^-/, '') : zone;
  return `${[...vpc].slice(0, longestName - letter.length - 1).join('')}-${letter}`;
}

async function existingVpc(cloud: Cloud, name: string, cidr: string | null): Promise<Vpc | null> {
  const found = await findVpcs(cloud.client, { name, made: true });
  const vpc = found.find((candidate) => candidate.cidr === cidr) ?? found[0];
  if (!vpc) return null;
  if (cidr !== null && vpc.cidr !== cidr) {
    const { id, cidr: actual } = vpc;
    throw cloudFailure('RESOURCE_DIFFERS', {
      id: id ?? '',
      name,
      property: 'CIDR',
      found: actual,
      wanted: cidr,
    });
  }
  return vpc;
}

function keepVpc(cloud: Cloud, vpc: Vpc): Step {
  return { resources: [vpc], make: null, settle: (made) => settleVpcs(cloud, made as Vpc[]), tryOut: null };
}

function makeVpc(cloud: Cloud, name: string, cidr: string): Step {
  const { client } = cloud;
  const parameters = { VpcName: name, CidrBlock: cidr, Tag: [madeByTag] };
  const resource: Vpc = {
    type: 'vpc',
    id: null,
    name,
    region: client.region,
    status: planned,
    created: true,
    cidr,
  };
  return {
    resources: [resource],
    make: async () => {
      const answer = await client.call('Vpc', 'CreateVpc', parameters, { kind: 'write' });
      return [{ ...resource, id: textAt(answer, 'VpcId'), status: 'Pending' }];
    },
    settle: (made) => settleVpcs(cloud, made as Vpc[]),
    tryOut: async () => {
      await client.call('Vpc', 'CreateVpc', { ...parameters, DryRun: true }, { kind: 'read' });
    },
  };
}

function settleVpcs(cloud: Cloud, vpcs: readonly Vpc[]): Promise<Vpc[]> {
  const [vpc] = vpcs;
  const read = () => findVpcs(cloud.client, { id: vpc?.id ?? '' });
  return waitUntilReady(cloud, vpcs, read, ({ status }) => status === available);
}

export interface VSwitchRequest {
  readonly name: string;
  readonly zone: string;
  /** Without an id it is made by an earlier step of the same plan. */
  readonly vpc: { readonly id: string | null; readonly block: Block };
  readonly wanted: Block | null;
}

/** A vSwitch in a VPC: the one of this name that is there, else one in a free block. */
export async function planVSwitch(cloud: Cloud, request: VSwitchRequest): Promise<Step> {
  const { client } = cloud;
  const { name, zone, vpc, wanted } = request;
  const existing = await existingVSwitch(cloud, request);
  const settle: Step['settle'] = (made) => settleVSwitches(cloud, made as VSwitch[]);
  if (existing) return { resources: [existing], make: null, settle, tryOut: null };
  await checkZone(cloud, zone);
  const siblings = vpc.id ? await findVSwitches(client, { vpc: vpc.id }) : [];
  const taken = siblings.flatMap(({ cidr }) => parseBlock(cidr) ?? []);
  const cidr = formatBlock(placeVSwitch(vpc.block, taken, wanted));
  const resource: VSwitch = {
    type: 'vswitch',
    id: null,
    name,
    region: client.region,
    zone,
    status: planned,
    created: true,
    cidr,
    vpc: vpc.id,
  };
  return {
    resources: [resource],
    make: async (earlier) => {
      const parent = vpc.id ?? idOf('vpc', earlier);
      const parameters = {
        VpcId: parent,
        ZoneId: zone,
        CidrBlock: cidr,
        VSwitchName: name,
        Tag: [madeByTag],
      };
      const answer = await client.call('Vpc', 'CreateVSwitch', parameters, { kind: 'write' });
      return [{ ...resource, id: textAt(answer, 'VSwitchId'), status: 'Pending', vpc: parent }];
    },
    settle,
    tryOut: null,
  };
}

async function existingVSwitch(cloud: Cloud, { name, vpc, wanted }: VSwitchRequest): Promise<VSwitch | null> {
  if (vpc.id === null) return null;
  const [vswitch] = await findVSwitches(cloud.client, { vpc: vpc.id, name, made: true });
  if (!vswitch) return null;
  if (wanted && vswitch.cidr !== formatBlock(wanted)) {
    const facts = {
      id: vswitch.id ?? '',
      name,
      property: 'CIDR',
      found: vswitch.cidr,
      wanted: formatBlock(wanted),
    };
    throw cloudFailure('RESOURCE_DIFFERS', facts);
  }
  return vswitch;
}

/** Known before anything is made: a wrong zone would otherwise leave a VPC without its vSwitch. */
async function checkZone(cloud: Cloud, zone: string): Promise<void> {
  const known = await listZones(cloud.client);
  if (!known.includes(zone)) throw cloudUsage('ZONE_UNKNOWN', { zone, region: cloud.client.region, known });
}

function settleVSwitches(cloud: Cloud, vswitches: readonly VSwitch[]): Promise<VSwitch[]> {
  const [vswitch] = vswitches;
  const read = () => findVSwitches(cloud.client, { id: vswitch?.id ?? '' });
  return waitUntilReady(cloud, vswitches, read, ({ status }) => status === available);
}
