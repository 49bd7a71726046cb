import * as Flags from '@oclif/core/flags';
import { AliproxyCommand, type CommandContext, type Parsed, type Report } from '../lib/cli/base-command.js';
import { durationFlag } from '../lib/cli/flags.js';
import { exitCodes, usageFailure } from '../lib/errors.js';

/** The flags' values as oclif gives them. */
interface Given {
  only: string[];
  skip: string[];
  list: boolean;
  offline: boolean;
  strict: boolean;
  timeout: number;
  'save-evidence': string;
  replay: string;
  verbose: boolean;
}

export default class Doctor extends AliproxyCommand {
  static override summary = 'Find out what is wrong on this machine: system, Go, proxy variables, ports.';

  static override description =
    `Looks at the system, at Windows' components, at Go and its settings, at the proxy variables as Go reads them, at the proxies they name and at the port of the tunnel, and says how to mend what is wrong. Nothing is changed. "aliproxy doctor --list" names every check; ids and groups can be given to --only and --skip.

With --save-evidence what was seen is written to a file, without credentials; --replay judges such a file on any machine and touches nothing else.

Exit codes: 0 no check failed (warnings allowed), 1 a check failed (--strict: or warned), 2 wrong usage or configuration, 130 interrupted.`;

  static override examples = [
    { description: 'Examine this machine', command: '<%= config.bin %> <%= command.id %>' },
    {
      description: 'Only what concerns proxies, without connecting to any',
      command: '<%= config.bin %> <%= command.id %> --only proxy --offline',
    },
    {
      description: 'In a build: a document, and warnings count',
      command: '<%= config.bin %> <%= command.id %> --json --strict --skip net.excluded-ports',
    },
    {
      description: 'Let somebody else have a look',
      command: '<%= config.bin %> <%= command.id %> --save-evidence evidence.json',
    },
  ];

  static override flags = {
    only: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      summary: 'Report only these checks.',
      helpValue: 'ID|GROUP',
      helpGroup: 'CHECKS',
    }),
    skip: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      summary: 'Leave these checks out.',
      helpValue: 'ID|GROUP',
      helpGroup: 'CHECKS',
    }),
    list: Flags.boolean({ summary: 'Name every check, and run none.', helpGroup: 'CHECKS' }),
    offline: Flags.boolean({ summary: 'Connect to nobody.', helpGroup: 'CHECKS' }),
    strict: Flags.boolean({ summary: 'Exit 1 for a warning, too.', helpGroup: 'CHECKS' }),
    timeout: durationFlag({
      summary: 'For everything that is asked of the machine. [default: 30s]',
      helpGroup: 'CHECKS',
    }),
    'save-evidence': Flags.string({
      summary: 'Write what was seen to this file, without credentials.',
      helpValue: 'FILE',
      helpGroup: 'EVIDENCE',
    }),
    replay: Flags.string({
      summary: 'Judge saved evidence instead of this machine.',
      helpValue: 'FILE',
      helpGroup: 'EVIDENCE',
    }),
    verbose: Flags.boolean({
      char: 'v',
      summary: 'Show passed and skipped checks one by one.',
      helpGroup: 'OUTPUT',
    }),
  };

  protected override async perform({ flags }: Parsed, context: CommandContext): Promise<Report> {
    const given = flags as Partial<Given>;
    if (given.list) return await this.listChecks(context);
    const { configuration, host, signal, style, text } = context;
    const saveEvidence = given['save-evidence'];
    const { replay } = given;
    if (replay !== undefined && saveEvidence !== undefined) {
      throw usageFailure('FLAG_CONFLICT', { flags: ['--replay', '--save-evidence'] });
    }
    const { doctorDefaults, runDoctor } = await import('../lib/doctor/run.js');
    const { showWaiting } = await import('../lib/doctor/waiting.js');
    const waiting = showWaiting(context.progress, host.clock, text.doctor.waiting);
    const skip = configuration.get<readonly string[]>(
      'doctor.skip',
      { flag: { name: '--skip', value: given.skip } },
      [],
    );
    const timeout = configuration.get<number>(
      'doctor.timeout',
      { flag: { name: '--timeout', value: given.timeout } },
      doctorDefaults.timeoutMs,
    );
    try {
      const result = await runDoctor(
        {
          ...doctorDefaults,
          only: given.only ?? [],
          skip: skip.value,
          skipSource:
            skip.origin.kind === 'file' ? `${skip.origin.path}:${skip.origin.line}: doctor.skip` : '--skip',
          offline: given.offline === true,
          strict: given.strict === true,
          timeoutMs: timeout.value,
          signal,
          onProgress: waiting.update,
          ...(replay === undefined ? {} : { replay }),
          ...(saveEvidence === undefined ? {} : { saveEvidence }),
        },
        host,
      );
      const { doctorJson, doctorText } = await import('../lib/output/views/doctor.js');
      return {
        exitCode: result.ok ? exitCodes.ok : exitCodes.no,
        json: doctorJson(result, text),
        view: () =>
          doctorText(result, { text, style }, { verbose: given.verbose === true, savedTo: saveEvidence }),
      };
    } finally {
      waiting.stop();
    }
  }

  private async listChecks({ text, style }: CommandContext): Promise<Report> {
    const { checks } = await import('../lib/doctor/checks/list.js');
    const { checkListText } = await import('../lib/output/views/doctor.js');
    const { titles } = text.doctor;
    return {
      exitCode: exitCodes.ok,
      json: { ok: true, checks: checks.map(({ id, group }) => ({ id, group, title: titles[id] })) },
      view: () => checkListText(checks, { text, style }),
    };
  }
}
