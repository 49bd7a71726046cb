import * as Args from '@oclif/core/args';
import { AliproxyCommand, type CommandContext, type Parsed, type Report } from '../lib/cli/base-command.js';
import { type ProbeFlags, probeFlags } from '../lib/cli/probe-flags.js';

export default class Probe extends AliproxyCommand {
  static override summary = 'Reach targets, directly or through a proxy, and say what stands in the way.';

  static override description =
    `Each TARGET is host:port or a URL: tcp, http, https, redis, rediss, tls, mysql, postgres, ssh, grpc, grpcs, ws, wss, dns://[server]/name, or proxy:// for the proxy itself. Every step on the way is timed, and a failure has a code, somebody to turn to and a hint.

Options of one target (expect, body, timeout, slo, name, tag) stand in its fragment, which is never sent; quote it, because ; ends a command in shells: "https://api.internal/health#expect=200,204;timeout=3s;name=api"

Without -x and --direct the proxy is the one that Go programs take from HTTP_PROXY, HTTPS_PROXY and NO_PROXY (--env-rules: curl, or Node.js); for targets that are not HTTP the rules for https hold. -x is obeyed whatever NO_PROXY says.

Without TARGET the list probe.targets of aliproxy.yaml is probed; without that the proxies themselves, of -x or of the environment. Flags count before the file, also before what stands there for one target. In the file, \${NAME} in URLs, proxies and headers is the value of an environment variable.

Exit codes: 0 all passed (warnings allowed), 1 a target failed, 2 wrong usage or configuration (nothing was probed), 124 --wait or --deadline ran out, 130 interrupted (143 by SIGTERM), also where that ends --watch.`;

  static override examples = [
    {
      description: 'Is Redis in the VPC reachable through the proxy?',
      command: '<%= config.bin %> <%= command.id %> -x http://10.0.0.10:8080 redis://10.0.3.8:6379',
    },
    {
      description: 'Does the proxy itself work, and does it open a tunnel to the database?',
      command:
        '<%= config.bin %> <%= command.id %> -x socks5h://10.0.0.10:1080 --canary 10.0.3.9:3306 proxy://',
    },
    {
      description: 'Several targets, each through two proxies and directly, as JSON',
      command:
        '<%= config.bin %> <%= command.id %> -x 10.0.0.10:8080 -x 10.0.0.11:8080 --direct --json https://api.internal/health 10.0.3.9:3306',
    },
    {
      description: 'In a CI job: wait for services that are starting, and leave reports behind',
      command:
        '<%= config.bin %> <%= command.id %> --wait 60s --format github --report junit=probe.xml --report html=probe.html redis://10.0.3.8 grpc://10.0.3.7:9090',
    },
    {
      description: 'How steady is the way? Twenty probes, with a limit for the tunnel',
      command:
        '<%= config.bin %> <%= command.id %> --count 20 --interval 500ms --slo tunnel=200ms https://api.internal/health',
    },
  ];

  static override strict = false;

  static override args = {
    target: Args.string({ description: 'host:port or a URL; several are allowed.' }),
  };

  static override flags = probeFlags;

  protected override async perform({ argv, flags }: Parsed, context: CommandContext): Promise<Report> {
    const { readProbeRequest } = await import('../lib/cli/probe-request.js');
    const { checkReports, printerOf, readOutput, reportRun } = await import('../lib/cli/probe-output.js');
    const { runProbe } = await import('../lib/probe/run.js');
    const { host, text, signal, secrets, progress, warn } = context;
    const given = flags as ProbeFlags;
    const output = readOutput(given, context);
    const request = await readProbeRequest(argv, given, context);
    await checkReports(output, context);
    const onResult = await printerOf(output, context);
    const network = given.trace
      ? await (await import('../lib/cli/probe-trace.js')).tracedNetwork(context)
      : host.network;
    const onProgress = (done: number, total: number) => progress.update(text.probe.progress(done, total));
    const run = await runProbe(
      { ...request, explain: output.explain },
      {
        network,
        clock: host.clock,
        random: host.random,
        env: host.env,
        os: host.platform.os,
        signal,
        secrets,
        // A live line and a trace would write over each other.
        ...(onResult ? { onResult } : given.trace ? {} : { onProgress }),
        onDroppedVariable: (variable) => warn(text.probe.droppedVariable(variable)),
      },
    );
    return await reportRun(run, output, this.config.version, context);
  }
}
