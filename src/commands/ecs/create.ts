import { resolve } from 'node:path';
import * as Flags from '@oclif/core/flags';
import type { CommandContext, Parsed } from '../../lib/cli/base-command.js';
import { CloudCommand, cloudFlags, createExitCodes, textFlag } from '../../lib/cli/cloud-command.js';
import type { Desk } from '../../lib/cli/desk.js';
import { choiceFlag, integerFlag } from '../../lib/cli/flags.js';
import type { Cloud } from '../../lib/cloud/cloud.js';
import type { ChargeType } from '../../lib/cloud/price.js';
import { usageFailure } from '../../lib/errors.js';

const tenMinutesMs = 600_000;

export default class EcsCreate extends CloudCommand {
  static override summary = 'Create servers, for example a proxy host.';
  static override description =
    `Without --vswitch: the only one that aliproxy made (in --zone); where there is none, a new one in --zone in the only VPC that it made. The group likewise. No public address by default, and the metadata service asks for a session token. It costs money: without a terminal it needs --yes; --dry-run shows the price.\n\n${createExitCodes}`;
  static override examples = [
    '<%= config.bin %> ecs create --name proxy --type ecs.e-c1m1.large --image aliyun_3_x64_20G_alibase_20260612.vhd --dry-run',
    '<%= config.bin %> ecs create --name proxy --type ecs.e-c1m1.large --image aliyun_3_x64_20G_alibase_20260612.vhd --zone cn-hangzhou-h --key-pair office --yes',
    '<%= config.bin %> ecs create --name worker --count 3 --spot --disk cloud_essd:40 --user-data setup.sh --type ecs.g7.large --image aliyun_3_x64_20G_alibase_20260612.vhd --yes',
  ];
  static override flags = {
    name: Flags.string({ summary: 'Name of the server.', helpValue: 'NAME', helpGroup: 'SERVER' }),
    type: Flags.string({ summary: 'Instance type.', helpValue: 'TYPE', helpGroup: 'SERVER' }),
    image: Flags.string({ summary: 'Image to start from.', helpValue: 'IMAGE', helpGroup: 'SERVER' }),
    vswitch: Flags.string({ summary: 'vSwitch to put it in.', helpValue: 'VSWITCH', helpGroup: 'SERVER' }),
    group: Flags.string({ summary: 'Security group of the server.', helpValue: 'SG', helpGroup: 'SERVER' }),
    zone: Flags.string({ summary: 'Zone to put it in.', helpValue: 'ZONE', helpGroup: 'SERVER' }),
    'key-pair': Flags.string({
      summary: 'SSH key pair for logging in.',
      helpValue: 'NAME',
      helpGroup: 'SERVER',
    }),
    disk: Flags.string({
      summary: 'System disk: category and GiB.',
      helpValue: 'cloud_essd:40',
      helpGroup: 'SERVER',
    }),
    count: integerFlag(1, 100)({ summary: 'How many of them.', default: 1, helpGroup: 'SERVER' }),
    charge: choiceFlag(['PostPaid', 'PrePaid'])({
      summary: 'Pay as you go, or for one month without renewal.',
      default: 'PostPaid',
      helpGroup: 'SERVER',
    }),
    spot: Flags.boolean({
      summary: 'Take spare capacity at the going price; it can be taken back.',
      helpGroup: 'SERVER',
    }),
    'user-data': Flags.string({
      summary: 'File that the server runs at its first start.',
      helpValue: 'FILE',
      helpGroup: 'SERVER',
    }),
    'public-bandwidth': integerFlag(
      0,
      100,
    )({
      summary: 'Mbit/s outwards with a public address; 0 for none.',
      default: 0,
      helpGroup: 'SERVER',
    }),
    ...cloudFlags,
  };

  protected override readonly timeoutMs = tenMinutesMs;

  protected async request({ flags }: Parsed, desk: Desk, { host, secrets }: CommandContext) {
    const { readDisk, readUserData } = await import('../../lib/cloud/server-options.js');
    const { planInstances } = await import('../../lib/cloud/instance.js');
    const { offeredImages, offeredTypes } = await import('../../lib/cloud/offers.js');
    const { checkServerName } = await import('../../lib/cloud/names.js');
    const name = checkServerName(await desk.text('--name', 'name', textFlag(flags.name)));
    const [type, image, zone] = [textFlag(flags.type), textFlag(flags.image), textFlag(flags.zone)];
    desk.expect('--type', 'type', type);
    desk.expect('--image', 'image', image);
    const chargeType = flags.charge as ChargeType;
    if (flags.spot === true && chargeType === 'PrePaid') {
      throw usageFailure('FLAG_CONFLICT', { flags: ['--spot', '--charge PrePaid'] });
    }
    const disk = textFlag(flags.disk);
    const userData = textFlag(flags['user-data']);
    const request = {
      name,
      vswitch: textFlag(flags.vswitch),
      group: textFlag(flags.group),
      zone,
      keyPair: textFlag(flags['key-pair']),
      disk: disk === null ? null : readDisk(disk),
      count: flags.count as number,
      chargeType,
      spot: flags.spot === true,
      userData:
        userData === null ? null : await readUserData(host.files, resolve(host.platform.cwd, userData)),
      publicBandwidth: flags['public-bandwidth'] as number,
    };
    secrets.add(request.userData);
    return async (cloud: Cloud) => {
      const instanceType = await desk.pick('--type', 'type', type, () => offeredTypes(cloud.client, zone));
      const imageId = await desk.pick('--image', 'image', image, () =>
        offeredImages(cloud.client, instanceType),
      );
      return planInstances({ ...request, instanceType, image: imageId }, cloud);
    };
  }
}
