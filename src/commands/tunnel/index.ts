import {
  AliproxyCommand,
  type CommandContext,
  type Parsed,
  type Report,
} from '../../lib/cli/base-command.js';
import { interruptGate } from '../../lib/cli/interrupt-gate.js';
import { type TunnelFlags, tunnelFlags } from '../../lib/cli/tunnel-flags.js';
import type { ExitCode } from '../../lib/errors.js';
import type { Host } from '../../lib/host/host.js';

export default class Tunnel extends AliproxyCommand {
  static override summary = 'A proxy on this machine to rely on: failing over, and always saying why.';

  static override usage = '<%= command.id %> [FLAGS] [-- COMMAND [ARGUMENT...]]';

  static override description =
    `One port speaks HTTP CONNECT, plain-HTTP forwarding and SOCKS5. It goes directly, or through one or several upstream proxies (-u), balanced, health-checked and failed over. -L opens a local port that leads to one address, for programs that know no proxy: redis-cli, mysql, psql, RDP. It runs until Ctrl-C, lets open connections finish for --drain, and sums up.

Every refused or failed request is answered: an HTTP status, Proxy-Status (RFC 9209) and X-Aliproxy-Error with a code, or a SOCKS5 reply. Metadata addresses (100.100.100.200, 169.254.0.0/16), multicast, broadcast and 0.0.0.0/8 are never a target. It listens on loopback; elsewhere only with --allow-from, users or --client-ca.

With -- COMMAND it runs the command with the proxy variables set (and ALIPROXY_FWD_NAME for each named -L), and ends with it. What flags say can stand in aliproxy.yaml (section tunnel), which can say more: names and weights of upstreams, backups, the upstreams of one forward.

Exit codes: 0 ended by Ctrl-C or SIGTERM, 1 it could not listen, 2 wrong usage or configuration, 130 ended at once by a second Ctrl-C (143 by SIGTERM); with -- COMMAND the command's own, 128 and the number where a signal ended it.`;

  static override examples = [
    {
      description: 'A proxy on port 3128, straight to the targets',
      command: '<%= config.bin %> <%= command.id %>',
    },
    {
      description: 'Through two proxies of the VPC, and checked by a tunnel to the database',
      command:
        '<%= config.bin %> <%= command.id %> -u http://10.0.0.10:3128 -u http://10.0.0.11:3128 --canary 10.0.3.9:3306',
    },
    {
      description: 'Redis and PostgreSQL in the VPC on local ports',
      command:
        '<%= config.bin %> <%= command.id %> -u socks5h://10.0.0.10:1080 -L 6379:10.0.3.8:6379 -L 5432:pg.internal:5432',
    },
    {
      description: 'Run tests through the tunnel, on a free port, and end with them',
      command: '<%= config.bin %> <%= command.id %> -l 0 -L redis=0:10.0.3.8:6379 -u env -- go test ./...',
    },
    {
      description:
        'All settings from aliproxy.yaml, taken over when it changes; look first whether it is right',
      command: '<%= config.bin %> <%= command.id %> --check && <%= config.bin %> <%= command.id %> --watch',
    },
    {
      description: 'For a script: a free port, and a file that is there when it is ready',
      command: '<%= config.bin %> <%= command.id %> -l 127.0.0.1:0 --ready-file tunnel.json --json',
    },
    {
      description: 'Lead this PowerShell into a tunnel that runs on port 3128',
      command: '<%= config.bin %> <%= command.id %> --print-env powershell | Out-String | iex',
    },
  ];

  static override flags = tunnelFlags;

  /** The draining has a limit of its own. */
  protected override readonly graceMs = 2 ** 31 - 1;

  #command: readonly string[] | null = null;
  #gate = interruptGate({ onEnd: () => () => {}, endProcess: () => {} });

  /** What stands behind `--` is another program's; a Ctrl-C is that program's while it runs. */
  override async runWith(host: Host): Promise<ExitCode> {
    const end = this.argv.indexOf('--');
    if (end >= 0) {
      this.#command = this.argv.slice(end + 1);
      this.argv = this.argv.slice(0, end);
    }
    this.#gate = interruptGate(host.signals);
    return await super.runWith({ ...host, signals: this.#gate.signals });
  }

  protected override async perform({ flags }: Parsed, context: CommandContext): Promise<Report> {
    const { runTunnelCommand } = await import('../../lib/cli/tunnel-run.js');
    const call = { flags: flags as TunnelFlags, command: this.#command, gate: this.#gate };
    return await runTunnelCommand({ ...call, version: this.config.version }, context);
  }
}
