import { type Action, type Call, requiredRegion } from '../call.js';
import { imageOf, instanceTypeOf } from '../catalogue.js';
import { bandwidthPrice, type Disk, diskPrice } from '../prices.js';
import { invalid, missing, unsupported } from '../service-error.js';

const hoursOf: Readonly<Record<string, number>> = { Hour: 1, Week: 24 * 7, Month: 24 * 30, Year: 24 * 365 };

export const describePrice: Action = (call) => {
  const { parameters } = call;
  requiredRegion(call);
  const kind = parameters.text('ResourceType') ?? 'instance';
  if (kind !== 'instance') throw unsupported(`DescribePrice for ${kind}`);
  const typeId = parameters.text('InstanceType');
  if (typeId === null) throw missing('InstanceType');
  const type = instanceTypeOf(typeId);
  if (!type) throw invalid('InstanceType', 'InvalidInstanceType.ValueNotSupported');
  const imageId = parameters.text('ImageId');
  const image = imageId === null ? null : imageOf(imageId);
  if (image === undefined) throw invalid('ImageId', 'InvalidImageId.NotFound');
  const amount = parameters.number('Amount') ?? 1;
  const hours = (hoursOf[parameters.text('PriceUnit') ?? 'Hour'] ?? 1) * (parameters.number('Period') ?? 1);
  const disks = readDisks(call, Math.max(40, image?.sizeGib ?? 0));
  const bandwidth = parameters.number('InternetMaxBandwidthOut') ?? 0;
  const spot = (parameters.text('SpotStrategy') ?? 'NoSpot') !== 'NoSpot';
  parameters.accept(
    'ZoneId',
    'InstanceNetworkType',
    'IoOptimized',
    'InternetChargeType',
    'Scope',
    'SpotDuration',
    'Platform',
  );
  parameters.accept('SystemDisk.PerformanceLevel');
  const times = amount * hours;
  const details = [
    detail('instanceType', type.hourly * times, type.hourly * times * (spot ? 0.2 : 1)),
    ...disks.map((disk, index) => detail(index === 0 ? 'systemDisk' : 'dataDisk', diskPrice(disk) * times)),
    detail('bandwidth', bandwidthPrice(bandwidth) * times),
  ];
  const original = details.reduce((sum, { OriginalPrice }) => sum + OriginalPrice, 0);
  const trade = details.reduce((sum, { TradePrice }) => sum + TradePrice, 0);
  return {
    PriceInfo: {
      Price: { ...prices(original, trade), Currency: 'CNY', DetailInfos: { DetailInfo: details } },
      Rules: { Rule: [] },
    },
  };
};

function readDisks({ parameters }: Call, systemGib: number): Disk[] {
  const system = {
    category: parameters.text('SystemDisk.Category') ?? 'cloud_efficiency',
    sizeGib: parameters.number('SystemDisk.Size') ?? systemGib,
  };
  const data = parameters.records('DataDisk').map(({ Category = 'cloud_efficiency', Size = '20' }) => ({
    category: Category,
    sizeGib: Number(Size),
  }));
  return [system, ...data];
}

function detail(resource: string, original: number, trade = original) {
  return { Resource: resource, ...prices(original, trade) };
}

function prices(original: number, trade: number) {
  return {
    OriginalPrice: round(original),
    TradePrice: round(trade),
    DiscountPrice: round(original - trade),
  };
}

function round(price: number): number {
  return Math.round(price * 10_000) / 10_000;
}
