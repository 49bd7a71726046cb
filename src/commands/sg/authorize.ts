import * as Flags from '@oclif/core/flags';
import type { Parsed } from '../../lib/cli/base-command.js';
import { CloudCommand, cloudFlags, createExitCodes, textFlag } from '../../lib/cli/cloud-command.js';
import type { Desk } from '../../lib/cli/desk.js';
import { choiceFlag, integerFlag } from '../../lib/cli/flags.js';
import type { Cloud } from '../../lib/cloud/cloud.js';
import type { Direction } from '../../lib/cloud/resources.js';
import type { Peer, Protocol } from '../../lib/cloud/rules.js';
import { usageFailure } from '../../lib/errors.js';

export default class SgAuthorize extends CloudCommand {
  static override summary = 'Add rules to a security group.';
  static override description =
    `Without --group: the only group that aliproxy made in the region; where there is none, a new one in the only VPC that it made. Ports 80 and 443 are opened to all unless a source is named; a guarded port (22, 3389, 3306, 5432, 6379) or every port is opened to all only after a confirmation.\n\n${createExitCodes}`;
  static override examples = [
    '<%= config.bin %> sg authorize --port 443',
    '<%= config.bin %> sg authorize --port 22,8000-8100 --cidr 203.0.113.7 --description office',
    '<%= config.bin %> sg authorize --group sg-bp1example --protocol icmp --cidr 10.0.0.0/8',
  ];
  static override flags = {
    port: Flags.string({
      summary: 'Ports and ranges of ports, one rule each.',
      helpValue: '443,80,8000-8100',
      helpGroup: 'RULE',
    }),
    group: Flags.string({ summary: 'Security group to add to.', helpValue: 'SG', helpGroup: 'RULE' }),
    cidr: Flags.string({
      summary: 'Address or block that is let in (egress: that may be reached).',
      helpValue: 'CIDR',
      helpGroup: 'RULE',
    }),
    'source-group': Flags.string({
      summary: 'Group whose members are let in, instead of --cidr.',
      helpValue: 'SG',
      helpGroup: 'RULE',
    }),
    protocol: choiceFlag(['tcp', 'udp', 'icmp', 'gre', 'all'])({
      summary: 'Protocol; icmp, gre and all take no --port.',
      default: 'tcp',
      helpGroup: 'RULE',
    }),
    direction: choiceFlag(['ingress', 'egress'])({
      summary: 'Direction, seen from the servers.',
      default: 'ingress',
      helpGroup: 'RULE',
    }),
    policy: choiceFlag(['accept', 'drop'])({
      summary: 'Let it pass, or drop it.',
      default: 'accept',
      helpGroup: 'RULE',
    }),
    priority: integerFlag(1, 100)({ summary: '1 is strongest, 100 weakest.', default: 1, helpGroup: 'RULE' }),
    description: Flags.string({ summary: 'Note on the rule.', helpValue: 'TEXT', helpGroup: 'RULE' }),
    ...cloudFlags,
  };

  protected async request({ flags }: Parsed, desk: Desk) {
    const { readRanges } = await import('../../lib/cloud/rules.js');
    const { planAuthorize } = await import('../../lib/cloud/security-group.js');
    const protocol = flags.protocol as Protocol;
    const ranges =
      readRanges(textFlag(flags.port), protocol) ??
      readRanges(await desk.text('--port', 'port', null), protocol) ??
      [];
    const peer = await readSource(flags, ranges, desk);
    const request = {
      group: textFlag(flags.group),
      protocol,
      ranges,
      peer,
      direction: flags.direction as Direction,
      policy: flags.policy as 'accept' | 'drop',
      priority: flags.priority as number,
      description: textFlag(flags.description) ?? '',
    };
    return (cloud: Cloud) => planAuthorize(request, cloud);
  }
}

async function readSource(
  flags: Parsed['flags'],
  ranges: readonly { from: number; to: number }[],
  desk: Desk,
): Promise<Peer> {
  const { defaultPeer, readPeer } = await import('../../lib/cloud/rules.js');
  const cidr = textFlag(flags.cidr);
  const group = textFlag(flags['source-group']);
  if (cidr !== null && group !== null) {
    throw usageFailure('FLAG_CONFLICT', { flags: ['--cidr', '--source-group'] });
  }
  if (group !== null) return { kind: 'group', group };
  const unnamed = cidr === null ? defaultPeer(ranges) : null;
  return unnamed ?? readPeer('--cidr', await desk.text('--cidr', 'source', cidr));
}
