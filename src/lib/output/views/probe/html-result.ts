import type { Messages } from '../../../messages/en.js';
import type { AppDetails, TlsDetails } from '../../../probe/attempt.js';
import type { Explanation } from '../../../probe/explain/explanation.js';
import type { AttemptSummary, ProbeResult } from '../../../probe/result.js';
import type { ProbeStats } from '../../../probe/run/stats.js';
import type { ProxyReply } from '../../../proxy/way/proxy-reply.js';
import { escapeHtml } from '../../html/escape.js';
import type { Presentation } from '../../presentation.js';
import { explanationLines } from './explanation.js';
import { badge, hintHtml } from './html-words.js';
import { detailLines } from './seen.js';
import { formatMs, formatShare } from './times.js';
import { stripSvg, waterfallTable } from './waterfall.js';
import { diagnosesOf, diagnosisWords, nameOf, viaText } from './words.js';

export interface ShownResult {
  /** Its place in the run, from 1. */
  readonly n: number;
  readonly open: boolean;
  /** When the run began: certificates are judged by it. */
  readonly nowMs: number;
  /** Hints that stand at their code, and not in each result. */
  readonly hints: ReadonlySet<string>;
}

/** One result as a line that unfolds. */
export function resultHtml(
  result: ProbeResult,
  { n, open, nowMs, hints }: ShownResult,
  presentation: Presentation,
): string {
  const { text } = presentation;
  const { status, target, name, attempts, stats, details, explanation } = result;
  const where = name === null ? '' : `${target} `;
  const via = `${where}${presentation.style.arrow} ${viaText(result, presentation)}`;
  const seen = detailLines(result, text).join(', ');
  return [
    `<details class="probe ${status}" id="r${n}"${open ? ' open' : ''}><summary>${badge(status, presentation)}`,
    `<span class="who"><b>${escapeHtml(nameOf(result))}</b> ${escapeHtml(seen)}<small>${escapeHtml(via)}</small></span>`,
    `${stripSvg(result)}<span class="ms">${escapeHtml(timeOf(result, text))}</span></summary><div class="body">`,
    ...diagnosesOf(result).map((found) => {
      const { message, hint } = diagnosisWords(found, text);
      const advice = hints.has(hint) ? `<a href="#${found.code}">${found.code}</a>` : hintHtml(hint);
      return `<p>${escapeHtml(message)}</p><p class="hint"><b>${escapeHtml(text.common.hint)}:</b> ${advice}</p>`;
    }),
    explanation === null ? '' : explanationHtml({ explanation, of: null }, presentation),
    waterfallTable(result, text),
    stats === null ? '' : statsHtml(stats, text),
    attempts.length > 1 ? attemptsHtml(attempts, text) : '',
    details.tls === null ? '' : tlsHtml(details.tls, { nowMs, text }),
    details.app === null ? '' : pairsHtml(text.probe.page.app, appPairs(details.app)),
    details.proxy === null ? '' : pairsHtml(text.probe.page.proxyReply, replyPairs(details.proxy)),
    '</div></details>',
  ].join('');
}

/** Of many probes the median. */
function timeOf({ stats, timingsMs }: ProbeResult, text: Messages): string {
  if (stats === null) return `${formatMs(timingsMs.total)} ms`;
  return `${text.probe.columns.p50} ${formatMs(stats.p50Ms)} ms`;
}

/** What a closer look at a failure found; `of`: whose it is, where that is not plain. */
export function explanationHtml(
  { explanation, of }: { readonly explanation: Explanation; readonly of: string | null },
  presentation: Presentation,
): string {
  const head = of === null ? '' : `<li>${escapeHtml(of)}</li>`;
  const lines = explanationLines(explanation, presentation).map((line) => {
    const [, label = '', rest = line] = /^([^:]+:)(.*)$/s.exec(line) ?? [];
    return `<li><b>${escapeHtml(label)}</b>${hintHtml(rest)}</li>`;
  });
  return `<ul class="found">${head}${lines.join('')}</ul>`;
}

const dayMs = 86_400_000;

type Pair = readonly [name: string, value: string | number | boolean | null | readonly string[]];

