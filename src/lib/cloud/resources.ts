/** What the cloud commands show and return; the members are the contract's. `id` is null where it is only planned. */
interface Made {
  readonly id: string | null;
  readonly name: string;
  readonly region: string;
  /** The service's own word (`Available`, `Running` …), or `Planned`. */
  readonly status: string;
  /** Made by this run (or, in a plan: would be). False: it was there already. */
  readonly created: boolean;
}

export interface Vpc extends Made {
  readonly type: 'vpc';
  readonly cidr: string;
}

export interface VSwitch extends Made {
  readonly type: 'vswitch';
  readonly zone: string;
  readonly cidr: string;
  readonly vpc: string | null;
}

export interface SecurityGroup extends Made {
  readonly type: 'security-group';
  readonly vpc: string | null;
}

export type Direction = 'ingress' | 'egress';

export interface Rule {
  readonly type: 'rule';
  readonly id: string | null;
  readonly group: string | null;
  readonly direction: Direction;
  readonly protocol: string;
  /** `443/443`; `-1/-1` where ports mean nothing or all are meant. */
  readonly port: string;
  /** A block or a group that is let in; null for egress rules. */
  readonly source: string | null;
  /** Egress rules only: where to. */
  readonly destination?: string;
  readonly policy: string;
  readonly priority: number;
  readonly description: string;
  readonly created: boolean;
}

export interface Instance extends Made {
  readonly type: 'instance';
  readonly zone: string;
  readonly instanceType: string;
  readonly image: string;
  readonly vswitch: string | null;
  readonly group: string | null;
  readonly privateIp: string | null;
  readonly publicIp: string | null;
  readonly chargeType: string;
}

export type Resource = Vpc | VSwitch | SecurityGroup | Rule | Instance;

/** What a planned resource's status says. */
export const planned = 'Planned';

/** What the service says of a usable VPC or vSwitch; groups have no status of their own. */
export const available = 'Available';

/** Id, or name where there is no id yet. */
export function labelOf(resource: Resource): string {
  if (resource.id !== null) return resource.id;
  return resource.type === 'rule' ? `${resource.protocol} ${resource.port}` : resource.name;
}
