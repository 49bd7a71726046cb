import { exitCodes, type Failure } from '../errors.js';
import { canonicalSource } from './cidr.js';
import { cloudFailure, cloudUsage } from './failures.js';
import { allPorts, formatRange, holdsPort, isEveryPort, type PortRange, parsePorts } from './ports.js';
import type { Direction, Rule } from './resources.js';

export const protocols = ['tcp', 'udp', 'icmp', 'gre', 'all'] as const;
export type Protocol = (typeof protocols)[number];

/** Who is let in (or where to, for egress): a block, or the members of another group. */
export type Peer =
  | { readonly kind: 'block'; readonly family: 4 | 6; readonly cidr: string }
  | { readonly kind: 'group'; readonly group: string };

export interface RuleRequest {
  readonly protocol: Protocol;
  /** One rule each. */
  readonly ranges: readonly PortRange[];
  readonly peer: Peer;
  readonly direction: Direction;
  readonly policy: 'accept' | 'drop';
  /** 1 is strongest, 100 weakest. */
  readonly priority: number;
  readonly description: string;
}

const withPorts: readonly Protocol[] = ['tcp', 'udp'];
/** Ports that serve the public by nature. */
const publicPorts = [80, 443];
/** Ports that are attacked within minutes when the world can reach them. */
const guardedPorts = [22, 3389, 3306, 5432, 6379];
const world: Peer = { kind: 'block', family: 4, cidr: '0.0.0.0/0' };

/** Has this protocol ports that must be named? */
export function needsPorts(protocol: Protocol): boolean {
  return withPorts.includes(protocol);
}

/** `--port` for a protocol; for icmp, gre and all there is nothing to name but `-1/-1`. */
export function readRanges(text: string | null, protocol: Protocol): readonly PortRange[] | null {
  if (!needsPorts(protocol)) {
    if (text !== null && text !== '-1/-1') throw cloudUsage('PORT_NOT_APPLICABLE', { protocol });
    return [allPorts];
  }
  if (text === null) return null;
  const parsed = parsePorts(text);
  if ('wrong' in parsed) throw cloudUsage('PORTS_INVALID', { value: text, wrong: parsed.wrong });
  return parsed.ranges;
}

/** `--cidr`: an address or a block, IPv4 or IPv6, written without stray bits. */
export function readPeer(flag: string, value: string): Peer {
  const source = canonicalSource(value);
  if (!source) throw cloudUsage('CIDR_INVALID', { flag, value });
  if (source.family === 4 && value.includes('/') && source.cidr !== value) {
    throw cloudUsage('CIDR_HOST_BITS', { flag, value, suggestion: source.cidr });
  }
  return { kind: 'block', ...source };
}

/** The world, for ports that are public by nature; null where it must be said. */
export function defaultPeer(ranges: readonly PortRange[]): Peer | null {
  return ranges.every(({ from, to }) => from === to && publicPorts.includes(from)) ? world : null;
}

/** What to fail with where these rules would open a guarded port, or every port, to the world unasked; else null. */
export function openToWorld({ direction, policy, peer, protocol, ranges }: RuleRequest): Failure | null {
  if (direction !== 'ingress' || policy !== 'accept' || peer.kind !== 'block' || !isWorld(peer.cidr))
    return null;
  if (protocol === 'icmp' || protocol === 'gre') return null;
  const risky = ranges.filter(
    (range) => isEveryPort(range) || guardedPorts.some((port) => holdsPort(range, port)),
  );
  if (risky.length === 0) return null;
  const facts = { ports: risky.map(formatRange).join(', '), source: peer.cidr };
  return cloudFailure('OPEN_TO_WORLD', facts, { exitCode: exitCodes.usage });
}

/** The rules of a request, one for each range, as they would be. */
export function plannedRules(request: RuleRequest, group: string | null): Rule[] {
  const { protocol, peer, direction, policy, priority, description } = request;
  const other = peer.kind === 'block' ? peer.cidr : peer.group;
  return request.ranges.map((range) => ({
    type: 'rule',
    id: null,
    group,
    direction,
    protocol,
    port: formatRange(range),
    source: direction === 'ingress' ? other : null,
    ...(direction === 'egress' ? { destination: other } : {}),
    policy,
    priority,
    description,
    created: true,
  }));
}

/** What makes two rules the same for the service: peer, ports, protocol and policy; not priority or description. */
export function isSameRule(one: Rule, other: Rule): boolean {
  return identityOf(one) === identityOf(other);
}

function identityOf({ direction, protocol, port, source, destination, policy }: Rule): string {
  const peer = source ?? destination ?? '';
  const canonical = canonicalSource(peer)?.cidr ?? peer;
  return [direction, protocol, port, canonical, policy].join(' ').toLowerCase();
}

function isWorld(cidr: string): boolean {
  return cidr === '0.0.0.0/0' || cidr === '::/0';
}
