/** What the imitated cloud sells. Names are real ones; stock and prices are made up, and stay the same. */

export interface Region {
  readonly id: string;
  readonly name: string;
  readonly zones: readonly string[];
}

export const regions: readonly Region[] = [
  region('cn-hangzhou', '华东1（杭州）', 'hijk'),
  region('cn-shanghai', '华东2（上海）', 'bglm'),
  region('cn-beijing', '华北2（北京）', 'hijk'),
  region('cn-shenzhen', '华南1（深圳）', 'cdef'),
  region('cn-guangzhou', '华南3（广州）', 'ab'),
  region('cn-qingdao', '华北1（青岛）', 'bc'),
  region('cn-zhangjiakou', '华北3（张家口）', 'abc'),
  region('cn-chengdu', '西南1（成都）', 'ab'),
  region('cn-hongkong', '中国香港', 'bcd'),
  region('ap-southeast-1', '新加坡', 'abc'),
  region('ap-northeast-1', '日本（东京）', 'abc'),
  region('eu-central-1', '德国（法兰克福）', 'ab'),
  region('us-east-1', '美国（弗吉尼亚）', 'ab'),
  region('us-west-1', '美国（硅谷）', 'ab'),
];

function region(id: string, name: string, letters: string): Region {
  const separator = id.startsWith('cn-') ? '-' : '';
  return { id, name, zones: [...letters].map((letter) => `${id}${separator}${letter}`) };
}

export function regionOf(id: string): Region | undefined {
  return regions.find((candidate) => candidate.id === id);
}

export interface InstanceType {
  readonly id: string;
  readonly family: string;
  readonly cpu: number;
  readonly memoryGib: number;
  readonly category: string;
  readonly architecture: 'X86' | 'ARM';
  /** Made up: yuan an hour. */
  readonly hourly: number;
  /** In how many zones of a region it is sold, from the first on. */
  readonly zones: number;
}

export const instanceTypes: readonly InstanceType[] = [
  type('ecs.t6-c1m1.large', 2, 2, 'Shared', 0.12, 9),
  type('ecs.t6-c1m2.large', 2, 4, 'Shared', 0.2, 9),
  type('ecs.e-c1m1.large', 2, 2, 'Shared', 0.1, 9),
  type('ecs.e-c1m2.large', 2, 4, 'Shared', 0.15, 9),
  type('ecs.u1-c1m2.large', 2, 4, 'General-purpose', 0.28, 9),
  type('ecs.c6.large', 2, 4, 'Compute-optimized', 0.39, 9),
  type('ecs.g6.large', 2, 8, 'General-purpose', 0.48, 9),
  type('ecs.c7.large', 2, 4, 'Compute-optimized', 0.42, 9),
  type('ecs.c7.xlarge', 4, 8, 'Compute-optimized', 0.84, 9),
  type('ecs.g7.large', 2, 8, 'General-purpose', 0.5, 9),
  type('ecs.g7.xlarge', 4, 16, 'General-purpose', 1, 9),
  type('ecs.r7.large', 2, 16, 'Memory-optimized', 0.66, 9),
  type('ecs.g8i.large', 2, 8, 'General-purpose', 0.55, 2),
  type('ecs.g8y.large', 2, 8, 'General-purpose', 0.4, 1, 'ARM'),
];

function type(
  id: string,
  cpu: number,
  memoryGib: number,
  category: string,
  hourly: number,
  zones: number,
  architecture: 'X86' | 'ARM' = 'X86',
): InstanceType {
  const family = id
    .split('.')
    .slice(0, 2)
    .join('.')
    .replace(/-c\d+m\d+$/, '');
  return { id, family, cpu, memoryGib, category, architecture, hourly, zones };
}

export function instanceTypeOf(id: string): InstanceType | undefined {
  return instanceTypes.find((candidate) => candidate.id === id);
}

