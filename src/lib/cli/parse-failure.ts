import { Failure, usageFailure } from '../errors.js';
import { suggest } from '../suggest.js';

/** oclif's parse errors, as far as their structure is public. */
interface ParseError extends Error {
  readonly oclif?: { readonly exit?: number };
  readonly flags?: readonly string[];
  readonly args?: readonly (string | { readonly name: string })[];
  readonly parse?: { readonly input?: { readonly flags?: Readonly<Record<string, unknown>> } };
}

/** Whatever was thrown, as a failure with a code. Our own pass through, also when oclif has put its words on them. */
export function asFailure(error: unknown, command: string): Failure {
  if (error instanceof Failure) return error;
  const name = (error as Error | undefined)?.constructor?.name ?? '';
  const failure = byName[name]?.(error as ParseError, command);
  if (failure) return failure;
  if (typeof (error as ParseError)?.oclif?.exit === 'number') return byText(error as ParseError, command);
  return new Failure('INTERNAL', { detail: firstLine(describe(error)) }, { cause: error });
}

const byName: Readonly<Record<string, (error: ParseError, command: string) => Failure>> = {
  NonExistentFlagsError: (error, command) => {
    const flag = error.flags?.[0] ?? '';
    const known = Object.keys(error.parse?.input?.flags ?? {}).map((key) => `--${key}`);
    return usageFailure('UNKNOWN_FLAG', {
      flag,
      suggestion: flag.startsWith('--') ? suggest(flag, known) : null,
      command,
    });
  },
  UnexpectedArgsError: (error, command) =>
    usageFailure('UNEXPECTED_ARGUMENT', { argument: String(error.args?.[0] ?? ''), command }),
  RequiredArgsError: (error, command) => {
    const first = error.args?.[0];
    const argument = typeof first === 'object' ? first.name.toUpperCase() : '';
    return usageFailure('MISSING_ARGUMENT', { argument, command });
  },
};

/** Some of oclif's errors carry nothing but text; ours is pinned to one version of it, and tests hold their forms. */
function byText(error: ParseError, command: string): Failure {
  const line = firstLine(error.message);
  const needsValue = /^Flag (--[\w-]+) expects a value/.exec(line);
  if (needsValue) return usageFailure('FLAG_NEEDS_VALUE', { flag: needsValue[1] as string, command });
  const details = error.message.split('\n').map((part) => part.trim());
  const missing = details.map((part) => /^Missing required flag (\S+)/.exec(part)?.[1]).find(Boolean);
  if (missing)
    return usageFailure('MISSING_FLAG', {
      flag: missing.startsWith('-') ? missing : `--${missing}`,
      command,
    });
  const twice = details
    .map((part) => /^Flag (--[\w-]+) can only be specified once/.exec(part)?.[1])
    .find(Boolean);
  if (twice) return usageFailure('FLAG_TWICE', { flag: twice });
  const detail =
    details.find((part) => part !== '' && !/^The following errors?|^See more help/.test(part)) ?? line;
  return usageFailure('USAGE', { detail, command });
}

function describe(error: unknown): string {
  if (error instanceof Error) return error.message || error.name;
  return typeof error === 'string' ? error : 'unknown error';
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').replace(/\u001b\[[\d;]*m/g, '').trim();
}
