import { Command } from '@oclif/core/command';
import * as Flags from '@oclif/core/flags';
import type { FlagInput } from '@oclif/core/interfaces';
import { type Configuration, loadConfiguration } from '../config/configuration.js';
import { type ExitCode, Failure, Interrupted, usageFailure } from '../errors.js';
import type { Host } from '../host/host.js';
import type { Progress } from '../host/progress.js';
import type { EndSignal } from '../host/signals.js';
import type { Terminal } from '../host/terminal.js';
import type { Messages } from '../messages/en.js';
import { isLanguage, type Language, languageFrom, languages, loadMessages } from '../messages/locale.js';
import type { Style } from '../output/style.js';
import { Redactor } from '../redact.js';
import { asksForJson, languageAskedFor, refusesColour } from './argv.js';
import { asFailure } from './parse-failure.js';
import { reportFailure } from './report-failure.js';

export const commonFlags = {
  json: Flags.boolean({
    summary: 'Print exactly one JSON document (or one object a line for commands that stream).',
    helpGroup: 'COMMON',
  }),
  lang: Flags.string({
    summary: 'Language of the output: en or zh.',
    helpValue: 'en|zh',
    helpGroup: 'COMMON',
  }),
  config: Flags.string({
    summary: 'Configuration file, instead of the aliproxy.yaml found upward from here.',
    helpValue: 'FILE',
    helpGroup: 'COMMON',
  }),
  'no-color': Flags.boolean({ summary: 'Print without colours.', helpGroup: 'COMMON' }),
  'no-input': Flags.boolean({
    summary: 'Never ask; what is missing becomes an error that names the flag.',
    helpGroup: 'COMMON',
  }),
} satisfies FlagInput;

/** Everything a command's work is done with. */
export interface CommandContext {
  readonly host: Host;
  readonly configuration: Configuration;
  readonly language: Language;
  readonly text: Messages;
  readonly terminal: Terminal;
  readonly style: Style;
  readonly json: boolean;
  readonly progress: Progress;
  /** Secrets this run has met: add each as soon as it is read. */
  readonly secrets: Redactor;
  /** Aborts at the first request to end; its reason is an `Interrupted`. */
  readonly signal: AbortSignal;
  /** One JSON line on stdout, at once; for commands that stream. Redacted. */
  emit(event: object): void;
  /** Text on stdout, at once; nothing under `--json`. Redacted. */
  print(text: string): void;
  /** A warning on stderr. Redacted. */
  warn(text: string): void;
}

/** What a command hands back: a value, and how it looks as a table. */
export interface Report {
  readonly exitCode: ExitCode;
  /** The capability's own value, redacted before anything is printed. Null: all was streamed already. */
  readonly json: object | null;
  /** The same as text; null: all was streamed already. */
  readonly view: (() => string) | null;
}

export type Parsed = { flags: Record<string, unknown>; args: Record<string, unknown>; argv: string[] };

/** How long a command may take to clean up after the first request to end, before it is ended anyway. */
const defaultGraceMs = 5_000;

/**
 * The frame of every command: language, configuration, JSON or table, error form, exit codes, Ctrl-C.
 * A command adds flags, one call and one view in `perform`.
 */
export abstract class AliproxyCommand extends Command {
  static override baseFlags = commonFlags;

  /** Ctrl-C is this command's normal end: `perform` then returns by itself. */
  protected readonly graceMs: number = defaultGraceMs;

  protected abstract perform(input: Parsed, context: CommandContext): Promise<Report>;

  override async run(): Promise<void> {
    const { nodeHost } = await import('../host/node/host.js');
    process.exitCode = await this.runWith(nodeHost());
  }

  /** Runs the command in a given world; the seam for tests. Never throws. */
  async runWith(host: Host): Promise<ExitCode> {
    const secrets = new Redactor();
    const end = watchEnd(host, this.graceMs);
    let context: CommandContext | undefined;
    try {
      const input = await this.parseInput();
      context = await this.createContext(host, input, secrets, end.signal);
      const report = await this.perform(input, context);
      context.progress.stop();
      this.write(report, context);
      return report.exitCode;
    } catch (error) {
      context?.progress.stop();
      const failure = asFailure(
        end.signal.aborted && isAbort(error) ? end.signal.reason : error,
        this.commandName(),
      );
      await reportFailure(failure, {
        host,
        command: this.commandName(),
        json: asksForJson(this.argv),
        noColor: refusesColour(this.argv),
        lang: context?.language ?? languageAskedFor(this.argv),
        secrets,
        cause: error,
      });
      return failure.exitCode;
    } finally {
      end.stop();
    }
  }

