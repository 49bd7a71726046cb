import { actionTable, type Product } from '../../../src/lib/cloud/action-table.js';
import type { Clock } from '../../../src/lib/host/clock.js';
import { type Fault, faultsOf } from '../../../src/lib/sandbox/faults.js';
import { type Answer, Gateway } from '../../../src/lib/sandbox/gateway.js';
import { signV1 } from '../../../src/lib/sandbox/signature.js';
import { newState } from '../../../src/lib/sandbox/state.js';
import { memoryStore } from '../../../src/lib/sandbox/state-store.js';

export type Body = Record<string, unknown>;
export type Sent = Record<string, string | number | boolean>;

/** A sandbox without sockets, whose clock stands still until it is told to go on. */
export interface World {
  readonly clock: Clock & { advance(ms: number): void };
  /** The raw answer to a rightly signed call; `protocol` overrides parameters of the protocol itself. */
  ask(product: Product, action: string, sent?: Sent, protocol?: Record<string, string>): Promise<Answer>;
  /** The body of a call that must succeed. */
  call(product: Product, action: string, sent?: Sent): Promise<Body>;
  /** The error code of a call, or `OK`. */
  codeOf(product: Product, action: string, sent?: Sent): Promise<string>;
}

export async function createWorld(faults: readonly Fault[] = []): Promise<World> {
  let now = Date.UTC(2026, 10, 22, 8);
  let counter = 0;
  const clock = {
    now: () => now,
    monotonic: () => now,
    sleep: async (ms: number) => clock.advance(ms),
    advance: (ms: number) => {
      now += ms;
    },
  };
  const random = (bytes: number) => {
    const buffer = Buffer.alloc(bytes);
    buffer.writeUInt32BE(++counter, Math.max(0, bytes - 4));
    return buffer;
  };
  const store = memoryStore(() => newState(random));
  const key = await store.transact((state) => state.key);
  const active = faultsOf(faults, clock);
  const gateway = new Gateway({
    store,
    key,
    random,
    now: () => now + active.clockOffsetMs,
    faults: active,
  });
  const world: World = {
    clock,
    ask(product, action, sent = {}, protocol = {}) {
      const parameters = new Map<string, string>(
        Object.entries({
          Action: action,
          Version: actionTable[product].version,
          Format: 'JSON',
          AccessKeyId: key.accessKeyId,
          Timestamp: `${new Date(now).toISOString().slice(0, 19)}Z`,
          SignatureMethod: 'HMAC-SHA1',
          SignatureVersion: '1.0',
          SignatureNonce: `nonce-${++counter}`,
          ...Object.fromEntries(Object.entries(sent).map(([name, value]) => [name, String(value)])),
          ...protocol,
        }),
      );
      parameters.set('Signature', signV1('POST', parameters, key.accessKeySecret));
      return gateway.answer({
        method: 'POST',
        target: '/',
        headers: { host: '127.0.0.1', 'content-type': 'application/x-www-form-urlencoded' },
        body: Buffer.from(new URLSearchParams([...parameters]).toString()),
      });
    },
    async call(product, action, sent) {
      const { code, body } = await world.ask(product, action, sent);
      if (code !== null) throw new Error(`${action}: ${JSON.stringify(body)}`);
      return body as Body;
    },
    codeOf: async (product, action, sent) => (await world.ask(product, action, sent)).code ?? 'OK',
  };
  return world;
}

export const region = 'cn-hangzhou';
export const zone = 'cn-hangzhou-h';

/** A VPC with one vSwitch and one security group, all usable. */
export async function createNetwork(world: World, vswitchCidr = '192.168.1.0/24') {
  const { VpcId: vpc } = await world.call('Vpc', 'CreateVpc', {
    RegionId: region,
    CidrBlock: '192.168.0.0/16',
  });
  world.clock.advance(2_000);
  const { VSwitchId: vswitch } = await world.call('Vpc', 'CreateVSwitch', {
    VpcId: String(vpc),
    ZoneId: zone,
    CidrBlock: vswitchCidr,
  });
  world.clock.advance(2_000);
  const { SecurityGroupId: group } = await world.call('Ecs', 'CreateSecurityGroup', {
    RegionId: region,
    VpcId: String(vpc),
    SecurityGroupName: 'web',
  });
  return { vpc: String(vpc), vswitch: String(vswitch), group: String(group) };
}

/** What RunInstances needs, in a network. */
export function instanceRequest(network: { vswitch: string; group: string }): Sent {
  return {
    RegionId: region,
    ImageId: 'ubuntu_24_04_x64_20G_alibase_20260615.vhd',
    InstanceType: 'ecs.e-c1m1.large',
    VSwitchId: network.vswitch,
    SecurityGroupId: network.group,
  };
}

/** `$.Vpcs.Vpc[0].Status` and the like, without casts at every step. */
export function at(body: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, part) => (value as Record<string, unknown>)?.[part], body);
}
