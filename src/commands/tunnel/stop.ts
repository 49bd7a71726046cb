import {
  AliproxyCommand,
  type CommandContext,
  type Parsed,
  type Report,
} from '../../lib/cli/base-command.js';
import { durationFlag } from '../../lib/cli/flags.js';
import { pidFlag, pidOf, pidSummary } from '../../lib/cli/running-tunnel-flags.js';
import { exitCodes } from '../../lib/errors.js';

const defaultTimeoutMs = 60_000;

export default class TunnelStopCommand extends AliproxyCommand {
  static override summary = 'End a tunnel that runs in another window, and wait until it has drained.';

  static override description =
    `The tunnel accepts nothing more, lets open connections finish for its --drain, cuts what is left, and ends: what Ctrl-C does where it was started. Works on Windows, too, where programs can't be sent SIGTERM.

Exit codes: 0 it has ended, 1 none runs or it does not answer, 2 wrong usage (several run, and --pid does not say which), 124 it still runs after --timeout.`;

  static override examples = [
    { description: 'The only one that runs', command: '<%= config.bin %> <%= command.id %>' },
    {
      description: 'One of several',
      command: '<%= config.bin %> <%= command.id %> --pid 4242 --timeout 10s',
    },
  ];

  static override flags = {
    pid: pidFlag({ summary: pidSummary, helpGroup: 'TUNNEL' }),
    timeout: durationFlag({ summary: 'How long to wait for its end. [default: 60s]', helpGroup: 'TUNNEL' }),
  };

  protected override async perform({ flags }: Parsed, context: CommandContext): Promise<Report> {
    const { chooseTunnel, stopTunnel } = await import('../../lib/tunnel/control/running-tunnels.js');
    const { host, signal, secrets, progress, text } = context;
    const tunnel = await chooseTunnel({ pid: pidOf(flags), command: 'tunnel stop' }, host, signal);
    secrets.add(tunnel.token);
    const { pid, admin } = tunnel;
    progress.update(text.tunnelStatus.stopping(pid));
    await stopTunnel(tunnel, (flags.timeout as number | undefined) ?? defaultTimeoutMs, host, signal);
    return {
      exitCode: exitCodes.ok,
      json: { ok: true, stopped: { pid, admin } },
      view: () => `${text.tunnelStatus.stopped(pid)}\n`,
    };
  }
}
