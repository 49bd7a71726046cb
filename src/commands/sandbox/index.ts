import * as Flags from '@oclif/core/flags';
import {
  AliproxyCommand,
  type CommandContext,
  type Parsed,
  type Report,
} from '../../lib/cli/base-command.js';
import { exitCodes } from '../../lib/errors.js';

export default class SandboxCommand extends AliproxyCommand {
  static override summary = 'Run an embedded stand-in for the Alibaba Cloud API on this machine.';
  static override description =
    `It speaks the real RPC protocol (signature version 1 and ACS3-HMAC-SHA256), checks signatures, timestamps, nonces and parameters, and keeps state: VPCs, vSwitches, security groups, instances. No account is needed and nothing leaves the machine. The key it prints is made up and opens nothing but this sandbox.

Faults can be ordered with --fault (repeatable):
  throttle:ACTION:N       the next N calls get Throttling.User
  lost-response:ACTION:N  the next N calls are done, and not answered
  error:ACTION:CODE:N     the next N calls get this error
  slow:ACTION:MS          every call waits first
  no-stock:ZONE           the zone is sold out
  clock-skew:SECONDS      the sandbox's clock is off

Exit codes: 0 ended by Ctrl-C or SIGTERM; 1 it could not listen; 2 wrong usage.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --listen 127.0.0.1:8080 --state sandbox.json',
    '<%= config.bin %> <%= command.id %> --fault throttle:CreateVpc:2 --fault no-stock:cn-hangzhou-h --json',
  ];

  static override flags = {
    listen: Flags.string({
      summary: 'Loopback address and port; port 0 takes a free one.',
      default: '127.0.0.1:0',
      helpValue: 'HOST:PORT',
      helpGroup: 'SANDBOX',
    }),
    state: Flags.string({
      summary: 'Keep the state in this file, and share it with other sandboxes that name it.',
      helpValue: 'FILE',
      helpGroup: 'SANDBOX',
    }),
    fault: Flags.string({
      summary: 'Order a trouble, for example throttle:CreateVpc:2.',
      helpValue: 'SPEC',
      multiple: true,
      multipleNonGreedy: true,
      helpGroup: 'SANDBOX',
    }),
  };

  protected async perform({ flags }: Parsed, context: CommandContext): Promise<Report> {
    const { host, signal, json, emit, print } = context;
    const { openSandbox } = await import('../../lib/sandbox/open-sandbox.js');
    const { requestLine, sandboxStartText } = await import('../../lib/output/views/sandbox.js');
    const sandbox = await openSandbox(host, {
      listen: flags.listen as string,
      state: (flags.state as string | undefined) ?? null,
      faults: (flags.fault as string[] | undefined) ?? [],
      onRequest: (event) =>
        json ? emit({ event: 'request', ...event }) : print(requestLine(event, context)),
    });
    const { endpoint, accessKeyId, accessKeySecret } = sandbox;
    if (json) emit({ event: 'ready', endpoint, accessKeyId, accessKeySecret });
    else print(sandboxStartText(sandbox, context));
    await aborted(signal);
    await sandbox.close();
    return { exitCode: exitCodes.ok, json: null, view: null };
  }
}

/** Ctrl-C is the normal end: it resolves. */
function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
