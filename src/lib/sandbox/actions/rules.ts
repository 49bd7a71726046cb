import { isIPv6 } from 'node:net';
import { type Action, type Call, newId, requiredRegion } from '../call.js';
import { parseAddress, parseCidr } from '../cidr.js';
import { invalid, missing, notFound, ServiceError, unsupported } from '../service-error.js';
import type { Direction, Rule, SecurityGroup } from '../state.js';
import { findGroup } from './security-group.js';

const rulesPerGroup = 200;
const rulesPerCall = 100;

/** What a rule says, before it has an id. */
type RuleFacts = Omit<Rule, 'id' | 'createdMs'>;

export const authorizeSecurityGroup: Action = (call) => authorize(call, 'ingress');
export const authorizeSecurityGroupEgress: Action = (call) => authorize(call, 'egress');
export const revokeSecurityGroup: Action = (call) => revoke(call, 'ingress');
export const revokeSecurityGroupEgress: Action = (call) => revoke(call, 'egress');

/** A rule that is there already is a success that adds nothing. */
function authorize(call: Call, direction: Direction): object {
  requiredRegion(call);
  const group = findGroup(call);
  const rules = readRules(call, direction, group);
  if (rules.length === 0) throw missing('Permissions');
  for (const rule of rules) {
    if (group.rules.some((known) => sameRule(known, rule))) continue;
    if (group.rules.length >= rulesPerGroup) {
      throw new ServiceError(
        'AuthorizationLimitExceed',
        403,
        'The limit of authorization records is reached.',
      );
    }
    group.rules.push({ ...rule, id: newId(call, 'sgr'), createdMs: call.now });
  }
  return {};
}

/** By id: each must exist. By its facts: a rule that is not there is a success that removes nothing. */
function revoke(call: Call, direction: Direction): object {
  requiredRegion(call);
  const group = findGroup(call);
  const ids = call.parameters.list('SecurityGroupRuleId');
  const rules = readRules(call, direction, group);
  if (ids.length > 0 && rules.length > 0) throw conflict();
  if (ids.length === 0 && rules.length === 0) throw missing('Permissions');
  for (const id of ids) {
    if (!group.rules.some((rule) => rule.id === id && rule.direction === direction)) {
      throw new ServiceError(
        'InvalidParam.SecurityGroupRuleId',
        400,
        'The specified parameter SecurityGroupRuleId is not valid.',
      );
    }
  }
  group.rules = group.rules.filter(
    (known) => !ids.includes(known.id) && !rules.some((rule) => sameRule(known, rule)),
  );
  return {};
}

/** Its identity: direction, other side, ports, protocol and policy; priority and description are not part of it. */
function sameRule(a: RuleFacts, b: RuleFacts): boolean {
  const identity = (rule: RuleFacts) =>
    [rule.direction, rule.cidr, rule.ipv6Cidr, rule.groupId, rule.portRange, rule.protocol, rule.policy].join(
      ' ',
    );
  return identity(a) === identity(b);
}

const flatNames = [
  'IpProtocol',
  'PortRange',
  'SourcePortRange',
  'SourceCidrIp',
  'Ipv6SourceCidrIp',
  'SourceGroupId',
  'SourceGroupOwnerAccount',
  'SourceGroupOwnerId',
  'SourcePrefixListId',
  'DestCidrIp',
  'Ipv6DestCidrIp',
  'DestGroupId',
  'DestGroupOwnerAccount',
  'DestGroupOwnerId',
  'DestPrefixListId',
  'Policy',
  'Priority',
  'NicType',
  'Description',
];

/** Both forms: `Permissions.N.…`, and the older one with a single rule's members at the top; never both. */
function readRules(call: Call, direction: Direction, group: SecurityGroup): RuleFacts[] {
  const { parameters } = call;
  const listed = parameters.records('Permissions');
  const flat: Record<string, string> = {};
  for (const name of flatNames) {
    const value = parameters.text(name);
    if (value !== null) flat[name] = value;
  }
  const isFlat = Object.keys(flat).length > 0;
  if (isFlat && listed.length > 0) throw conflict();
  if (listed.length > rulesPerCall) throw invalid('Permissions');
  return (isFlat ? [flat] : listed).map((record) => readRule(call, record, direction, group));
}

function readRule(
  call: Call,
  record: Readonly<Record<string, string>>,
  direction: Direction,
  group: SecurityGroup,
): RuleFacts {
  refuseUnsupported(record);
  const protocol = readProtocol(record.IpProtocol);
  const portRange = readPortRange(protocol, record.PortRange);
  const policy = (record.Policy || 'accept').toLowerCase();
  if (policy !== 'accept' && policy !== 'drop') throw invalid('Policy', 'InvalidPolicy.Malformed');
  if (record.NicType && record.NicType !== 'intranet') {
    throw invalid('NicType', 'InvalidNicType.ValueNotSupported');
  }
  return {
    direction,
    protocol,
    portRange,
    policy,
    priority: readPriority(record.Priority),
    ...readOtherSide(call, record, direction, group),
    description: record.Description ?? '',
  };
}

