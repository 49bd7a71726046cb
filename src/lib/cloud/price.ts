import { numberAt, objectAt, textAt } from './answer.js';
import type { Cloud } from './cloud.js';
import { CloudError } from './failures.js';
import type { Price } from './plan.js';
import type { ServiceHint } from './service-codes.js';

export const chargeTypes = ['PostPaid', 'PrePaid'] as const;
export type ChargeType = (typeof chargeTypes)[number];

export interface Disk {
  readonly category: string;
  readonly sizeGib: number;
}

/** What the price of a server depends on. */
export interface InstanceRequest {
  readonly instanceType: string;
  readonly image: string;
  readonly count: number;
  /** The system disk; null: as the service chooses. */
  readonly disk: Disk | null;
  /** PrePaid buys one month, without renewal. */
  readonly chargeType: ChargeType;
  /** A spot instance at the going price; it can be taken back by the service. */
  readonly spot: boolean;
  /** Mbit/s outwards; 0: no public address. */
  readonly publicBandwidth: number;
}

/** Refusals that the creating call would repeat, only later: better known before anything is made. */
const meansUs = new Set<string>([
  'SERVICE_NOT_SOLD',
  'SERVICE_IMAGE',
  'SERVICE_ZONE',
] satisfies ServiceHint[]);

/**
 * The price of the servers by the service's list; null where it does not say, which is no reason to stop. Fails where
 * the service knows no such type, image or zone.
 */
export async function priceOf(
  request: InstanceRequest,
  zone: string,
  { client }: Cloud,
): Promise<Price | null> {
  const monthly = request.chargeType === 'PrePaid';
  const parameters = {
    ResourceType: 'instance',
    InstanceType: request.instanceType,
    ImageId: request.image,
    Amount: request.count,
    ZoneId: zone,
    'SystemDisk.Category': request.disk?.category,
    'SystemDisk.Size': request.disk?.sizeGib,
    InternetMaxBandwidthOut: request.publicBandwidth,
    SpotStrategy: request.spot ? 'SpotAsPriceGo' : undefined,
    PriceUnit: monthly ? 'Month' : 'Hour',
    Period: 1,
  };
  try {
    const answer = await client.call('Ecs', 'DescribePrice', parameters, { kind: 'read' });
    const price = objectAt(objectAt(answer, 'PriceInfo'), 'Price');
    const amount = numberAt(price, 'TradePrice');
    if (amount === null) return null;
    return { amount, currency: textAt(price, 'Currency') || 'CNY', per: monthly ? 'month' : 'hour' };
  } catch (error) {
    if (error instanceof CloudError && !meansUs.has(error.textKey)) return null;
    throw error;
  }
}
