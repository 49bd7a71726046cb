import { type Failure, usageFailure } from '../errors.js';
import { suggest } from '../suggest.js';

interface KnownNames {
  /** Command ids with colons, as oclif has them: `vpc:create`. */
  readonly commands: readonly string[];
  readonly topics: readonly string[];
}

/**
 * Why oclif found no command for these words. It takes every word up to the first flag for the name, so a command
 * with a word too many (`doctor now`) ends here as well.
 */
export function wrongCommand(argv: readonly string[], { commands, topics }: KnownNames): Failure {
  const firstFlag = argv.findIndex((word) => word.startsWith('-'));
  const typed = (firstFlag < 0 ? argv : argv.slice(0, firstFlag)).flatMap((word) => word.split(':'));
  const names = [...commands, ...topics].map((id) => id.replaceAll(':', ' '));
  for (let length = typed.length - 1; length > 0; length--) {
    const command = typed.slice(0, length).join(' ');
    const isTopic = topics.includes(command.replaceAll(' ', ':'));
    if (names.includes(command) && !isTopic) {
      return usageFailure('UNEXPECTED_ARGUMENT', { argument: typed[length] ?? '', command });
    }
  }
  const command = typed.join(' ');
  return usageFailure('UNKNOWN_COMMAND', {
    command,
    suggestion: suggest(command, names) ?? suggest(typed[0] ?? '', names),
  });
}
