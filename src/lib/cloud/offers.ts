import { listAt, textAt } from './answer.js';
import type { CloudClient } from './client.js';

/** Something to choose from, as a question shows it. */
export interface Offer {
  readonly value: string;
  readonly name: string;
}

/** Instance types on sale in a zone (or anywhere in the region), in the service's order. */
export async function offeredTypes(client: CloudClient, zone: string | null): Promise<Offer[]> {
  const parameters = { DestinationResource: 'InstanceType', IoOptimized: 'optimized', ZoneId: zone };
  const answer = await client.call('Ecs', 'DescribeAvailableResource', parameters, { kind: 'read' });
  const types = listAt(answer, 'AvailableZones', 'AvailableZone')
    .flatMap((item) => listAt(item, 'AvailableResources', 'AvailableResource'))
    .flatMap((item) => listAt(item, 'SupportedResources', 'SupportedResource'))
    .filter((item) => textAt(item, 'Status') !== 'SoldOut')
    .map((item) => textAt(item, 'Value'));
  return [...new Set(types)].map((value) => ({ value, name: value }));
}

/** Public images that run on an instance type. */
export async function offeredImages(client: CloudClient, instanceType: string): Promise<Offer[]> {
  const parameters = { ImageOwnerAlias: 'system', InstanceType: instanceType, PageSize: 100 };
  const answer = await client.call('Ecs', 'DescribeImages', parameters, { kind: 'read' });
  return listAt(answer, 'Images', 'Image').map((image) => {
    const value = textAt(image, 'ImageId');
    const system = textAt(image, 'OSNameEn') || textAt(image, 'OSName');
    return { value, name: system ? `${system} (${value})` : value };
  });
}
