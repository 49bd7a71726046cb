import * as Args from '@oclif/core/args';
import {
  AliproxyCommand,
  type CommandContext,
  type Parsed,
  type Report,
} from '../../lib/cli/base-command.js';
import { exitCodes, usageFailure } from '../../lib/errors.js';

export default class TunnelPasswd extends AliproxyCommand {
  static override summary = 'Hash a password for --auth-file of the tunnel.';

  static override description =
    `Prints USER:HASH, a line for the file that "aliproxy tunnel --auth-file" reads, and nothing else. The password is asked for twice and not shown; without a terminal it is the first line of standard input. It is never an argument: everybody on the machine could read it.

The hash is scrypt with a salt of its own: the same password gives another line each time.

Exit codes: 0 the line is printed, 2 wrong usage, no password, or two that differ, 130 interrupted.`;

  static override examples = [
    {
      description: 'Ask for a password, and add the user to a file',
      command: '<%= config.bin %> <%= command.id %> li >> users.txt',
    },
    {
      description: 'In a script, the password from a file',
      command: '<%= config.bin %> <%= command.id %> li --json < password.txt',
    },
  ];

  static override args = {
    user: Args.string({ required: true, description: 'The name of the user, without a colon.' }),
  };

  protected override async perform({ args }: Parsed, context: CommandContext): Promise<Report> {
    const { askNewPassword } = await import('../../lib/cli/ask-password.js');
    const { makePasswordLine } = await import('../../lib/tunnel/access/password-line.js');
    const { isUserName } = await import('../../lib/tunnel/access/users.js');
    const user = args.user as string;
    if (!isUserName(user)) {
      throw usageFailure('BAD_FLAG_VALUE', { flag: 'USER', value: user, expected: 'li, li.wei@example' });
    }
    const made = await makePasswordLine(user, await askNewPassword(user, context), context.host);
    return { exitCode: exitCodes.ok, json: { ok: true, ...made }, view: () => `${made.line}\n` };
  }
}
