import type { FixCommand, Status } from '../../doctor/check.js';
import type { CheckResult } from '../../doctor/judge.js';
import type { Messages } from '../../messages/en.js';
import { escapeHtml } from '../html/escape.js';
import { htmlPage } from '../html/page.js';
import { reportStyle } from './doctor-html-style.js';
import { type DoctorReport, factsOf, plainStyle, troublesOf } from './doctor-report.js';
import { adviceOf, foundOf, placeOf, remediesOf, wordsOf } from './doctor-words.js';

const marks: Readonly<Record<Status, string>> = {
  pass: plainStyle.symbol.good,
  info: plainStyle.symbol.note,
  warn: plainStyle.symbol.warning,
  fail: plainStyle.symbol.bad,
  skip: '–',
  error: plainStyle.symbol.bad,
};

const shells: Readonly<Record<FixCommand['shell'], string>> = {
  powershell: 'PowerShell',
  cmd: 'cmd',
  bash: 'bash',
};

/** The report as one page. */
export function doctorHtml(report: DoctorReport, text: Messages, language: string): string {
  const { result } = report;
  const words = text.doctorReport;
  const tone = result.summary.fail > 0 ? 'fail' : troublesOf(result).length > 0 ? 'warn' : 'pass';
  const body = [
    `<header class="${tone}">`,
    `<h1>${escapeHtml(words.title)}</h1>`,
    `<p class="verdict">${escapeHtml(tone === 'fail' ? words.verdict.bad : words.verdict.good)}</p>`,
    counts(report, text),
    factList(report, text),
    '</header>',
    '<main>',
    troubleSection(report, text),
    noteSection(report, text),
    checkSection(report, text),
    textSection(words.urls, report.urls),
    textSection(words.fixes, report.fixes ?? ''),
    evidenceSection(report, text),
    '</main>',
    `<footer><p>${escapeHtml(words.redacted)}</p><p>${escapeHtml(words.read)}</p></footer>`,
  ];
  return htmlPage({ title: words.title, language, style: reportStyle, body });
}

const countOrder: readonly Status[] = ['fail', 'error', 'warn', 'info', 'pass', 'skip'];

function counts({ result }: DoctorReport, text: Messages): string {
  const items = countOrder
    .filter((status) => result.summary[status] > 0)
    .map((status) => `<li class="${status}">${badge(status, text)} <b>${result.summary[status]}</b></li>`);
  return `<ul class="counts">${items.join('')}</ul>`;
}

function badge(status: Status, text: Messages): string {
  const mark = `<span aria-hidden="true">${marks[status]}</span>`;
  return `<span class="badge ${status}">${mark} ${escapeHtml(text.doctor.statuses[status])}</span>`;
}

function factList(report: DoctorReport, text: Messages): string {
  // The counts above tell the result.
  const rows = factsOf(report, text)
    .slice(0, -1)
    .map(([name, value]) => `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd></div>`);
  return `<dl class="facts">${rows.join('')}</dl>`;
}

function troubleSection({ result }: DoctorReport, text: Messages): string {
  const words = text.doctorReport;
  const troubles = troublesOf(result);
  const content =
    troubles.length === 0
      ? `<p class="well">${escapeHtml(words.noTroubles)}</p>`
      : troubles.map((check) => card(check, text)).join('\n');
  return `<section><h2>${escapeHtml(words.troubles)}</h2>\n${content}\n</section>`;
}

/** Notes that come with a command. */
function noteSection({ result }: DoctorReport, text: Messages): string {
  const notes = remediesOf(result).filter((check) => placeOf(check) === 'note');
  if (notes.length === 0) return '';
  const cards = notes.map((check) => card(check, text)).join('\n');
  return `<section><h2>${escapeHtml(text.doctorReport.optional)}</h2>\n${cards}\n</section>`;
}

