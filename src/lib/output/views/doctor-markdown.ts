import type { FixCommand, Status } from '../../doctor/check.js';
import type { CheckResult } from '../../doctor/judge.js';
import type { Messages } from '../../messages/en.js';
import { type DoctorReport, factsOf, troublesOf } from './doctor-report.js';
import { adviceOf, foundOf, remediesOf, wordsOf } from './doctor-words.js';

const marks: Readonly<Record<Status, string>> = {
  pass: '✅',
  info: 'ℹ️',
  warn: '⚠️',
  fail: '❌',
  skip: '➖',
  error: '❗',
};

const languages: Readonly<Record<FixCommand['shell'], string>> = {
  powershell: 'powershell',
  cmd: 'bat',
  bash: 'sh',
};

/** The report as GitHub-flavoured Markdown: for an issue, or a chat. */
export function doctorMarkdown(report: DoctorReport, text: Messages): string {
  const { result } = report;
  const words = text.doctorReport;
  const troubles = troublesOf(result);
  const parts = [
    `## ${words.title}`,
    table(
      ['', ''],
      factsOf(report, text).map(([name, value]) => [`**${escapeMarkdown(name)}**`, escapeMarkdown(value)]),
    ),
    `### ${words.troubles}`,
    troubles.length === 0 ? words.noTroubles : checkTable(troubles, text),
    ...remedyParts(report, text),
    details(words.allChecks(result.checks.length), checkTable(result.checks, text)),
    ...(report.urls === '' ? [] : [details(words.urls, fence(report.urls, 'text'))]),
    ...(report.fixes === null ? [] : [details(words.fixes, fence(report.fixes, 'text'))]),
    details(words.evidence, `${escapeMarkdown(words.evidenceUse)}\n\n${fence(report.evidence, 'json')}`),
    `<sub>${escapeMarkdown(words.redacted)}</sub>`,
  ];
  return `${parts.join('\n\n')}\n`;
}

function checkTable(checks: readonly CheckResult[], text: Messages): string {
  const { columns } = text.doctor;
  return table(
    [columns.status, columns.check, columns.title, columns.found, columns.expected],
    checks.map((check) => {
      const { message } = wordsOf(check.finding, text);
      return [
        `${marks[check.status]} ${escapeMarkdown(text.doctor.statuses[check.status])}`,
        `\`${check.id}\``,
        escapeMarkdown(text.doctor.titles[check.id]),
        escapeMarkdown(message ?? foundOf(check, text) ?? ''),
        escapeMarkdown(check.expected ?? ''),
      ];
    }),
  );
}

function remedyParts({ result }: DoctorReport, text: Messages): string[] {
  const remedies = remediesOf(result);
  if (remedies.length === 0) return [];
  const items = remedies.map((check, index) => {
    const number = `${index + 1}. `;
    const lines = [text.doctor.advice(`\`${check.id}\``, escapeMarkdown(adviceOf(check, text)))];
    for (const { shell, command } of check.fix?.commands ?? []) lines.push(fence(command, languages[shell]));
    if (check.docs !== null) lines.push(`${text.doctor.docs}<${check.docs}>`);
    return number + lines.join('\n\n').replace(/\n(?=.)/g, `\n${' '.repeat(number.length)}`);
  });
  return [`### ${text.doctor.howToFix}`, items.join('\n')];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function details(summary: string, content: string): string {
  return `<details>\n<summary>${escapeMarkdown(summary)}</summary>\n\n${content}\n\n</details>`;
}

/** A block of code, fenced by more backticks than it has in a row. */
function fence(code: string, language: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}${language}\n${code.replace(/\n+$/, '')}\n${ticks}`;
}

/**
 * A text that shows as it stands, in a paragraph or a cell. What GitHub would link by itself (addresses, `@name`,
 * `#1`) becomes code; a character that means something becomes its entity.
 */
export function escapeMarkdown(text: string): string {
  return text
    .split(/(\s+|[，；：。（]+(?=[a-z][a-z0-9+.-]*:\/\/))/iu)
    .map((piece) => {
      if (/^\s*$/.test(piece)) return piece.includes('\n') ? '<br>' : piece;
      if (!/[@#]|:\/\/|^www\./i.test(piece)) return escapeSigns(piece);
      const [, code = piece, end = ''] = /^(.*?)([,;:.)，；：。）]*)$/su.exec(piece) ?? [];
      return `<code>${escapeSigns(code)}</code>${escapeSigns(end)}`;
    })
    .join('');
}

/** An underscore inside a word means nothing, and neither does a backslash before a letter. */
function escapeSigns(text: string): string {
  return text.replace(
    /[&<>|`*[\]~#$]|(?<!\w)_|_(?!\w)|\\(?![\p{L}\p{N}])/gu,
    (sign) => `&#${sign.charCodeAt(0)};`,
  );
}