  /** `vpc create`, as a user types it. */
  protected commandName(): string {
    return (this.id ?? '').replaceAll(':', ' ');
  }

  private async parseInput(): Promise<Parsed> {
    this.parsed = true; // What oclif sets after success only; without it a wrong flag draws a second warning.
    const { flags, args, argv } = await this.parse();
    return { flags, args, argv: argv as string[] };
  }

  private async createContext(
    host: Host,
    input: Parsed,
    secrets: Redactor,
    signal: AbortSignal,
  ): Promise<CommandContext> {
    const { flags } = input;
    const json = flags.json === true || flags.format === 'json';
    const configuration = await loadConfiguration(host, flags.config as string | undefined);
    const language = chooseLanguage(host, configuration, flags.lang as string | undefined);
    const text = await loadMessages(language);
    const terminal = host.terminal({
      noColor: flags['no-color'] === true,
      noInput: flags['no-input'] === true,
      json,
    });
    const { errorStyleFor, styleFor } = await import('../output/style.js');
    const style = styleFor(terminal);
    const errorStyle = errorStyleFor(terminal);
    const progress = host.progress(terminal);
    return {
      host,
      configuration,
      language,
      text,
      terminal,
      style,
      json,
      progress,
      secrets,
      signal,
      emit: (event) => host.output.out(`${JSON.stringify(secrets.value(event))}\n`),
      print: (line) => {
        if (!json) host.output.out(secrets.text(line));
      },
      warn: (line) => {
        progress.stop();
        host.output.err(`${errorStyle.paint('warning', `${text.common.warning}:`)} ${secrets.text(line)}\n`);
      },
    };
  }

  private write(report: Report, { host, json, secrets }: CommandContext): void {
    if (json) {
      if (report.json === null) return;
      const document = { schemaVersion: 1, command: this.commandName(), ...report.json };
      host.output.out(`${JSON.stringify(secrets.value(document), null, 2)}\n`);
    } else if (report.view !== null) {
      host.output.out(secrets.text(report.view()));
    }
  }
}

function chooseLanguage(host: Host, configuration: Configuration, flag: string | undefined): Language {
  if (flag !== undefined && !isLanguage(flag)) {
    throw usageFailure('BAD_FLAG_VALUE', { flag: '--lang', value: flag, expected: languages.join(' | ') });
  }
  const chosen = configuration.find('lang', {
    flag: { name: '--lang', value: flag },
    variables: ['ALIPROXY_LANG'],
    read: (value) => (isLanguage(value) ? value : undefined),
    expected: languages.join(' | '),
  });
  return languageFrom({ chosen: chosen?.value, env: host.env, systemLocale: host.systemLocale });
}

/**
 * Runners such as npm pass a Ctrl-C on that the terminal has already sent to the whole group: what comes right behind
 * the first request is its echo, not a second one.
 */
const echoMs = 300;

/** The first request to end aborts the signal; the second, or the grace running out, ends the process at once. */
function watchEnd({ signals, clock }: Host, graceMs: number): { signal: AbortSignal; stop: () => void } {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let firstMs = 0;
  const endNow = (signal: EndSignal) => signals.endProcess(new Interrupted(signal).exitCode);
  const stopListening = signals.onEnd((signal) => {
    if (controller.signal.aborted) {
      if (clock.monotonic() - firstMs >= echoMs) endNow(signal);
      return;
    }
    firstMs = clock.monotonic();
    controller.abort(new Interrupted(signal));
    timer = setTimeout(() => endNow(signal), graceMs);
    timer.unref();
  });
  return {
    signal: controller.signal,
    stop: () => {
      clearTimeout(timer);
      stopListening();
    },
  };
}

/** After an abort, what libraries throw is the abort's echo; a failure of ours says more than its bare reason. */
function isAbort(error: unknown): boolean {
  return !(error instanceof Failure);
}
