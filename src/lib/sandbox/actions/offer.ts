import { type Action, type Call, endDryRun, requiredRegion } from '../call.js';
import {
  diskCategories,
  fitsImage,
  type Image,
  type InstanceType,
  images,
  instanceTypeOf,
  instanceTypes,
  isOutOfStock,
  isSold,
  regionOf,
} from '../catalogue.js';
import { numberedPage, tokenPage } from '../paging.js';
import { unsupported } from '../service-error.js';

export const describeImages: Action = (call) => {
  const { parameters } = call;
  const region = requiredRegion(call);
  const ids = parameters.commaList('ImageId');
  const same: [string | null, (image: Image) => string][] = [
    [parameters.text('ImageFamily'), ({ family }) => family],
    [parameters.text('ImageName'), ({ id }) => id],
    [parameters.text('OSType'), ({ os }) => os],
    [parameters.text('Architecture'), ({ architecture }) => architecture],
    [parameters.text('ImageOwnerAlias'), () => 'system'],
  ];
  const status = parameters.text('Status') ?? 'Available';
  const typeId = parameters.text('InstanceType');
  const type = typeId === null ? null : instanceTypeOf(typeId);
  parameters.accept(
    'ActionType',
    'IsPublic',
    'IsSupportCloudinit',
    'IsSupportIoOptimized',
    'ShowExpired',
    'Usage',
    'Usable',
  );
  const found = images.filter(
    (image) =>
      (!ids || ids.includes(image.id)) &&
      (typeId === null || (type != null && fitsImage(type, image))) &&
      (status === 'ALL' || status.split(',').includes('Available')) &&
      same.every(([wanted, factOf]) => wanted === null || wanted === factOf(image)),
  );
  const page = numberedPage(call, found);
  endDryRun(call);
  return { ...page.about, RegionId: region, Images: { Image: page.items.map(imageBody) } };
};

function imageBody(image: Image) {
  return {
    ImageId: image.id,
    ImageName: image.id,
    ImageFamily: image.family,
    ImageOwnerAlias: 'system',
    ImageVersion: '',
    OSName: image.name,
    OSNameEn: image.nameEn,
    OSType: image.os,
    Platform: image.platform,
    Architecture: image.architecture,
    Size: image.sizeGib,
    Status: 'Available',
    Description: '',
    IsPublic: true,
    IsSupportCloudinit: true,
    IsSupportIoOptimized: true,
    Progress: '100%',
    Usage: 'none',
    Tags: { Tag: [] },
  };
}

export const describeInstanceTypes: Action = (call) => {
  const { parameters } = call;
  const ids = parameters.list('InstanceTypes');
  const matches = typeFilter(call);
  const found = instanceTypes.filter((type) => (ids.length === 0 || ids.includes(type.id)) && matches(type));
  const page = tokenPage(call, found, 100);
  return { ...page.about, InstanceTypes: { InstanceType: page.items.map(typeBody) } };
};

function typeFilter({ parameters }: Call): (type: InstanceType) => boolean {
  const family = parameters.text('InstanceTypeFamily');
  const category = parameters.text('InstanceCategory');
  const architecture = parameters.text('CpuArchitecture');
  const cpuMin = parameters.number('MinimumCpuCoreCount') ?? 0;
  const cpuMax = parameters.number('MaximumCpuCoreCount') ?? Number.POSITIVE_INFINITY;
  const memoryMin = parameters.number('MinimumMemorySize') ?? 0;
  const memoryMax = parameters.number('MaximumMemorySize') ?? Number.POSITIVE_INFINITY;
  return (type) =>
    (family === null || type.family === family) &&
    (category === null || type.category === category) &&
    (architecture === null || type.architecture === architecture) &&
    type.cpu >= cpuMin &&
    type.cpu <= cpuMax &&
    type.memoryGib >= memoryMin &&
    type.memoryGib <= memoryMax;
}

function typeBody(type: InstanceType) {
  return {
    InstanceTypeId: type.id,
    InstanceTypeFamily: type.family,
    InstanceCategory: type.category,
    CpuArchitecture: type.architecture,
    CpuCoreCount: type.cpu,
    MemorySize: type.memoryGib,
    EniQuantity: 2,
    GPUAmount: 0,
    LocalStorageCategory: '',
  };
}

export const describeAvailableResource: Action = (call) => {
  const { parameters, soldOutZones } = call;
  const region = requiredRegion(call);
  const destination = parameters.required('DestinationResource');
  const kind = parameters.text('ResourceType') ?? 'instance';
  if (kind !== 'instance') throw unsupported(`DescribeAvailableResource for ${kind}`);
  const wantedZone = parameters.text('ZoneId');
  const typeId = parameters.text('InstanceType');
  const cores = parameters.number('Cores');
  const memory = parameters.number('Memory');
  parameters.accept(
    'InstanceChargeType',
    'IoOptimized',
    'NetworkCategory',
    'Scope',
    'SpotStrategy',
    'SpotDuration',
  );
  parameters.accept('SystemDiskCategory', 'DataDiskCategory');
  if (!['Zone', 'InstanceType', 'SystemDisk', 'DataDisk'].includes(destination)) {
    throw unsupported(`DescribeAvailableResource with DestinationResource=${destination}`);
  }
  const zones = regionOf(region)?.zones.filter((zone) => wantedZone === null || zone === wantedZone) ?? [];
  const list = zones.map((zone) => {
    const types = instanceTypes.filter(
      (type) =>
        isSold(type, zone) &&
        (typeId === null || type.id === typeId) &&
        (cores === null || type.cpu === cores) &&
        (memory === null || type.memoryGib === memory),
    );
    const inStock = types.filter((type) => !soldOutZones.has(zone) && !isOutOfStock(type, zone));
    const stock = stockOf(inStock.length > 0);
    return {
      RegionId: region,
      ZoneId: zone,
      ...stock,
      AvailableResources: {
        AvailableResource: destination === 'Zone' ? [] : [resources(destination, types, inStock)],
      },
    };
  });
  return { AvailableZones: { AvailableZone: list } };
};

function stockOf(available: boolean): { Status: string; StatusCategory: string } {
  return available
    ? { Status: 'Available', StatusCategory: 'WithStock' }
    : { Status: 'SoldOut', StatusCategory: 'WithoutStock' };
}

function resources(destination: string, types: readonly InstanceType[], inStock: readonly InstanceType[]) {
  const supported =
    destination === 'InstanceType'
      ? types.map((type) => ({ Value: type.id, ...stockOf(inStock.includes(type)) }))
      : diskCategories.map((category) => ({
          Value: category,
          ...stockOf(inStock.length > 0),
          Min: 20,
          Max: destination === 'SystemDisk' ? 2048 : 32_768,
          Unit: 'GiB',
        }));
  return { Type: destination, SupportedResources: { SupportedResource: supported } };
}
