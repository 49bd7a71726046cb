import { getCallerIdentity } from './actions/account.js';
import {
  deleteInstance,
  describeInstanceStatus,
  describeInstances,
  startInstance,
  stopInstance,
} from './actions/instance.js';
import { createKeyPair, deleteKeyPairs, describeKeyPairs, importKeyPair } from './actions/key-pair.js';
import { describeAvailableResource, describeImages, describeInstanceTypes } from './actions/offer.js';
import {
  describeEcsRegions,
  describeEcsZones,
  describeVpcRegions,
  describeVpcZones,
} from './actions/places.js';
import { describePrice } from './actions/price.js';
import {
  authorizeSecurityGroup,
  authorizeSecurityGroupEgress,
  revokeSecurityGroup,
  revokeSecurityGroupEgress,
} from './actions/rules.js';
import { runInstances } from './actions/run-instances.js';
import {
  createSecurityGroup,
  deleteSecurityGroup,
  describeSecurityGroupAttribute,
  describeSecurityGroups,
} from './actions/security-group.js';
import { tagEcsResources, tagVpcResources } from './actions/tags.js';
import { createVpc, deleteVpc, describeVpcAttribute, describeVpcs } from './actions/vpc.js';
import {
  createVSwitch,
  deleteVSwitch,
  describeVSwitchAttributes,
  describeVSwitches,
} from './actions/vswitch.js';
import type { Action } from './call.js';

/** Every action the sandbox carries out, by `Product.Action`. What is not here is refused, never faked. */
export const actions: Readonly<Record<string, Action>> = {
  'Vpc.CreateVpc': createVpc,
  'Vpc.DescribeVpcs': describeVpcs,
  'Vpc.DescribeVpcAttribute': describeVpcAttribute,
  'Vpc.DeleteVpc': deleteVpc,
  'Vpc.CreateVSwitch': createVSwitch,
  'Vpc.DescribeVSwitches': describeVSwitches,
  'Vpc.DescribeVSwitchAttributes': describeVSwitchAttributes,
  'Vpc.DeleteVSwitch': deleteVSwitch,
  'Vpc.DescribeZones': describeVpcZones,
  'Vpc.DescribeRegions': describeVpcRegions,
  'Vpc.TagResources': tagVpcResources,
  'Ecs.DescribeRegions': describeEcsRegions,
  'Ecs.DescribeZones': describeEcsZones,
  'Ecs.CreateSecurityGroup': createSecurityGroup,
  'Ecs.DescribeSecurityGroups': describeSecurityGroups,
  'Ecs.DescribeSecurityGroupAttribute': describeSecurityGroupAttribute,
  'Ecs.DeleteSecurityGroup': deleteSecurityGroup,
  'Ecs.AuthorizeSecurityGroup': authorizeSecurityGroup,
  'Ecs.AuthorizeSecurityGroupEgress': authorizeSecurityGroupEgress,
  'Ecs.RevokeSecurityGroup': revokeSecurityGroup,
  'Ecs.RevokeSecurityGroupEgress': revokeSecurityGroupEgress,
  'Ecs.RunInstances': runInstances,
  'Ecs.DescribeInstances': describeInstances,
  'Ecs.DescribeInstanceStatus': describeInstanceStatus,
  'Ecs.StartInstance': startInstance,
  'Ecs.StopInstance': stopInstance,
  'Ecs.DeleteInstance': deleteInstance,
  'Ecs.DescribeImages': describeImages,
  'Ecs.DescribeInstanceTypes': describeInstanceTypes,
  'Ecs.DescribeAvailableResource': describeAvailableResource,
  'Ecs.DescribePrice': describePrice,
  'Ecs.CreateKeyPair': createKeyPair,
  'Ecs.ImportKeyPair': importKeyPair,
  'Ecs.DescribeKeyPairs': describeKeyPairs,
  'Ecs.DeleteKeyPairs': deleteKeyPairs,
  'Ecs.TagResources': tagEcsResources,
  'Sts.GetCallerIdentity': getCallerIdentity,
};
