import type { InstanceType } from './catalogue.js';

export interface Disk {
  readonly category: string;
  readonly sizeGib: number;
}

/** Made up, like every price here: yuan for a GiB and hour. */
const diskHourly: Readonly<Record<string, number>> = {
  cloud: 0.0003,
  cloud_efficiency: 0.0005,
  cloud_ssd: 0.0014,
  cloud_essd: 0.0021,
  cloud_auto: 0.0016,
  cloud_essd_entry: 0.0007,
};

const bandwidthHourly = 0.063;

export function diskPrice({ category, sizeGib }: Disk): number {
  return (diskHourly[category] ?? 0.001) * sizeGib;
}

export function bandwidthPrice(mbits: number): number {
  return bandwidthHourly * mbits;
}

/** Yuan an hour, made up and always the same. */
export function hourlyPrice(type: InstanceType, disks: readonly Disk[], bandwidthMbits: number): number {
  const storage = disks.reduce((sum, disk) => sum + diskPrice(disk), 0);
  return type.hourly + storage + bandwidthPrice(bandwidthMbits);
}
