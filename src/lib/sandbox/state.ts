import type { AccessKey } from './authenticate.js';
import type { Tag } from './parameters.js';

/** What happens to a resource, by the clock: the last step that is due is its status; `gone` takes it away. */
export type Timeline = readonly { readonly status: string; readonly atMs: number }[];

interface Resource {
  readonly id: string;
  readonly region: string;
  readonly createdMs: number;
  name: string;
  description: string;
  tags: Tag[];
}

export interface Vpc extends Resource {
  readonly cidr: string;
  readonly routerId: string;
  readonly routeTableId: string;
  readonly timeline: Timeline;
}

export interface VSwitch extends Resource {
  readonly vpcId: string;
  readonly zone: string;
  readonly cidr: string;
  readonly timeline: Timeline;
}

export type Direction = 'ingress' | 'egress';

export interface Rule {
  readonly id: string;
  readonly createdMs: number;
  readonly direction: Direction;
  /** Lower case. */
  readonly protocol: string;
  readonly portRange: string;
  readonly policy: 'accept' | 'drop';
  readonly priority: number;
  /** The other side: source of an ingress rule, destination of an egress rule. Exactly one is set. */
  readonly cidr: string | null;
  readonly ipv6Cidr: string | null;
  readonly groupId: string | null;
  readonly description: string;
}

export interface SecurityGroup extends Resource {
  readonly vpcId: string;
  readonly type: string;
  rules: Rule[];
}

export interface KeyPair extends Resource {
  readonly fingerPrint: string;
  readonly publicKey: string;
}

export interface Instance extends Resource {
  readonly vpcId: string;
  readonly vswitchId: string;
  readonly zone: string;
  readonly groupIds: string[];
  readonly imageId: string;
  readonly instanceType: string;
  readonly privateIp: string;
  readonly publicIp: string | null;
  readonly macAddress: string;
  readonly interfaceId: string;
  readonly hostName: string;
  readonly keyPair: string | null;
  readonly chargeType: string;
  readonly internetChargeType: string;
  readonly bandwidthOut: number;
  readonly spotStrategy: string;
  readonly httpTokens: string;
  readonly deletionProtection: boolean;
  readonly autoReleaseTime: string | null;
  stoppedMode: string;
  startedMs: number;
  timeline: Timeline;
}

export interface TokenRecord {
  readonly atMs: number;
  /** Hash of the parameters that came with the token. */
  readonly digest: string;
  readonly answer: object;
}

/** Everything the sandbox knows; plain JSON, so that a file can hold it and separate commands can share it. */
export interface SandboxState {
  readonly format: 1;
  readonly key: AccessKey;
  readonly accountId: string;
  vpcs: Vpc[];
  vswitches: VSwitch[];
  groups: SecurityGroup[];
  keyPairs: KeyPair[];
  instances: Instance[];
  /** By `product.action token`. */
  tokens: Record<string, TokenRecord>;
}

type Random = (bytes: number) => Buffer;

export function newState(random: Random): SandboxState {
  return {
    format: 1,
    key: {
      accessKeyId: `SANDBOX${letters(random, 17).toUpperCase()}`,
      accessKeySecret: letters(random, 30),
    },
    accountId: String(1_000_000_000_000_000 + random(6).readUIntBE(0, 6)),
    vpcs: [],
    vswitches: [],
    groups: [],
    keyPairs: [],
    instances: [],
    tokens: {},
  };
}

/** Small letters and digits, as ids of the cloud have them. */
export function letters(random: Random, count: number): string {
  return [...random(count)].map((byte) => (byte % 36).toString(36)).join('');
}

export function statusAt(timeline: Timeline, now: number): string {
  return timeline.findLast(({ atMs }) => atMs <= now)?.status ?? timeline[0]?.status ?? '';
}

/** The end of an instance that has a time of release; it outlives starts and stops. */
export function releaseSteps(autoReleaseTime: string | null): Timeline {
  return autoReleaseTime === null ? [] : [{ status: 'gone', atMs: Date.parse(autoReleaseTime) }];
}

/** How long an answer is remembered for its ClientToken. */
const tokenLifeMs = 24 * 3_600_000;

/** Lets time pass: takes away what is gone, forgets old tokens. */
export function settle(state: SandboxState, now: number): void {
  state.instances = state.instances.filter(({ timeline }) => statusAt(timeline, now) !== 'gone');
  for (const [name, { atMs }] of Object.entries(state.tokens)) {
    if (now - atMs > tokenLifeMs) delete state.tokens[name];
  }
}
