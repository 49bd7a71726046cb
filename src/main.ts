import { Config } from '@oclif/core/config';
import type { Plugin } from '@oclif/core/interfaces';
import { run } from '@oclif/core/run';
import { asksForJson, languageAskedFor, refusesColour } from './lib/cli/argv.js';
import { asFailure } from './lib/cli/parse-failure.js';
import { reportFailure } from './lib/cli/report-failure.js';
import { wrongCommand } from './lib/cli/wrong-command.js';
import { exitCodes, Failure, systemCode } from './lib/errors.js';
import { nodeHost } from './lib/host/node/host.js';
import { Redactor } from './lib/redact.js';

export interface Installation {
  /** The package's folder. */
  readonly root: string;
  /** The root plugin, already loaded; otherwise it is made from `root` and its manifest. */
  readonly plugins?: Map<string, Plugin>;
}

/**
 * Runs the command line and ends the process. oclif's own `execute` is not used: it prints its own errors and does
 * not wait for its output.
 */
export async function main(argv: string[], installation: Installation): Promise<never> {
  const output: { failure?: NodeJS.ErrnoException } = {};
  const writeErrors = new Set<unknown>();
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      endOnClosedPipe(error);
      output.failure ??= error;
      writeErrors.add(error);
    });
  }
  const words = argv[0] === 'help' ? [...argv.slice(1), '--help'] : argv;
  const crash = async (error: unknown) => {
    // oclif listens, too, and throws what it hears; the end of this function deals with it.
    if (error === output.failure) return;
    for (const event of crashes) process.removeAllListeners(event);
    // A command that goes on printing (--watch) ends at the second write that fails.
    const failure = writeErrors.has(error) ? unwritableOutput(error) : asFailure(error, '');
    process.exit(await report(failure, error, words));
  };
  for (const event of crashes) process.on(event, crash);
  try {
    const config = await Config.load({ ...installation });
    await run(words, config);
  } catch (error) {
    process.exitCode = await fail(error, words, installation);
  }
  await Promise.all([written(process.stdout), written(process.stderr)]);
  if (output.failure && !process.exitCode) {
    process.exitCode = await report(unwritableOutput(output.failure), output.failure, words);
  }
  process.exit();
}

function unwritableOutput(error: unknown): Failure {
  return new Failure('FILE_UNWRITABLE', { path: 'stdout', reason: systemCode(error) ?? 'UNKNOWN' });
}

/** What oclif itself refuses: an unknown command, help for one, `--help` that ends by an exit error. */
async function fail(error: unknown, argv: readonly string[], installation: Installation): Promise<number> {
  const exit = (error as { oclif?: { exit?: number } }).oclif?.exit;
  if (exit === 0) return exitCodes.ok;
  return report((await unknownCommand(error, argv, installation)) ?? asFailure(error, ''), error, argv);
}

/** Prints a failure that no command has printed; returns its exit code. */
async function report(failure: Failure, cause: unknown, argv: readonly string[]): Promise<number> {
  await reportFailure(failure, {
    host: nodeHost(),
    command: argv
      .filter((word) => /^[a-z][\w-]*$/.test(word))
      .slice(0, 2)
      .join(' '),
    json: asksForJson(argv),
    noColor: refusesColour(argv),
    lang: languageAskedFor(argv),
    secrets: new Redactor(),
    cause,
  });
  return failure.exitCode;
}

async function unknownCommand(
  error: unknown,
  argv: readonly string[],
  installation: Installation,
): Promise<Failure | null> {
  if (typeof (error as { oclif?: { exit?: number } }).oclif?.exit !== 'number') return null;
  const { commandIDs } = await Config.load({ ...installation });
  return wrongCommand(argv, commandIDs);
}

/** What nobody caught; a fault while it is reported must not come here again. */
const crashes = ['uncaughtException', 'unhandledRejection'] as const;

function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()));
}

/** `aliproxy … | head`: the reader has gone, and that is no failure of ours. */
function endOnClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE' || error.code === 'EOF') process.exit(process.exitCode ?? exitCodes.ok);
}
