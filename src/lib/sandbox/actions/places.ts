import { type Action, requiredRegion } from '../call.js';
import { diskCategories, instanceTypes, isSold, regionOf, regions } from '../catalogue.js';

export const describeVpcZones: Action = (call) => {
  const region = requiredRegion(call);
  call.parameters.accept('AcceptLanguage', 'ZoneType');
  const zones = zonesOf(region).map((zone) => ({
    ZoneId: zone,
    LocalName: zone,
    ZoneType: 'AvailabilityZone',
  }));
  return { Zones: { Zone: zones } };
};

export const describeVpcRegions: Action = ({ parameters }) => {
  parameters.accept('AcceptLanguage', 'ProductType');
  const list = regions.map(({ id, name }) => ({
    RegionId: id,
    LocalName: name,
    RegionEndpoint: `vpc.${id}.aliyuncs.com`,
  }));
  return { Regions: { Region: list } };
};

export const describeEcsRegions: Action = ({ parameters }) => {
  parameters.accept('AcceptLanguage', 'InstanceChargeType', 'ResourceType');
  const list = regions.map(({ id, name }) => ({
    RegionId: id,
    LocalName: name,
    RegionEndpoint: `ecs.${id}.aliyuncs.com`,
    Status: 'available',
  }));
  return { Regions: { Region: list } };
};

export const describeEcsZones: Action = (call) => {
  const region = requiredRegion(call);
  call.parameters.accept('AcceptLanguage', 'InstanceChargeType', 'SpotStrategy', 'Verbose');
  const zones = zonesOf(region).map((zone) => ({
    ZoneId: zone,
    LocalName: zone,
    ZoneType: 'AvailabilityZone',
    AvailableResourceCreation: { ResourceTypes: ['VSwitch', 'IoOptimized', 'Instance', 'Disk'] },
    AvailableDiskCategories: { DiskCategories: diskCategories },
    AvailableInstanceTypes: {
      InstanceTypes: instanceTypes.filter((type) => isSold(type, zone)).map(({ id }) => id),
    },
  }));
  return { Zones: { Zone: zones } };
};

function zonesOf(region: string): readonly string[] {
  return regionOf(region)?.zones ?? [];
}
