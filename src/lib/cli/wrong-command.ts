import { type Failure, usageFailure } from '../errors.js';
import { suggest } from '../suggest.js';

/**
 * Why oclif found no command for these words. `commandIds` have colons, as oclif's: `vpc:create`. It takes every word up to the first flag for the name, so a command
 * with a word too many (`doctor now`) ends here as well.
 */
export function wrongCommand(argv: readonly string[], commandIds: readonly string[]): Failure {
  const typed = namesIn(argv);
  const commands = commandIds.map((id) => id.replaceAll(':', ' '));
  const isTopic = (name: string) => commands.some((command) => command.startsWith(`${name} `));
  for (let length = typed.length - 1; length > 0; length--) {
    const command = typed.slice(0, length).join(' ');
    if (commands.includes(command) && !isTopic(command)) {
      return usageFailure('UNEXPECTED_ARGUMENT', { argument: typed[length] ?? '', command });
    }
  }
  const command = typed.slice(0, 2).join(' ');
  const topics = new Set(
    commands.filter((name) => name.includes(' ')).map((name) => name.split(' ')[0] as string),
  );
  const suggestion =
    suggest(command, [...commands, ...topics]) ?? suggest(typed[0] ?? '', [...commands, ...topics]);
  return usageFailure('UNKNOWN_COMMAND', { command, suggestion });
}

/** The words before the first that can't be part of a name: a flag, or a value such as a URL, which may hold a password. */
function namesIn(argv: readonly string[]): string[] {
  const end = argv.findIndex((word) => !/^[a-z][\w:-]*$/i.test(word));
  return (end < 0 ? argv : argv.slice(0, end)).flatMap((word) => word.split(':'));
}