function refuseUnsupported(record: Readonly<Record<string, string>>): void {
  const unsupportedNames = ['SourcePrefixListId', 'DestPrefixListId', 'PortRangeListId', 'SourcePortRange'];
  const found = [
    ...unsupportedNames,
    'SourceGroupOwnerAccount',
    'SourceGroupOwnerId',
    'DestGroupOwnerAccount',
    'DestGroupOwnerId',
  ].find((name) => record[name]);
  if (found) throw unsupported(`the rule parameter ${found}`);
}

function readProtocol(text: string | undefined): string {
  if (!text) throw missing('IpProtocol');
  const protocol = text.toLowerCase();
  if (['tcp', 'udp', 'icmp', 'gre', 'all'].includes(protocol)) return protocol;
  throw invalid('IpProtocol', 'InvalidIpProtocol.ValueNotSupported');
}

/** `a/b` from 1 to 65535 for TCP and UDP; `-1/-1`, and nothing else, for the protocols without ports. */
function readPortRange(protocol: string, text: string | undefined): string {
  if (!text) throw missing('PortRange');
  const [, from, to] = /^(-1|\d{1,5})\/(-1|\d{1,5})$/.exec(text) ?? [];
  if (from === undefined || to === undefined) throw invalid('PortRange', 'InvalidPortRange.Malformed');
  const hasPorts = protocol === 'tcp' || protocol === 'udp';
  if (!hasPorts && text === '-1/-1') return text;
  if (hasPorts && Number(from) >= 1 && Number(from) <= Number(to) && Number(to) <= 65_535) {
    return `${Number(from)}/${Number(to)}`;
  }
  throw new ServiceError(
    'OperationDenied',
    400,
    'The specified IpProtocol does not exist or IpProtocol and PortRange do not match.',
  );
}

function readPriority(text: string | undefined): number {
  if (!text) return 1;
  if (/^(?:[1-9]\d?|100)$/.test(text)) return Number(text);
  throw invalid('Priority', 'InvalidPriority.ValueNotSupported');
}

/** A CIDR block wins over a group; IPv4 and IPv6 exclude each other. */
function readOtherSide(
  call: Call,
  record: Readonly<Record<string, string>>,
  direction: Direction,
  group: SecurityGroup,
): Pick<Rule, 'cidr' | 'ipv6Cidr' | 'groupId'> {
  const side = direction === 'ingress' ? 'Source' : 'Dest';
  const opposite = direction === 'ingress' ? 'Dest' : 'Source';
  for (const name of [`${opposite}CidrIp`, `Ipv6${opposite}CidrIp`, `${opposite}GroupId`]) {
    if (record[name]) throw unsupported(`the rule parameter ${name} for ${direction}`);
  }
  const cidr = record[`${side}CidrIp`] || null;
  const ipv6Cidr = record[`Ipv6${side}CidrIp`] || null;
  const groupId = record[`${side}GroupId`] || null;
  if (cidr && ipv6Cidr) throw conflict();
  if (cidr) return { cidr: checkCidr(cidr, `${side}CidrIp`), ipv6Cidr: null, groupId: null };
  if (ipv6Cidr) return { cidr: null, ipv6Cidr: checkIpv6Cidr(ipv6Cidr, `Ipv6${side}CidrIp`), groupId: null };
  if (!groupId) {
    throw new ServiceError(
      `MissingParameter.${side}`,
      400,
      `One of the parameters ${side}CidrIp, Ipv6${side}CidrIp, ${side}GroupId or ${side}PrefixListId must be specified.`,
    );
  }
  const other = call.state.groups.find(({ id, region }) => id === groupId && region === group.region);
  if (!other) throw notFound(`Invalid${side}GroupId.NotFound`, `${side}GroupId`);
  if (other.vpcId !== group.vpcId) {
    throw new ServiceError(
      `Invalid${side}GroupId.Mismatch`,
      403,
      'The security groups are in different VPCs.',
    );
  }
  return { cidr: null, ipv6Cidr: null, groupId };
}

function checkCidr(text: string, name: string): string {
  if (parseCidr(text) || parseAddress(text) !== null) return text;
  throw invalid(name, `Invalid${name}.Malformed`);
}

function checkIpv6Cidr(text: string, name: string): string {
  const [address = '', mask, ...rest] = text.split('/');
  const maskFits = mask === undefined || (/^\d{1,3}$/.test(mask) && Number(mask) <= 128);
  if (isIPv6(address) && !address.includes('%') && maskFits && rest.length === 0) return text;
  throw invalid(name, `Invalid${name}.Malformed`);
}

/** Spelt like this by the service. */
function conflict(): ServiceError {
  return new ServiceError('InvalidParamter.Conflict', 400, 'The specified parameters exclude each other.');
}
