import * as Flags from '@oclif/core/flags';
import {
  AliproxyCommand,
  type CommandContext,
  type Parsed,
  type Report,
} from '../../lib/cli/base-command.js';
import { durationFlag, integerFlag } from '../../lib/cli/flags.js';
import { exitCodes } from '../../lib/errors.js';

export default class Tunnel extends AliproxyCommand {
  static override summary = 'Open a local HTTP proxy that always says why a connection failed.';

  static override description =
    `One port speaks HTTP CONNECT and plain-HTTP forwarding. It connects directly, prints what it listens on, runs until Ctrl-C, lets open connections finish for --drain, and sums up.

Every refused or failed request is answered: an HTTP status, Proxy-Status (RFC 9209) and X-Aliproxy-Error with a code. Metadata addresses (100.100.100.200, 169.254.0.0/16), multicast, broadcast and 0.0.0.0/8 are never a target. It listens on loopback only.

Exit codes: 0 ended by Ctrl-C or SIGTERM, 1 it could not listen, 2 wrong usage or configuration, 130 ended at once by a second Ctrl-C (143 by SIGTERM).`;

  static override examples = [
    {
      description: 'A proxy on port 3128, and a request through it',
      command: '<%= config.bin %> <%= command.id %>',
    },
    {
      description: 'On a free port, for a script that waits for the file',
      command: '<%= config.bin %> <%= command.id %> --listen 127.0.0.1:0 --ready-file tunnel.json --json',
    },
    {
      description: 'On both loopback addresses, with a shorter patience for targets',
      command:
        '<%= config.bin %> <%= command.id %> -l 127.0.0.1:3128 -l "[::1]:3128" --connect-timeout 2s --idle-timeout 10m',
    },
  ];

  static override flags = {
    listen: Flags.string({
      char: 'l',
      multiple: true,
      multipleNonGreedy: true,
      summary: 'Where to listen, on loopback; port 0 picks a free one; repeatable. [default: 127.0.0.1:3128]',
      helpValue: 'HOST:PORT',
      helpGroup: 'LISTENERS',
    }),
    'ready-file': Flags.string({
      summary: 'Write the ready event to this file as soon as connections are accepted.',
      helpValue: 'FILE',
      helpGroup: 'LISTENERS',
    }),
    'connect-timeout': durationFlag({
      summary: 'For name lookup and connection to a target. [default: 5s]',
      helpGroup: 'LIMITS',
    }),
    'header-timeout': durationFlag({
      summary: 'For the head of a request to arrive. [default: 10s]',
      helpGroup: 'LIMITS',
    }),
    linger: durationFlag({
      summary: 'How long nothing may move once one side has closed. [default: 15s]',
      helpGroup: 'LIMITS',
    }),
    'idle-timeout': durationFlag({
      summary: 'How long nothing may move while both sides are open. [default: no limit]',
      helpGroup: 'LIMITS',
    }),
    'max-connections': integerFlag(
      1,
      65_536,
    )({ summary: 'Connections at the same time. [default: 1024]', helpGroup: 'LIMITS' }),
    drain: durationFlag({
      summary: 'How long open connections may go on after Ctrl-C. [default: 8s]',
      helpGroup: 'LIMITS',
    }),
  };

  /** The draining has a limit of its own. */
  protected override readonly graceMs = 2 ** 31 - 1;

  protected override async perform(input: Parsed, context: CommandContext): Promise<Report> {
    const { readTunnelRequest } = await import('../../lib/cli/tunnel-request.js');
    const { runTunnel } = await import('../../lib/tunnel/run.js');
    const { tunnelEndView, tunnelReadyView } = await import('../../lib/output/views/tunnel/tunnel.js');
    const { host, text, style, json, progress } = context;
    const presentation = { text, style };
    const end = await runTunnel(
      {
        ...readTunnelRequest(input, context),
        signal: context.signal,
        onReady: (ready) => {
          if (json) context.emit(ready);
          else context.print(tunnelReadyView(ready, presentation));
        },
        onDraining: (active) => progress.update(text.tunnel.draining(active)),
      },
      host,
    );
    if (json) context.emit(end);
    return { exitCode: exitCodes.ok, json: null, view: () => tunnelEndView(end, presentation) };
  }
}
