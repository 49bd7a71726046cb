import type { Call } from '../call.js';
import type { Image } from '../catalogue.js';
import type { Disk } from '../prices.js';
import { invalid, missing, notFound, ServiceError } from '../service-error.js';

/** What a call says about its instances, beside where they go: checked, secrets left out. */
export function readSettings(call: Call, image: Image) {
  const { parameters } = call;
  const chargeType = parameters.text('InstanceChargeType') ?? 'PostPaid';
  const period = parameters.number('Period');
  if (chargeType === 'PrePaid' && period === null) throw missing('Period');
  checkPassword(parameters.text('Password'));
  checkUserData(parameters.text('UserData'));
  return {
    description: parameters.text('Description') ?? '',
    tags: parameters.tags(),
    hostName: parameters.text('HostName') ?? '',
    keyPair: readKeyPair(call, image),
    chargeType,
    internetChargeType: parameters.text('InternetChargeType') ?? 'PayByTraffic',
    bandwidthOut: parameters.number('InternetMaxBandwidthOut') ?? 0,
    spotStrategy: parameters.text('SpotStrategy') ?? 'NoSpot',
    httpTokens: parameters.text('HttpTokens') ?? 'optional',
    deletionProtection: parameters.flag('DeletionProtection'),
    autoReleaseTime: readAutoReleaseTime(call),
    disks: readDisks(call, image),
  };
}

function readKeyPair({ parameters, state }: Call, image: Image): string | null {
  const name = parameters.text('KeyPairName');
  if (name === null) return null;
  if (image.os === 'windows') {
    throw new ServiceError(
      'DependencyViolation.WindowsInstance',
      403,
      'The instance creating is window, cannot use ssh key pair to login.',
    );
  }
  const region = parameters.text('RegionId');
  if (!state.keyPairs.some((pair) => pair.name === name && pair.region === region)) {
    throw notFound('InvalidKeyPairName.NotFound', 'KeyPairName');
  }
  return name;
}

function checkPassword(password: string | null): void {
  if (password === null) return;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(password));
  if (kinds.length < 3 || password.length < 8 || password.length > 30) {
    throw invalid('Password', 'InvalidPassword.Malformed');
  }
}

const userDataLimitBytes = 32 * 1024;

function checkUserData(text: string | null): void {
  if (text === null) return;
  if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(text))
    throw invalid('UserData', 'InvalidUserData.Base64FormatInvalid');
  if (Buffer.from(text, 'base64').length > userDataLimitBytes) {
    throw invalid('UserData', 'InvalidUserData.SizeExceeded');
  }
}

const leastReleaseMs = 30 * 60_000;

function readAutoReleaseTime({ parameters, now }: Call): string | null {
  const text = parameters.text('AutoReleaseTime');
  if (text === null) return null;
  const atMs = Date.parse(text);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?Z$/.test(text) || Number.isNaN(atMs)) {
    throw invalid('AutoReleaseTime', 'InvalidAutoReleaseTime.Malformed');
  }
  if (atMs < now + leastReleaseMs)
    throw invalid('AutoReleaseTime', 'InvalidAutoReleaseTime.ValueNotSupported');
  return text;
}

/** Categories and sizes of the disks, the system disk first. */
function readDisks({ parameters }: Call, image: Image): Disk[] {
  const size = parameters.text('SystemDisk.Size');
  const sizeGib = size === null ? Math.max(40, image.sizeGib) : Number(size);
  if (!Number.isInteger(sizeGib) || sizeGib < Math.max(20, image.sizeGib) || sizeGib > 2048) {
    throw invalid('SystemDisk.Size', 'InvalidSystemDiskSize.ValueNotSupported');
  }
  const system = { category: parameters.text('SystemDisk.Category') ?? 'cloud_efficiency', sizeGib };
  const data = parameters.records('DataDisk').map(({ Category = 'cloud_efficiency', Size = '' }) => {
    if (!/^\d+$/.test(Size) || Number(Size) < 20 || Number(Size) > 65_536) {
      throw invalid('DataDisk.N.Size', 'InvalidDataDiskSize.ValueNotSupported');
    }
    return { category: Category, sizeGib: Number(Size) };
  });
  return [system, ...data];
}
