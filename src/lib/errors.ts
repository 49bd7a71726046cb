import type { EndSignal } from './host/signals.js';

/** The exit codes of the contract. */
export const exitCodes = {
  ok: 0,
  no: 1,
  usage: 2,
  timeout: 124,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes] | number;

export interface FailureOptions {
  readonly exitCode?: ExitCode;
  /** The catalogue entry to speak with, where it is not the code itself (codes that a service invents). */
  readonly textKey?: string;
  /** More members of the JSON `error` object (`requestId`, `made`, `resume` …). */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/**
 * A failure that a user is told about: a stable code and the facts of the case. The sentence and the hint are made
 * from them by the message catalogue (`errors.<code>`), so a failure speaks every language and is compared by code.
 */
export class Failure<Facts extends object = object> extends Error {
  override readonly name: string = 'Failure';
  readonly code: string;
  readonly facts: Facts;
  readonly exitCode: ExitCode;
  readonly textKey: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, facts: Facts, options: FailureOptions = {}) {
    super(code, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.facts = facts;
    this.exitCode = options.exitCode ?? exitCodes.no;
    this.textKey = options.textKey ?? code;
    this.details = options.details ?? {};
  }
}

/** Somebody pressed Ctrl-C, closed the window or sent SIGTERM. */
export class Interrupted extends Failure<{ signal: EndSignal }> {
  override readonly name = 'Interrupted';

  constructor(signal: EndSignal, details: Readonly<Record<string, unknown>> = {}) {
    super(
      'INTERRUPTED',
      { signal },
      { exitCode: signal === 'SIGTERM' ? exitCodes.terminated : exitCodes.interrupted, details },
    );
  }
}

/** The failures that any command can meet, with the facts their sentences need. */
export interface CommonFailures {
  UNKNOWN_COMMAND: { command: string; suggestion: string | null };
  UNKNOWN_FLAG: { flag: string; suggestion: string | null; command: string };
  UNEXPECTED_ARGUMENT: { argument: string; command: string };
  MISSING_ARGUMENT: { argument: string; command: string };
  FLAG_NEEDS_VALUE: { flag: string; command: string };
  FLAG_TWICE: { flag: string };
  BAD_FLAG_VALUE: { flag: string; value: string; expected: string };
  FLAG_CONFLICT: { flags: readonly string[] };
  MISSING_FLAG: { flag: string; command: string };
  USAGE: { detail: string; command: string };
  INPUT_NEEDED: { flag: string; what: string };
  CONFIRMATION_NEEDED: { action: string };
  CONFIG_NOT_FOUND: { path: string };
  CONFIG_SYNTAX: { path: string; line: number; detail: string };
  CONFIG_UNKNOWN_KEY: { path: string; line: number; key: string; suggestion: string | null };
  CONFIG_BAD_VALUE: { path: string; line: number; key: string; expected: string };
  CONFIG_MISSING_VARIABLE: { path: string; line: number; key: string; variable: string };
  BAD_VARIABLE: { variable: string; value: string; expected: string };
  FILE_UNREADABLE: { path: string; reason: string };
  FILE_UNWRITABLE: { path: string; reason: string };
  INTERRUPTED: { signal: EndSignal };
  INTERNAL: { detail: string };
}

/** A wrong call or a wrong configuration: nothing was done, exit 2. */
export function usageFailure<Code extends keyof CommonFailures>(
  code: Code,
  facts: CommonFailures[Code],
): Failure<CommonFailures[Code]> {
  return new Failure(code, facts, { exitCode: exitCodes.usage });
}

/** Node's error code (`ENOENT`, `ECONNREFUSED` …) of anything thrown, or null. */
export function systemCode(error: unknown): string | null {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : null;
}
