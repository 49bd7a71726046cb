import * as Flags from '@oclif/core/flags';
import { AliproxyCommand, type CommandContext, type Parsed, type Report } from '../lib/cli/base-command.js';
import { type FixFlags, fixMachine, fixModeOf, fixReport, undoReport } from '../lib/cli/doctor-fix.js';
import { shareReport } from '../lib/cli/doctor-report.js';
import { type DoctorFlags, readDoctorRequest } from '../lib/cli/doctor-request.js';
import { durationFlag } from '../lib/cli/flags.js';
import type { DoctorResult } from '../lib/doctor/run.js';
import { exitCodes } from '../lib/errors.js';

/** The flags' values as oclif gives them. */
interface Given extends DoctorFlags, FixFlags {
  readonly list?: boolean;
  readonly verbose?: boolean;
}

export default class Doctor extends AliproxyCommand {
  static override summary = 'Find out what is wrong on this machine: system, Go, proxy variables, ports.';

  static override description =
    `Looks at the system, at Windows' components, at Go and its settings, at the proxy variables as Go reads them, at the proxies they name, at names and ports, the clock, cloud credentials and the cloud's API, and says how to mend what is wrong. Nothing is changed without --fix, and nothing is contacted with --offline. "aliproxy doctor --list" names every check; ids and groups can be given to --only and --skip.

With --save-evidence what was seen is written to a file, without credentials; --replay judges such a file on any machine and touches nothing else. With --report the result is written as Markdown, as a page or as JSON, for others to read: names of hosts, of the machine and its user, and public addresses are replaced by labels.

With --fix each remedy is shown, before and after, and applied if you agree; then the machine is looked at again. Only your own settings are changed: variables of your Windows account, and what "go env -w" keeps. The rest is printed. --undo takes back what the last --fix changed.

Exit codes: 0 no check failed (warnings allowed), 1 a check failed (--strict: or warned, or could not run) or a fix did, 2 wrong usage or configuration, 130 interrupted.`;

  static override examples = [
    { description: 'Examine this machine', command: '<%= config.bin %> <%= command.id %>' },
    {
      description: 'Only what concerns proxies, without connecting to any',
      command: '<%= config.bin %> <%= command.id %> --only proxy --offline',
    },
    {
      description: 'In CI: one JSON document, and a warning fails',
      command: '<%= config.bin %> <%= command.id %> --json --strict --skip net.excluded-ports',
    },
    {
      description: 'Let somebody else have a look',
      command: '<%= config.bin %> <%= command.id %> --save-evidence evidence.json',
    },
    {
      description: 'Write a page to send to a colleague',
      command: '<%= config.bin %> <%= command.id %> --report doctor.html',
    },
    {
      description: 'See what could be mended, and change nothing',
      command: '<%= config.bin %> <%= command.id %> --fix --dry-run',
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
    url: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      summary:
        'Say also which proxy each client would use for this URL. [default: probe.targets, for the checks]',
      helpValue: 'URL',
      helpGroup: 'CHECKS',
    }),
    offline: Flags.boolean({ summary: 'Make no connection.', helpGroup: 'CHECKS' }),
    strict: Flags.boolean({
      summary: 'Exit 1 for a warning, too, and for a check that could not run.',
      helpGroup: 'CHECKS',
    }),
    timeout: durationFlag({
      summary: 'Limit for all that is asked of the machine. [default: 30s]',
      helpGroup: 'CHECKS',
    }),
    report: Flags.string({
      summary: 'Write a report for others to this file: .md, .html or .json. Names become labels.',
      helpValue: 'FILE',
      helpGroup: 'EVIDENCE',
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
    fix: Flags.boolean({
      summary: 'Mend what can be mended in your own settings, one by one, after asking.',
      helpGroup: 'FIXES',
    }),
    undo: Flags.boolean({ summary: 'Take back what the last --fix changed.', helpGroup: 'FIXES' }),
    yes: Flags.boolean({ char: 'y', summary: 'Go ahead without asking.', helpGroup: 'FIXES' }),
    'dry-run': Flags.boolean({
      summary: 'Show what would be changed, and change nothing.',
      helpGroup: 'FIXES',
    }),
    verbose: Flags.boolean({
      char: 'v',
      summary: 'Show passed and skipped checks one by one.',
      helpGroup: 'OUTPUT',
    }),
  };

  protected override async perform({ flags }: Parsed, context: CommandContext): Promise<Report> {
    const given = flags as Given & Readonly<Record<string, unknown>>;
    const mode = fixModeOf(given, context);
    if (mode === 'undo') return await undoReport(given, context);
    if (given.list) return await this.listChecks(context);
    const { name, version } = this.config;
    const asked = await readDoctorRequest(given, context, { name, version });
    const { runDoctor } = await import('../lib/doctor/run.js');
    const { showWaiting } = await import('../lib/doctor/waiting.js');
    const { columnsOf } = await import('../lib/output/width.js');
    const { slow: reason, waiting: words } = context.text.doctor;
    const { width } = context.terminal;
    const waiting = showWaiting(context.progress, context.host.clock, { width, words, reason, columnsOf });
    const request = { ...asked, onProgress: waiting.update };
    try {
      const fixed = mode === 'fix' ? await fixMachine(request, given, context) : null;
      const result = fixed?.result ?? (await runDoctor(request, context.host));
      const report = await this.present(result, given, context);
      return await shareReport(fixed ? await fixReport(fixed, report, context) : report, {
        result,
        fixes: fixed?.fixes ?? null,
        version,
        context,
        reportTo: given.report,
        savedTo: given['save-evidence'],
      });
    } finally {
      waiting.stop();
    }
  }

  private async present(
    result: DoctorResult,
    { fix, replay, verbose }: Given,
    { text, style }: CommandContext,
  ): Promise<Report> {
    const { explanationsJson } = await import('../lib/output/views/doctor-urls.js');
    const { doctorJson } = await import('../lib/output/views/doctor-json.js');
    const { doctorText } = await import('../lib/output/views/doctor.js');
    const { explanations } = result;
    const options = {
      verbose: verbose === true,
      version: this.config.version,
      fixable: replay === undefined && fix !== true,
    };
    return {
      exitCode: result.ok ? exitCodes.ok : exitCodes.no,
      json: { ...doctorJson(result, text), ...explanationsJson(explanations, text) },
      view: () => doctorText(result, { text, style }, options),
    };
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
