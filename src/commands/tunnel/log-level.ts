import * as Args from '@oclif/core/args';
import {
  AliproxyCommand,
  type CommandContext,
  type Parsed,
  type Report,
} from '../../lib/cli/base-command.js';
import { pidFlag, pidOf, pidSummary } from '../../lib/cli/running-tunnel-flags.js';
import { exitCodes, usageFailure } from '../../lib/errors.js';
import { type LogLevel, logLevels } from '../../lib/tunnel/observe/log-level.js';

export default class TunnelLogLevelCommand extends AliproxyCommand {
  static override summary = 'Change what a running tunnel writes to its access log.';

  static override description =
    `error: connections that failed. info: every connection at its end. debug: also when it is decided where it goes. off: none.
It holds until the tunnel ends, or until its configuration is reloaded with another level. A tunnel that was started without --access-log has nowhere to write.

Exit codes: 0 changed, 1 no tunnel runs or it does not answer, 2 wrong usage (several run, and --pid does not say which).`;

  static override examples = [
    { description: 'See everything for a while', command: '<%= config.bin %> <%= command.id %> debug' },
    {
      description: 'One of several tunnels, back to normal',
      command: '<%= config.bin %> <%= command.id %> info --pid 4242',
    },
  ];

  static override args = {
    level: Args.string({ description: logLevels.join(', '), required: true }),
  };

  static override flags = {
    pid: pidFlag({ summary: pidSummary, helpGroup: 'TUNNEL' }),
  };

  protected override async perform({ flags, args }: Parsed, context: CommandContext): Promise<Report> {
    const { chooseTunnel, setLogLevel } = await import('../../lib/tunnel/control/running-tunnels.js');
    const { host, signal, secrets, text } = context;
    const level = readLevel(args.level as string);
    const tunnel = await chooseTunnel(
      { pid: pidOf(flags), command: `tunnel log-level ${level}` },
      host,
      signal,
    );
    secrets.add(tunnel.token);
    const { pid, admin } = tunnel;
    await setLogLevel(tunnel, level, host, signal);
    return {
      exitCode: exitCodes.ok,
      json: { ok: true, pid, admin, level },
      view: () => `${text.tunnelStatus.levelSet(pid, level)}\n`,
    };
  }
}

function readLevel(value: string): LogLevel {
  const level = logLevels.find((one) => one === value);
  if (level === undefined) {
    throw usageFailure('BAD_FLAG_VALUE', { flag: 'LEVEL', value, expected: logLevels.join(' | ') });
  }
  return level;
}