function card(check: CheckResult, text: Messages): string {
  const { message } = wordsOf(check.finding, text);
  const found = foundOf(check, text);
  const hint = adviceOf(check, text);
  const words = text.doctorReport;
  const values = [
    ...(found !== null && found !== message ? [[words.found, found] as const] : []),
    ...(check.expected === null ? [] : [[words.expected, check.expected] as const]),
  ];
  const rows = values.map(
    ([name, value]) =>
      `<div><dt>${escapeHtml(name)}</dt><dd><code>${escapeHtml(showBlanks(value))}</code></dd></div>`,
  );
  const parts = [
    `<h3>${badge(check.status, text)} ${escapeHtml(text.doctor.titles[check.id])} <code class="id">${check.id}</code></h3>`,
    `<p class="message">${escapeHtml(message ?? found ?? '')}</p>`,
    rows.length === 0 ? '' : `<dl class="values">${rows.join('')}</dl>`,
    hint === '' ? '' : `<p class="hint">${escapeHtml(hint)}</p>`,
    ...(check.fix?.commands ?? []).map(commandBlock),
    check.docs === null ? '' : link(check.docs, text),
  ];
  return `<article class="${check.status}">\n${parts.filter((part) => part !== '').join('\n')}\n</article>`;
}

/** A blank at an end is what is wrong with many a value: it must be seen. */
function showBlanks(value: string): string {
  return value.replace(/^ +| +$/gm, (blanks) => '\u2423'.repeat(blanks.length));
}

function commandBlock({ shell, command }: FixCommand): string {
  return `<figure><figcaption>${shells[shell]}</figcaption><pre><code>${escapeHtml(command)}</code></pre></figure>`;
}

/** Evidence from somebody else can't make it lead anywhere: links are the checks' own. */
function link(address: string, text: Messages): string {
  const shown = escapeHtml(address);
  return `<p class="docs">${escapeHtml(text.doctor.docs)}<a href="${shown}" rel="noreferrer">${shown}</a></p>`;
}

function checkSection({ result }: DoctorReport, text: Messages): string {
  const { columns } = text.doctor;
  const heads = [columns.status, columns.check, columns.found, columns.expected];
  const groups = [...new Set(result.checks.map(({ group }) => group))];
  const bodies = groups.map((group) => {
    const members = result.checks.filter((check) => check.group === group);
    return [
      '<tbody>',
      `<tr class="group"><th colspan="${heads.length}" scope="rowgroup">${group}</th></tr>`,
      ...members.map((check) => checkRow(check, text)),
      '</tbody>',
    ].join('\n');
  });
  return [
    `<section><h2>${escapeHtml(text.doctorReport.allChecks(result.checks.length))}</h2>`,
    '<div class="scroll"><table>',
    `<thead><tr>${heads.map((head) => `<th scope="col">${escapeHtml(head)}</th>`).join('')}</tr></thead>`,
    ...bodies,
    '</table></div>',
    '</section>',
  ].join('\n');
}

function checkRow(check: CheckResult, text: Messages): string {
  const { message } = wordsOf(check.finding, text);
  const found = foundOf(check, text);
  const title = escapeHtml(text.doctor.titles[check.id]);
  return [
    `<tr class="${check.status}"><td>${badge(check.status, text)}</td>`,
    `<th scope="row">${title}<br><code class="id">${check.id}</code></th>`,
    `<td>${escapeHtml(message ?? found ?? '')}</td>`,
    `<td>${check.expected === null ? '' : escapeHtml(check.expected)}</td></tr>`,
  ].join('');
}

function textSection(title: string, content: string): string {
  if (content === '') return '';
  return `<section><h2>${escapeHtml(title)}</h2>\n<pre class="wide">${escapeHtml(content.trim())}</pre>\n</section>`;
}

function evidenceSection({ evidence }: DoctorReport, text: Messages): string {
  const words = text.doctorReport;
  return [
    `<details><summary>${escapeHtml(words.evidence)}</summary>`,
    `<p>${escapeHtml(words.evidenceUse)}</p>`,
    `<pre class="wide">${escapeHtml(evidence.trim())}</pre>`,
    '</details>',
  ].join('\n');
}
