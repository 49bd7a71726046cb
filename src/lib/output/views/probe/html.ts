import type { Messages } from '../../../messages/en.js';
import type { ProbeResult, ProbeRun, ProbeStatus } from '../../../probe/result.js';
import { escapeHtml } from '../../html/escape.js';
import { htmlPage } from '../../html/page.js';
import type { Presentation } from '../../presentation.js';
import { styleFor } from '../../style.js';
import { type CodeGroup, explanationsOf, groupByCode } from './code-blocks.js';
import { explanationHtml, resultHtml } from './html-result.js';
import { probeStyle } from './html-style.js';
import { badge, hintHtml } from './html-words.js';
import { printable } from './printable.js';
import { diagnosisWords, endingLines, nameOf, viaText } from './words.js';

/** More than these begin folded. */
const openAtMost = 10;

/** The run as one page that needs nothing else: what is wrong and what to do, then each target's waterfall. */
export function probeHtml(
  reported: ProbeRun,
  { text, language, version }: { text: Messages; language: string; version: string },
): string {
  const { page } = text.probe;
  const run = printable(reported);
  const presentation = { text, style: styleFor({ width: 120, colour: 0, unicode: true }) };
  const { fail, warn } = run.summary;
  const tone = fail > 0 || run.results.length === 0 ? 'fail' : warn > 0 ? 'warn' : 'pass';
  const numbers = new Map(run.results.map((result, index) => [result, index + 1]));
  const nowMs = Date.parse(run.startedAt);
  const groups = groupByCode(run.results);
  const hints = sharedHints(groups, text);
  let opened = 0;
  const results = run.results.map((result, index) => {
    const open = result.status !== 'pass' && ++opened <= openAtMost;
    const shown = { n: index + 1, open: open || run.results.length === 1, nowMs, hints };
    return resultHtml(result, shown, presentation);
  });
  const body = [
    `<header class="${tone}"><h1>${escapeHtml(page.title)}</h1>`,
    `<p class="verdict">${escapeHtml(page.verdict(run.summary))}</p>`,
    tiles(run, text),
    notes(run, text),
    facts(run, { text, version }),
    '</header><main>',
    problems(groups, { numbers, presentation }),
    `<section><h2>${escapeHtml(page.targets)}</h2>`,
    controls(run, text),
    ...results,
    '</section></main>',
    `<footer><p>${escapeHtml(page.reading)}</p></footer>`,
  ];
  return htmlPage({
    title: `${page.title}: ${page.verdict(run.summary)}`,
    language,
    style: probeStyle,
    body,
  });
}

function tiles({ summary }: ProbeRun, text: Messages): string {
  const { tiles: words } = text.probe.page;
  const tile = (kind: ProbeStatus | 'total') => {
    const tone = kind !== 'total' && summary[kind] > 0 ? ` class="${kind}"` : '';
    return `<li${tone}><b>${summary[kind]}</b><span>${escapeHtml(words[kind])}</span></li>`;
  };
  return `<ul class="tiles">${(['total', 'pass', 'warn', 'fail'] as const).map(tile).join('')}</ul>`;
}

function notes(run: ProbeRun, text: Messages): string {
  return endingLines(run, text)
    .map((line) => `<p class="note">${escapeHtml(line)}</p>`)
    .join('');
}

function facts(run: ProbeRun, { text, version }: { text: Messages; version: string }): string {
  const { facts: names, seconds } = text.probe.page;
  const when = `${run.startedAt.slice(0, 19).replace('T', ' ')} UTC`;
  const blame = run.summary.blame.map((one) => text.probe.blame[one]).join(', ');
  const rows: (readonly [string, string])[] = [
    [names.when, when],
    [names.took, seconds((run.durationMs / 1000).toFixed(1))],
    ...(blame === '' ? [] : [[names.blame, blame] as const]),
    [names.program, version],
  ];
  const items = rows.map(
    ([name, value]) => `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd></div>`,
  );
  return `<dl class="facts">${items.join('')}</dl>`;
}

interface Context {
  readonly numbers: ReadonlyMap<ProbeResult, number>;
  readonly presentation: Presentation;
}

/** A hint that so many have in common stands once, at its code; they lead there. */
function sharedHints(groups: readonly CodeGroup[], text: Messages): ReadonlySet<string> {
  const shared = groups.filter(({ results }) => results.length > openAtMost);
  return new Set(shared.map(({ diagnosis }) => diagnosisWords(diagnosis, text).hint));
}

function problems(groups: readonly CodeGroup[], context: Context): string {
  if (groups.length === 0) return '';
  const heading = escapeHtml(context.presentation.text.probe.page.problems);
  return `<section><h2>${heading}</h2>${groups.map((group) => problem(group, context)).join('')}</section>`;
}

function problem(group: CodeGroup, { numbers, presentation }: Context): string {
  const { code, status, diagnosis, results } = group;
  const { text } = presentation;
  const { message, hint } = diagnosisWords(diagnosis, text);
  const head = text.probe.block(code, diagnosis.phase, text.probe.blame[diagnosis.blame]);
  const links = results.map((result) => {
    const way = `${presentation.style.arrow} ${viaText(result, presentation)}`;
    return `<li><a href="#r${numbers.get(result)}">${escapeHtml(nameOf(result))}</a> ${escapeHtml(way)}</li>`;
  });
  const list = `<ul class="same">${links.join('')}</ul>`;
  const affected = escapeHtml(text.probe.page.affected(results.length));
  return [
    `<article class="${status}" id="${code}"><h3>${badge(status, presentation)} ${escapeHtml(head)}</h3>`,
    `<p class="message">${escapeHtml(message)}</p>`,
    `<p class="hint"><b>${escapeHtml(text.common.hint)}:</b> ${hintHtml(hint)}</p>`,
    ...explanationsOf(group, presentation).map((one) => explanationHtml(one, presentation)),
    links.length > 5 ? `<details><summary>${affected}</summary>${list}</details>` : list,
    '</article>',
  ].join('');
}

/** What the patterns mean, and which targets are shown: without a script, where the reader's program can. */
function controls({ summary, results }: ProbeRun, text: Messages): string {
  const { page, status } = text.probe;
  const key = (kind: 'p' | 't' | 'x', word: string) =>
    `<span class="key"><svg aria-hidden="true"><rect class="${kind}" width="100%"/></svg>${escapeHtml(word)}</span>`;
  const kinds = (['pass', 'warn', 'fail'] as const).filter((kind) => summary[kind] > 0);
  const choice = (id: string, label: string, checked: string) =>
    `<label><input type="radio" name="only" id="only-${id}"${checked}> ${escapeHtml(label)}</label>`;
  const choices = [
    choice('all', `${page.showAll} (${results.length})`, ' checked'),
    ...kinds.map((kind) => choice(kind, `${status[kind]} (${summary[kind]})`, '')),
  ];
  const filter =
    kinds.length < 2
      ? ''
      : `<fieldset><legend>${escapeHtml(page.show)}: </legend>${choices.join('')}</fieldset>`;
  return [
    '<svg class="hidden" aria-hidden="true"><defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse">',
    '<rect class="hatch-ground" width="5"/><path class="hatch-line" d="M0 5 5 0"/></pattern></defs></svg>',
    `<div class="bar">${key('p', page.sides.proxy)}${key('t', page.sides.target)}${key('x', page.failedPhase)}${filter}</div>`,
  ].join('');
}
