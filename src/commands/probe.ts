import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { AliproxyCommand, type CommandContext, type Parsed, type Report } from '../lib/cli/base-command.js';
import { durationFlag, integerFlag } from '../lib/cli/flags.js';
import { exitCodes, type Interrupted } from '../lib/errors.js';

export default class Probe extends AliproxyCommand {
  static override summary = 'Reach targets, directly or through a proxy, and say what stands in the way.';

  static override description =
    `Each TARGET is host:port or a URL: tcp://, http://, https://, redis:// or rediss://. Every step on the way is timed, and a failure has a code, somebody to turn to and a hint.

Options of one target stand in its fragment, which is never sent: https://api.internal/health#expect=200,204;timeout=3s;name=api

Without -x and --direct the proxy is the one that Go programs take from HTTP_PROXY, HTTPS_PROXY and NO_PROXY; for targets that are not HTTP the rules for https hold. Without TARGET the list probe.targets of aliproxy.yaml is probed.

Exit codes: 0 all passed (warnings allowed), 1 a target failed, 2 wrong usage or configuration, 124 --deadline ran out, 130 interrupted.`;

  static override examples = [
    {
      description: 'Is Redis in the VPC reachable through the proxy?',
      command: '<%= config.bin %> <%= command.id %> -x http://10.0.0.10:8080 redis://10.0.3.8:6379',
    },
    {
      description: 'Several targets, each through two proxies and directly, as JSON',
      command:
        '<%= config.bin %> <%= command.id %> -x 10.0.0.10:8080 -x 10.0.0.11:8080 --direct --json https://api.internal/health 10.0.3.9:3306',
    },
    {
      description: 'Wait for a service that is starting, for at most a minute',
      command: '<%= config.bin %> <%= command.id %> --attempts 5 --deadline 60s tcp://10.0.3.8:6379',
    },
  ];

  static override strict = false;

  static override args = {
    target: Args.string({ description: 'host:port or a URL; several are allowed.' }),
  };

  static override flags = {
    proxy: Flags.string({
      char: 'x',
      multiple: true,
      multipleNonGreedy: true,
      summary: 'HTTP proxy, [USER:PASSWORD@]HOST:PORT; repeat it to try each target through each.',
      helpValue: 'URL',
      helpGroup: 'ROUTE',
    }),
    direct: Flags.boolean({
      summary: 'No proxy; together with -x: without one as well.',
      helpGroup: 'ROUTE',
    }),
    'no-proxy': Flags.string({
      summary: 'Targets that go without a proxy, in the form of NO_PROXY.',
      helpValue: 'LIST',
      helpGroup: 'ROUTE',
    }),
    'connect-timeout': durationFlag({
      summary: 'For name lookup and TCP, to the proxy or the target. [default: 5s]',
      helpGroup: 'LIMITS',
    }),
    'tunnel-timeout': durationFlag({
      summary: "For the proxy's answer to CONNECT. [default: 10s]",
      helpGroup: 'LIMITS',
    }),
    timeout: durationFlag({ summary: 'For one attempt as a whole. [default: 15s]', helpGroup: 'LIMITS' }),
    attempts: integerFlag(
      1,
      5,
    )({
      summary: 'Tries at each target, after 1, 2, 4 and 4 s, where trying again may help. [default: 1]',
      helpGroup: 'LIMITS',
    }),
    deadline: durationFlag({ summary: 'For the whole run. [default: none]', helpGroup: 'LIMITS' }),
    concurrency: integerFlag(
      1,
      256,
    )({ summary: 'Probes at the same time. [default: 32]', helpGroup: 'LIMITS' }),
    'expect-status': Flags.string({
      summary: 'HTTP statuses that pass. [default: 200-399]',
      helpValue: '200-399,401',
      helpGroup: 'EXPECTATIONS',
    }),
    strict: Flags.boolean({ summary: 'Warnings fail.', helpGroup: 'EXPECTATIONS' }),
    insecure: Flags.boolean({
      summary: "Take the target's certificate as it is.",
      helpGroup: 'EXPECTATIONS',
    }),
    cacert: Flags.string({
      summary: 'Trust the authorities in this PEM file, and only these.',
      helpValue: 'FILE',
      helpGroup: 'EXPECTATIONS',
    }),
    'cert-days': integerFlag(
      0,
      3650,
    )({
      summary: 'Warn where a certificate ends within so many days. [default: 14]',
      helpGroup: 'EXPECTATIONS',
    }),
  };

  protected override async perform(input: Parsed, context: CommandContext): Promise<Report> {
    const { readProbeRequest } = await import('../lib/cli/probe-request.js');
    const { runProbe } = await import('../lib/probe/run.js');
    const { probeJson, probeView } = await import('../lib/output/views/probe.js');
    const { host, text, style, signal, progress, warn } = context;
    const request = await readProbeRequest(input, context);
    const run = await runProbe(request, {
      network: host.network,
      clock: host.clock,
      env: host.env,
      os: host.platform.os,
      signal,
      secrets: context.secrets,
      onProgress: (done, total) => progress.update(text.probe.progress(done, total)),
      onDroppedVariable: (variable) => warn(text.probe.droppedVariable(variable)),
    });
    const exitCode = run.interrupted
      ? (signal.reason as Interrupted).exitCode
      : run.deadlineReached
        ? exitCodes.timeout
        : run.ok
          ? exitCodes.ok
          : exitCodes.no;
    return { exitCode, json: probeJson(run, text), view: () => probeView(run, { text, style }) };
  }
}
