import {
  AliproxyCommand,
  type CommandContext,
  type Parsed,
  type Report,
} from '../../lib/cli/base-command.js';
import { exitCodes } from '../../lib/errors.js';

export default class SandboxResetCommand extends AliproxyCommand {
  static override summary = 'Clear the private sandbox that --sandbox commands share.';
  static override description =
    `Removes everything that cloud commands made with --sandbox, and the sandbox's key.
Sandboxes that keep their state in memory or in a --state file are not touched.

Exit codes: 0 cleared, or nothing was there; 2 the file could not be removed.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json',
  ];

  protected async perform(_input: Parsed, context: CommandContext): Promise<Report> {
    const { resetPrivateSandbox } = await import('../../lib/sandbox/private-sandbox.js');
    const { resetText } = await import('../../lib/output/views/sandbox.js');
    const result = await resetPrivateSandbox(context.host);
    return { exitCode: exitCodes.ok, json: { ok: true, ...result }, view: () => resetText(result, context) };
  }
}
