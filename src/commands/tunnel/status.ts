import * as Flags from '@oclif/core/flags';
import {
  AliproxyCommand,
  type CommandContext,
  type Parsed,
  type Report,
} from '../../lib/cli/base-command.js';
import { exitCodes } from '../../lib/errors.js';

export default class TunnelStatusCommand extends AliproxyCommand {
  static override summary = 'Show the tunnels that run on this machine: listeners, upstreams, traffic.';

  static override description =
    `Asks the admin listener of each tunnel that you have started here and that runs, and waits at most 3 s for an answer. A tunnel with --admin off can't be found.

Exit codes: 0 all of them answered, 1 none runs or one does not answer, 2 wrong usage.`;

  static override examples = [
    {
      description: 'All tunnels of yours on this machine',
      command: '<%= config.bin %> <%= command.id %>',
    },
    {
      description: 'The one with this admin listener',
      command: '<%= config.bin %> <%= command.id %> --admin http://127.0.0.1:9118',
    },
    {
      description: 'For a script: the states of the upstreams',
      command: "<%= config.bin %> <%= command.id %> --json | jq '.tunnels[].upstreams'",
    },
  ];

  static override flags = {
    admin: Flags.string({
      summary: 'Ask this admin listener, instead of those that are found.',
      helpValue: 'URL',
      helpGroup: 'TUNNEL',
    }),
  };

  protected override async perform({ flags }: Parsed, context: CommandContext): Promise<Report> {
    const { askTunnel, askTunnels } = await import('../../lib/tunnel/control/running-tunnels.js');
    const { tunnelsView } = await import('../../lib/output/views/tunnel/status.js');
    const { host, signal } = context;
    const admin = flags.admin as string | undefined;
    const found = admin === undefined ? await askTunnels(host, signal) : await askTunnel(admin, host, signal);
    const ok = found.unreachable.length === 0;
    return {
      exitCode: ok ? exitCodes.ok : exitCodes.no,
      json: { ok, ...found },
      view: () => tunnelsView(found, context),
    };
  }
}
