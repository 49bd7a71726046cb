import type { Messages } from '../../../messages/en.js';
import type { ProbeResult, ProbeRun } from '../../../probe/result.js';
import { otherWarnings } from './causes.js';
import { wellFormed } from './clean-text.js';
import { explanationWords } from './explanation.js';
import { distinct, titleOf } from './titles.js';
import { diagnosisWords } from './words.js';

/**
 * TAP version 13, with the escapes of 14: Perl's `prove` (3.44) fails a stream that says 14, and every reader of 14
 * takes 13. A warning is `ok` and explained in its YAML block: the directives SKIP and TODO mean something else.
 * A run that was cut short bails out at the end.
 */
export function probeTap(run: ProbeRun, text: Messages): string {
  const { reports } = text.probe;
  const names = distinct(run.results.map(titleOf));
  const lines = ['TAP version 13', `1..${run.results.length}`];
  for (const [index, result] of run.results.entries()) {
    const verdict = result.ok ? 'ok' : 'not ok';
    lines.push(`${verdict} ${index + 1} - ${escapeDescription(names[index] ?? '')}`);
    lines.push('  ---', ...diagnosticsOf(result, text).map((line) => `  ${line}`), '  ...');
  }
  if (run.interrupted) lines.push(`Bail out! ${reports.interrupted}`);
  else if (run.deadlineReached !== null) lines.push(`Bail out! ${reports.cutShort(run.deadlineReached)}`);
  return `${lines.join('\n')}\n`;
}

function diagnosticsOf(result: ProbeResult, text: Messages): string[] {
  const { target, kind, status, diagnosis, phase, attempts, timingsMs, warnings, stats, explanation } =
    result;
  const words = diagnosis && diagnosisWords(diagnosis, text);
  const lines = fields({ target, kind, status });
  if (diagnosis && words) {
    const { code, blame } = diagnosis;
    lines.push(...fields({ code, phase, blame, message: words.message, hint: words.hint }));
  }
  if (explanation) {
    const { sentence, next } = explanationWords(explanation, text);
    lines.push(...fields({ verdict: explanation.verdict, sentence, next }));
  }
  if (otherWarnings(result).length > 0) {
    lines.push('warnings:');
    for (const warning of warnings) {
      const [code = '', message = ''] = fields({
        code: warning.code,
        message: diagnosisWords(warning, text).message,
      });
      lines.push(`  - ${code}`, `    ${message}`);
    }
  }
  lines.push(...fields({ attempts: attempts.length }));
  lines.push(...nested('timingsMs', timingsMs), ...nested('stats', { ...stats }));
  return lines;
}

function nested(name: string, values: Parameters<typeof fields>[0]): string[] {
  const inside = fields(values).map((line) => `  ${line}`);
  return inside.length === 0 ? [] : [`${name}:`, ...inside];
}

/** What is null is left out. */
function fields(values: Readonly<Record<string, string | number | null>>): string[] {
  return Object.entries(values).flatMap(([name, value]) => {
    if (value === null) return [];
    return `${name}: ${typeof value === 'number' ? value : quoted(value)}`;
  });
}

/**
 * Double quotes, with the escapes that YAML 1.2 and the subset of it in Perl's TAP reader have in common: two hex
 * digits at most, so line separators beyond them and what is no character become blanks or U+FFFD.
 */
function quoted(text: string): string {
  const clean = wellFormed(text)
    .replace(/[\u2028\u2029]/g, ' ')
    .replace(/\ufeff/g, '\ufffd')
    .replace(/[\\"]/g, '\\$&')
    .replace(/[\u0000-\u001f\u007f-\u009f]/g, (character) => escapes[character] ?? hex(character));
  return `"${clean}"`;
}

const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function hex(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

/** Of one line; a bare `#` would begin a directive. */
function escapeDescription(text: string): string {
  return text.replace(/[\\#]/g, '\\$&');
}
