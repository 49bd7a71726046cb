import { type Action, type Call, endDryRun, newId, requiredRegion, utcSeconds } from '../call.js';
import { tokenOrNumberedPage, tokenPage } from '../paging.js';
import type { Tag } from '../parameters.js';
import { invalid, missing, notFound, ServiceError } from '../service-error.js';
import type { Rule, SecurityGroup } from '../state.js';
import { hasTags } from './vpc.js';

const groupQuota = 100;

export const createSecurityGroup: Action = (call) => {
  const { parameters, state, now } = call;
  const region = requiredRegion(call);
  const vpcId = parameters.text('VpcId');
  // Without a VPC it would be a group of the classic network, which is closed to new accounts.
  if (vpcId === null) throw missing('VpcId');
  if (!state.vpcs.some((vpc) => vpc.id === vpcId && vpc.region === region)) {
    throw notFound('InvalidVpcId.NotFound', 'VPC');
  }
  const name = parameters.text('SecurityGroupName') ?? '';
  if (name !== '' && (!/^[\p{L}][\p{L}\p{N}:_.-]*$/u.test(name) || /^https?:/i.test(name))) {
    throw invalid('SecurityGroupName', 'InvalidSecurityGroupName.Malformed');
  }
  if (state.groups.filter((group) => group.region === region).length >= groupQuota) {
    throw new ServiceError(
      'QuotaExceed.SecurityGroup',
      403,
      'The maximum number of security groups is reached.',
    );
  }
  const group: SecurityGroup = {
    id: newId(call, 'sg'),
    region,
    createdMs: now,
    name,
    description: parameters.text('Description') ?? '',
    tags: parameters.tags(),
    vpcId,
    type: parameters.text('SecurityGroupType') ?? 'normal',
    rules: [],
  };
  state.groups.push(group);
  return { SecurityGroupId: group.id };
};

export const describeSecurityGroups: Action = (call) => {
  const { parameters, state } = call;
  const region = requiredRegion(call);
  const one = parameters.text('SecurityGroupId');
  const ids = parameters.jsonList('SecurityGroupIds');
  const name = parameters.text('SecurityGroupName');
  const fuzzy = parameters.flag('FuzzyQuery');
  const vpcId = parameters.text('VpcId');
  const type = parameters.text('SecurityGroupType');
  const network = parameters.text('NetworkType');
  const tags = parameters.tags();
  parameters.accept('IsQueryEcsCount');
  const found = state.groups.filter(
    (group) =>
      group.region === region &&
      (one === null || group.id === one) &&
      (!ids || ids.includes(group.id)) &&
      (name === null || (fuzzy ? group.name.includes(name) : group.name === name)) &&
      (vpcId === null || group.vpcId === vpcId) &&
      (type === null || group.type === type) &&
      network !== 'classic' &&
      hasTags(group.tags, tags),
  );
  const page = tokenOrNumberedPage(call, found);
  endDryRun(call);
  return {
    ...page.about,
    RegionId: region,
    SecurityGroups: { SecurityGroup: page.items.map((group) => groupBody(call, group)) },
  };
};

function groupBody({ state }: Call, group: SecurityGroup) {
  return {
    SecurityGroupId: group.id,
    SecurityGroupName: group.name,
    Description: group.description,
    SecurityGroupType: group.type,
    VpcId: group.vpcId,
    CreationTime: utcSeconds(group.createdMs),
    EcsCount: state.instances.filter(({ groupIds }) => groupIds.includes(group.id)).length,
    RuleCount: group.rules.length,
    GroupToGroupRuleCount: group.rules.filter(({ groupId }) => groupId !== null).length,
    ResourceGroupId: '',
    ServiceManaged: false,
    Tags: ecsTags(group.tags),
  };
}

export const describeSecurityGroupAttribute: Action = (call) => {
  const { parameters } = call;
  const region = requiredRegion(call);
  const group = findGroup(call);
  const direction = parameters.text('Direction') ?? 'all';
  parameters.accept('NicType');
  const wanted = group.rules.filter((rule) => direction === 'all' || rule.direction === direction);
  const page = tokenPage(call, wanted, 500);
  return {
    ...page.about,
    RegionId: region,
    SecurityGroupId: group.id,
    SecurityGroupName: group.name,
    Description: group.description,
    VpcId: group.vpcId,
    InnerAccessPolicy: 'Accept',
    Permissions: { Permission: page.items.map((rule) => ruleBody(call, rule)) },
  };
};

/** Empty texts where a member does not apply, protocols in capitals, the priority a text: as the service answers. */
function ruleBody({ state }: Call, rule: Rule) {
  const ingress = rule.direction === 'ingress';
  const other = state.groups.find(({ id }) => id === rule.groupId)?.name ?? '';
  return {
    SecurityGroupRuleId: rule.id,
    Direction: rule.direction,
    IpProtocol: rule.protocol.toUpperCase(),
    PortRange: rule.portRange,
    SourcePortRange: '',
    Policy: rule.policy === 'accept' ? 'Accept' : 'Drop',
    Priority: String(rule.priority),
    NicType: 'intranet',
    Description: rule.description,
    CreateTime: utcSeconds(rule.createdMs),
    SourceCidrIp: ingress ? (rule.cidr ?? '') : '',
    Ipv6SourceCidrIp: ingress ? (rule.ipv6Cidr ?? '') : '',
    SourceGroupId: ingress ? (rule.groupId ?? '') : '',
    SourceGroupName: ingress ? other : '',
    SourceGroupOwnerAccount: '',
    SourcePrefixListId: '',
    DestCidrIp: ingress ? '' : (rule.cidr ?? ''),
    Ipv6DestCidrIp: ingress ? '' : (rule.ipv6Cidr ?? ''),
    DestGroupId: ingress ? '' : (rule.groupId ?? ''),
    DestGroupName: ingress ? '' : other,
    DestGroupOwnerAccount: '',
    DestPrefixListId: '',
  };
}

export const deleteSecurityGroup: Action = (call) => {
  const { state } = call;
  requiredRegion(call);
  const group = findGroup(call);
  const usedByInstance = state.instances.some(({ groupIds }) => groupIds.includes(group.id));
  const usedByGroup = state.groups.some(
    (other) => other !== group && other.rules.some(({ groupId }) => groupId === group.id),
  );
  if (usedByInstance || usedByGroup) {
    throw new ServiceError(
      'DependencyViolation',
      403,
      `There is still ${usedByInstance ? 'instance(s)' : 'a rule of another security group'} in the specified security group.`,
    );
  }
  state.groups = state.groups.filter((other) => other !== group);
  return {};
};

/** The security group a call names by `SecurityGroupId`, in the region it names. */
export function findGroup({ parameters, state }: Call): SecurityGroup {
  const id = parameters.required('SecurityGroupId');
  const region = parameters.text('RegionId');
  const group = state.groups.find((one) => one.id === id && one.region === region);
  if (!group) throw notFound('InvalidSecurityGroupId.NotFound', 'SecurityGroupId');
  return group;
}

/** ECS spells tags like this; the VPC service has `Key` and `Value`. */
export function ecsTags(tags: readonly Tag[]): object {
  return { Tag: tags.map(({ key, value }) => ({ TagKey: key, TagValue: value })) };
}