/** Is a type sold in a zone at all? */
export function isSold(item: InstanceType, zone: string): boolean {
  const home = regions.find(({ zones }) => zones.includes(zone));
  return home !== undefined && home.zones.indexOf(zone) < item.zones;
}

/** Types that are listed in a zone, and always sold out there: the usual surprise, to be met on purpose. */
export function isOutOfStock(item: InstanceType, zone: string): boolean {
  return item.id === 'ecs.r7.large' && regions.some(({ zones }) => zones[0] === zone);
}

export const diskCategories = [
  'cloud_efficiency',
  'cloud_ssd',
  'cloud_essd',
  'cloud_auto',
  'cloud_essd_entry',
];

export interface Image {
  readonly id: string;
  readonly family: string;
  readonly name: string;
  readonly nameEn: string;
  readonly os: 'linux' | 'windows';
  readonly platform: string;
  readonly architecture: 'x86_64' | 'arm64';
  readonly sizeGib: number;
}

export const images: readonly Image[] = [
  {
    id: 'aliyun_3_x64_20G_alibase_20260612.vhd',
    family: 'acs:alibaba_cloud_linux_3_2104_lts_x64',
    name: 'Alibaba Cloud Linux 3.2104 LTS 64位',
    nameEn: 'Alibaba Cloud Linux 3.2104 LTS 64 bit',
    os: 'linux',
    platform: 'Aliyun',
    architecture: 'x86_64',
    sizeGib: 20,
  },
  {
    id: 'aliyun_3_arm64_20G_alibase_20260612.vhd',
    family: 'acs:alibaba_cloud_linux_3_2104_lts_arm64',
    name: 'Alibaba Cloud Linux 3.2104 LTS 64位 ARM版',
    nameEn: 'Alibaba Cloud Linux 3.2104 LTS 64 bit for ARM',
    os: 'linux',
    platform: 'Aliyun',
    architecture: 'arm64',
    sizeGib: 20,
  },
  {
    id: 'ubuntu_24_04_x64_20G_alibase_20260615.vhd',
    family: 'acs:ubuntu_24_04_x64',
    name: 'Ubuntu 24.04 64位',
    nameEn: 'Ubuntu 24.04 64 bit',
    os: 'linux',
    platform: 'Ubuntu',
    architecture: 'x86_64',
    sizeGib: 20,
  },
  {
    id: 'ubuntu_22_04_x64_20G_alibase_20260610.vhd',
    family: 'acs:ubuntu_22_04_x64',
    name: 'Ubuntu 22.04 64位',
    nameEn: 'Ubuntu 22.04 64 bit',
    os: 'linux',
    platform: 'Ubuntu',
    architecture: 'x86_64',
    sizeGib: 20,
  },
  {
    id: 'debian_12_10_x64_20G_alibase_20260610.vhd',
    family: 'acs:debian_12_x64',
    name: 'Debian 12.10 64位',
    nameEn: 'Debian 12.10 64 bit',
    os: 'linux',
    platform: 'Debian',
    architecture: 'x86_64',
    sizeGib: 20,
  },
  {
    id: 'win2022_21H2_x64_dtc_en-us_40G_alibase_20260618.vhd',
    family: 'acs:windows_server_2022_dtc_en_x64',
    name: 'Windows Server 2022 数据中心版 64位英文版',
    nameEn: 'Windows Server 2022 Datacenter 64 bit English',
    os: 'windows',
    platform: 'Windows Server 2022',
    architecture: 'x86_64',
    sizeGib: 40,
  },
];

/** An image by its id; one of another date is an earlier build of the same, which the cloud keeps for a while. */
export function imageOf(id: string): Image | undefined {
  const withoutDate = (text: string) => text.replace(/_alibase_\d{8}\.vhd$/, '_alibase');
  const image = images.find((candidate) => withoutDate(candidate.id) === withoutDate(id));
  return image && { ...image, id };
}

export function fitsImage(item: InstanceType, image: Image): boolean {
  return (item.architecture === 'ARM') === (image.architecture === 'arm64');
}
