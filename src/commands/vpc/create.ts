import * as Flags from '@oclif/core/flags';
import type { Parsed } from '../../lib/cli/base-command.js';
import { CloudCommand, cloudFlags, createExitCodes, textFlag } from '../../lib/cli/cloud-command.js';
import type { Desk } from '../../lib/cli/desk.js';
import type { Cloud } from '../../lib/cloud/cloud.js';

export default class VpcCreate extends CloudCommand {
  static override summary = 'Create a VPC, with --zone also a vSwitch in it.';
  static override description =
    `Looks for a VPC of this name among what aliproxy made, and makes only what is missing: the command can be repeated.\n\n${createExitCodes}`;
  static override examples = [
    '<%= config.bin %> vpc create --name office --region cn-hangzhou',
    '<%= config.bin %> vpc create --name office --cidr 10.20.0.0/16 --zone cn-hangzhou-h',
    '<%= config.bin %> vpc create --name office --zone cn-hangzhou-h --sandbox --dry-run',
  ];
  static override flags = {
    name: Flags.string({ summary: 'Name of the VPC.', helpValue: 'NAME', helpGroup: 'VPC' }),
    cidr: Flags.string({
      summary: 'Its address block (a new one: 192.168.0.0/16 by default).',
      helpValue: 'CIDR',
      helpGroup: 'VPC',
    }),
    zone: Flags.string({ summary: 'Also make a vSwitch in this zone.', helpValue: 'ZONE', helpGroup: 'VPC' }),
    'vswitch-cidr': Flags.string({
      summary: 'Address block of the vSwitch (by default the first free /24).',
      helpValue: 'CIDR',
      helpGroup: 'VPC',
    }),
    ...cloudFlags,
  };

  protected async request({ flags }: Parsed, desk: Desk) {
    const { checkVpcRequest, planVpc } = await import('../../lib/cloud/vpc.js');
    const name = await desk.text('--name', 'name', textFlag(flags.name));
    const zone = textFlag(flags.zone);
    const vswitchCidr = textFlag(flags['vswitch-cidr']);
    if (vswitchCidr !== null) desk.expect('--zone', 'zone', zone);
    const request = { name, cidr: textFlag(flags.cidr), zone, vswitchCidr };
    checkVpcRequest(request);
    return async (cloud: Cloud) => {
      const wanted = vswitchCidr !== null && zone === null ? await cloud.chooseZone() : zone;
      return planVpc({ ...request, zone: wanted }, cloud);
    };
  }
}
