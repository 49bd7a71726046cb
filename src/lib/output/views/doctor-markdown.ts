import type { FixCommand, Status } from '../../doctor/check.js';
import type { CheckResult } from '../../doctor/judge.js';
import type { Messages } from '../../messages/en.js';
import { details, escapeMarkdown, fence, table } from '../markdown/markdown.js';
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