function pairsHtml(title: string, pairs: readonly Pair[]): string {
  const known = pairs.filter(([, value]) => value !== null && value !== '' && String(value) !== '');
  if (known.length === 0) return '';
  const rows = known.map(([name, value]) => {
    const shown = typeof value === 'object' ? (value ?? []).join(', ') : String(value);
    return `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(shown)}</dd></div>`;
  });
  return `<h3>${escapeHtml(title)}</h3><dl class="pairs">${rows.join('')}</dl>`;
}

/** By the names that JSON has. */
function appPairs(app: AppDetails): Pair[] {
  return Object.entries(app);
}

/** By the names of the headers. */
function replyPairs(reply: ProxyReply): Pair[] {
  return [
    ['Status', `${reply.status} ${reply.reason}`.trim()],
    ['Proxy-Status', reply.proxyStatus],
    ['Proxy-Authenticate', reply.authSchemes],
    ['X-Squid-Error', reply.squidError],
    ['X-Smokescreen-Error', reply.smokescreenError],
    ['X-Forwarder-Error', reply.forwarderError],
    ['X-Aliproxy-Error', reply.aliproxyError],
    ['Retry-After', reply.retryAfterSeconds],
    ['Location', reply.location],
    ['Via', reply.via],
    ['Server', reply.server],
    ['Body', reply.bodyLine],
  ];
}

function tlsHtml(tls: TlsDetails, { nowMs, text }: { nowMs: number; text: Messages }): string {
  const { page } = text.probe;
  const pairs = pairsHtml(page.tls, [
    ['TLS', tls.protocol],
    ['Cipher', tls.cipher],
    ['ALPN', tls.alpn],
    ['Verify', tls.verifyError],
  ]);
  return pairs + chainHtml(tls, { nowMs, text });
}

function chainHtml({ chain }: TlsDetails, { nowMs, text }: { nowMs: number; text: Messages }): string {
  if (chain.length === 0) return '';
  const { page } = text.probe;
  const { subject, issuer, validTo, left } = page.certificate;
  const rows = chain.map((one) => {
    const days = one.validTo === null ? null : Math.floor((Date.parse(one.validTo) - nowMs) / dayMs);
    const cells = [one.issuer, one.validTo?.slice(0, 10) ?? '-'].map(
      (cell) => `<td>${escapeHtml(cell)}</td>`,
    );
    return [
      `<tr><th scope="row">${escapeHtml(one.subject)}</th>${cells.join('')}`,
      `<td class="n">${days === null ? '-' : leftHtml(days, text)}</td></tr>`,
    ].join('');
  });
  return [
    `<h3>${escapeHtml(page.chain)}</h3><table class="certificates">`,
    `${headsHtml([subject, issuer, validTo, left])}<tbody>${rows.join('')}</tbody></table>`,
  ].join('');
}

function leftHtml(days: number, text: Messages): string {
  const shown = escapeHtml(text.probe.daysLeft(days));
  return days < 0 ? `<b class="fail"><span aria-hidden="true">✖</span> ${shown}</b>` : shown;
}

function attemptsHtml(attempts: readonly AttemptSummary[], text: Messages): string {
  const { page, status } = text.probe;
  const rows = attempts.map(({ n, ok, code, ms }) => {
    const kind = ok ? 'pass' : 'fail';
    const outcome = `<b class="${kind}">${escapeHtml(status[kind])}</b> ${code ?? ''}`;
    return `<tr><th scope="row">${n}</th><td>${outcome}</td><td class="n">${formatMs(ms)}</td></tr>`;
  });
  const heads = headsHtml([page.attempt, page.outcome, page.took]);
  return `<h3>${escapeHtml(page.attempts)}</h3><table>${heads}<tbody>${rows.join('')}</tbody></table>`;
}

function headsHtml(heads: readonly string[]): string {
  const cells = heads.map((head) => `<th scope="col">${escapeHtml(head)}</th>`);
  return `<thead><tr>${cells.join('')}</tr></thead>`;
}

function statsHtml(stats: ProbeStats, text: Messages): string {
  const { columns, page } = text.probe;
  return pairsHtml(page.stats, [
    [columns.count, stats.count],
    [columns.loss, formatShare(stats.loss)],
    [columns.min, formatMs(stats.minMs)],
    [columns.p50, formatMs(stats.p50Ms)],
    [columns.p95, formatMs(stats.p95Ms)],
    [columns.max, formatMs(stats.maxMs)],
  ]);
}
