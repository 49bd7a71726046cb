import * as Flags from '@oclif/core/flags';
import type { Parsed } from '../../lib/cli/base-command.js';
import { CloudCommand, cloudFlags, createExitCodes, textFlag } from '../../lib/cli/cloud-command.js';
import type { Desk } from '../../lib/cli/desk.js';
import type { Cloud } from '../../lib/cloud/cloud.js';

export default class SgCreate extends CloudCommand {
  static override summary = 'Create a security group in a VPC.';
  static override description =
    `Looks for a group of this name among what aliproxy made in the VPC, and makes it only where there is none. It has no rules of its own: add them with "sg authorize".\n\n${createExitCodes}`;
  static override examples = [
    '<%= config.bin %> sg create --vpc vpc-bp1example --name web',
    '<%= config.bin %> sg create --vpc vpc-bp1example --name web --dry-run --json',
  ];
  static override flags = {
    vpc: Flags.string({ summary: 'VPC to put it in.', helpValue: 'VPC', helpGroup: 'GROUP' }),
    name: Flags.string({ summary: 'Name of the group.', helpValue: 'NAME', helpGroup: 'GROUP' }),
    ...cloudFlags,
  };

  protected async request({ flags }: Parsed, desk: Desk) {
    const { checkName } = await import('../../lib/cloud/names.js');
    const { findVpcs } = await import('../../lib/cloud/inventory.js');
    const { planGroup } = await import('../../lib/cloud/security-group.js');
    const asked = textFlag(flags.vpc);
    desk.expect('--vpc', 'vpc', asked);
    const name = checkName(await desk.text('--name', 'name', textFlag(flags.name)), 2);
    return async (cloud: Cloud) => {
      const vpc = await desk.pick('--vpc', 'vpc', asked, async () =>
        (await findVpcs(cloud.client, {})).map(({ id, name: label }) => ({
          value: id ?? '',
          name: `${label} (${id})`,
        })),
      );
      return planGroup({ name, vpc }, cloud);
    };
  }
}
