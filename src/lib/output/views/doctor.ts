import type { FixCommand, Group, Status } from '../../doctor/check.js';
import type { Finding, FindingCode, Findings } from '../../doctor/findings.js';
import type { CheckResult } from '../../doctor/judge.js';
import type { DoctorResult } from '../../doctor/run.js';
import type { Messages } from '../../messages/en.js';
import type { ErrorText } from '../../messages/text.js';
import type { Presentation } from '../presentation.js';
import type { Style, Tone } from '../style.js';
import { type Cell, renderTable } from '../table.js';
import { columnsOf, wrapText } from '../width.js';

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

/** The report for people: a table of what matters, how to mend it, and a summary. */
export function doctorText(
  result: DoctorResult,
  { text, style }: Presentation,
  options: { readonly verbose: boolean; readonly savedTo?: string | undefined },
): string {
  const parts = [heading(result, { text, style }), resultTable(result, { text, style }, options.verbose)];
  const troubled = result.checks.filter(({ status }) => isTrouble(status));
  if (troubled.length > 0) parts.push(remedies(troubled, { text, style }));
  const tone: Tone = !result.ok ? 'bad' : result.summary.error > 0 ? 'warning' : 'good';
  const { doctor } = text;
  parts.push(
    `${wrapText(style.paint(tone, doctor.summary(result.summary, result.durationMs)), style.width)}\n`,
  );
  if (options.savedTo !== undefined) parts.push(`${doctor.saved(options.savedTo)}\n`);
  return parts.join('\n');
}

/** What `--list` prints. */
export function checkListText(
  checks: readonly { readonly id: CheckResult['id']; readonly group: Group }[],
  { text, style }: Presentation,
): string {
  const { columns, titles } = text.doctor;
  return renderTable(
    [{ head: columns.check, fixed: true }, { head: columns.group, fixed: true }, { head: columns.title }],
    checks.map(({ id, group }) => [id, group, titles[id]]),
    style,
  );
}

function heading(result: DoctorResult, { text, style }: Presentation): string {
  const { os, release, arch, node, name } = result.platform;
  const system = result.checks.find(({ id }) => id === 'os.version')?.found ?? `${name ?? os} ${release}`;
  const facts = [`aliproxy doctor  ${system}`, arch, `Node.js ${node}`];
  if (result.replayOf !== null) facts.push(text.doctor.replayed(result.replayOf));
  return `${wrapText(style.paint('strong', facts.join(', ')), style.width)}\n`;
}

function resultTable(result: DoctorResult, { text, style }: Presentation, verbose: boolean): string {
  const { columns } = text.doctor;
  const shown = result.checks.filter((check) => verbose || !isFolded(check));
  const rows = shown.map((check) => row(check, { text, style }));
  if (!verbose) {
    const folded = result.checks.filter(isFolded);
    rows.push(...(['pass', 'skip'] as const).flatMap((status) => foldedRow(status, folded, { text, style })));
  }
  return renderTable(
    [
      { head: columns.status, fixed: true },
      { head: columns.check, fixed: true },
      { head: columns.found },
      { head: columns.expected },
    ],
    rows,
    style,
  );
}

function row(check: CheckResult, { text, style }: Presentation): Cell[] {
  const { message } = wordsOf(check.finding, text);
  return [
    statusCell(check.status, { text, style }),
    check.id,
    message ?? check.found ?? '-',
    check.expected ?? '',
  ];
}

function foldedRow(status: Status, checks: readonly CheckResult[], presentation: Presentation): Cell[][] {
  const ids = checks.filter((check) => check.status === status).map(({ id }) => id);
  if (ids.length === 0) return [];
  return [
    [statusCell(status, presentation), presentation.text.doctor.folded(ids.length), ids.join(', '), ''],
  ];
}

/** Nothing to do and nothing to learn: a pass, or a check that is not for this system. */
function isFolded({ status, finding }: CheckResult): boolean {
  return status === 'pass' || (status === 'skip' && finding?.code !== 'NEEDS');
}

function isTrouble(status: Status): boolean {
  return status === 'fail' || status === 'warn' || status === 'error';
}

const tones: Readonly<Record<Status, keyof Style['symbol']>> = {
  pass: 'good',
  info: 'note',
  warn: 'warning',
  fail: 'bad',
  skip: 'quiet',
  error: 'bad',
};

function statusCell(status: Status, { text, style }: Presentation): Cell {
  const tone = tones[status];
  return { text: `${style.symbol[tone]} ${text.doctor.statuses[status]}`, tone };
}

function remedies(checks: readonly CheckResult[], { text, style }: Presentation): string {
  const lines = [style.paint('strong', text.doctor.howToFix)];
  checks.forEach((check, index) => {
    const { hint } = wordsOf(check.finding, text);
    const number = `${index + 1}. `;
    const indent = ' '.repeat(number.length);
    const sentence = wrapText(`${check.id}: ${hint ?? ''}`, style.width - number.length);
    lines.push(number + sentence.replaceAll('\n', `\n${indent}`));
    for (const command of check.fix?.commands ?? []) lines.push(...commandLines(command, style, indent));
    if (check.docs !== null && !hint?.includes(check.docs)) {
      const docs = wrapText(`${text.doctor.docs}: ${check.docs}`, style.width - indent.length);
      lines.push(indent + style.paint('quiet', docs).replaceAll('\n', `\n${indent}`));
    }
  });
  return `${lines.join('\n')}\n`;
}

const prompts: Readonly<Record<FixCommand['shell'], string>> = { powershell: 'PS> ', cmd: '> ', bash: '$ ' };

/** Broken only where the shell goes on reading: a command is there to be copied. */
function commandLines({ shell, command }: FixCommand, style: Style, indent: string): string[] {
  const first = `${indent}${prompts[shell]}`;
  if (shell !== 'powershell' || columnsOf(first + command) <= style.width) return [first + command];
  const [, head = command, rest] = /^(.*?SetEnvironmentVariable\()(.*)$/.exec(command) ?? [];
  if (rest === undefined) return [first + head];
  const inner = `${indent}  `;
  const fits = columnsOf(inner + rest) <= style.width;
  return [first + head, ...(fits ? [rest] : rest.split(/(?<=',) (?=')/)).map((line) => inner + line)];
}

interface Words {
  readonly message: string | null;
  readonly hint: string | null;
}

function wordsOf(finding: Finding | null, text: Messages): Words {
  if (finding === null) return { message: null, hint: null };
  const { message, hint } = entryOf(finding.code, text);
  return { message: message(finding.facts) || null, hint: hint(finding.facts) || null };
}

/** The entry for a code takes that code's facts; a union of codes hides that from the compiler. */
function entryOf(code: FindingCode, text: Messages): ErrorText<Findings[FindingCode]> {
  return text.doctor.findings[code] as ErrorText<Findings[FindingCode]>;
}

function oneLine(text: string | null): string | null {
  return text?.replaceAll('\n', '; ') ?? null;
}
