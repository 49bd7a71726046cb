import { exitCodes, type Failure } from '../errors.js';
import type { Host } from '../host/host.js';
import { isLanguage, type Language, languageFrom, loadMessages } from '../messages/locale.js';
import type { Redactor } from '../redact.js';

interface FailedRun {
  readonly host: Host;
  readonly command: string;
  readonly json: boolean;
  readonly noColor: boolean;
  readonly lang: Language | undefined;
  readonly secrets: Redactor;
  /** What was thrown; its stack is for `DEBUG` only. */
  readonly cause?: unknown;
}

/** Prints a failure: one JSON document on stdout under `--json`, else two lines on stderr. */
export async function reportFailure(failure: Failure, run: FailedRun): Promise<void> {
  const { host, secrets } = run;
  const fromEnvironment = host.env.ALIPROXY_LANG;
  const chosen = run.lang ?? (fromEnvironment && isLanguage(fromEnvironment) ? fromEnvironment : undefined);
  const text = await loadMessages(languageFrom({ chosen, env: host.env, systemLocale: host.systemLocale }));
  const shown = {
    code: failure.code,
    textKey: failure.textKey,
    facts: secrets.value(failure.facts),
    details: failure.details,
  };
  const { failureJson, failureText } = await import('../output/views/failure.js');
  if (run.json) {
    const document = { schemaVersion: 1, command: run.command, ok: false, error: failureJson(shown, text) };
    host.output.out(`${JSON.stringify(secrets.value(document), null, 2)}\n`);
  } else {
    const { errorStyleFor } = await import('../output/style.js');
    const terminal = host.terminal({ noColor: run.noColor, noInput: true, json: false });
    host.output.err(secrets.text(failureText(shown, { text, style: errorStyleFor(terminal) })));
  }
  if (wantsStack(host.env.DEBUG) && failure.exitCode !== exitCodes.usage) {
    const cause = run.cause instanceof Error ? run.cause : failure;
    host.output.err(`${secrets.text(cause.stack ?? String(cause))}\n`);
  }
}

function wantsStack(debug: string | undefined): boolean {
  return debug !== undefined && /(?:^|[\s,])(?:\*|aliproxy)/.test(debug);
}
