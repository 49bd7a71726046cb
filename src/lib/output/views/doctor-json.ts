import type { CheckResult } from '../../doctor/judge.js';
import type { DoctorResult } from '../../doctor/run.js';
import type { Messages } from '../../messages/en.js';
import { oneLine, wordsOf } from './doctor-words.js';

/** The JSON document of the contract; message, hint and description come from the catalogue, all else is as it is. */
export function doctorJson(result: DoctorResult, text: Messages): object {
  const { os, release, arch, node, wsl } = result.platform;
  return {
    ok: result.ok,
    platform: { os, release, arch, node, wsl },
    summary: result.summary,
    durationMs: result.durationMs,
    checks: result.checks.map((check) => checkJson(check, text)),
  };
}

function checkJson(check: CheckResult, text: Messages): object {
  const { message, hint } = wordsOf(check.finding, text);
  const { fix } = check;
  return {
    id: check.id,
    group: check.group,
    title: text.doctor.titles[check.id],
    status: check.status,
    found: oneLine(check.found),
    expected: oneLine(check.expected),
    message: oneLine(message),
    hint,
    fix: fix && { description: text.doctor.fixes[fix.kind], commands: fix.commands, safe: fix.safe },
    docs: check.docs,
    source: check.source,
    durationMs: check.durationMs,
  };
}
