import type { Messages } from '../../../../messages/en.js';
import { escapeHtml } from '../../../html/escape.js';
import { type RenderedPage, renderPage } from '../../../html/page.js';
import { pageScript } from './script.js';
import { tunnelPageStyle } from './style.js';

/**
 * The live page of a tunnel: a frame without figures, and a script that fills it in from `/api/status` each second.
 * It is the same for every tunnel of a version, so no word of a client can be in it.
 */
export function tunnelPage({
  text,
  language,
}: {
  readonly text: Messages;
  readonly language: string;
}): RenderedPage {
  const { tunnelPage: words } = text;
  return renderPage({
    title: words.title,
    language,
    style: tunnelPageStyle,
    script: pageScript(text),
    body: [
      head(words),
      '<main id="figures" class="waiting">',
      tiles(words),
      charts(words),
      tables(words),
      '</main>',
      footer(words),
      '<p id="said" class="unseen" role="status"></p>',
    ],
  });
}

type Words = Messages['tunnelPage'];

function head({ title, verdict, needsScript, facts }: Words): string {
  const fact = (id: string, name: string) => `<div><dt>${escapeHtml(name)}</dt><dd id="${id}"></dd></div>`;
  return [
    `<header class="info"><h1>${escapeHtml(title)}</h1>`,
    '<p class="verdict"><span id="sign" aria-hidden="true"></span>',
    `<span id="verdict" role="status">${escapeHtml(verdict.loading)}</span></p>`,
    `<noscript><p>${escapeHtml(needsScript)}</p></noscript><p id="last-seen"></p>`,
    '<dl class="facts">',
    fact('uptime', facts.uptime),
    fact('strategy', facts.strategy),
    fact('log-level', facts.logLevel),
    fact('pid', facts.pid),
    fact('version', facts.version),
    '</dl></header>',
  ].join('');
}

function tiles({ tiles: names }: Words): string {
  const items = Object.entries(names).map(
    ([id, name]) => `<li><b id="${id}">0</b><span>${escapeHtml(name)}</span></li>`,
  );
  return `<ul class="tiles">${items.join('')}</ul>`;
}

function charts({ charts: words }: Words): string {
  const { series } = words;
  const figures = [
    chart('active', words.active, { active: series.active }),
    chart('traffic', words.traffic, { down: series.down, up: series.up }),
    chart('opened', words.opened, { opened: series.opened, failed: series.failed }),
    chart('setup', words.setup, { setup: series.setup }),
  ];
  return [
    `<section><h2>${escapeHtml(words.heading)}</h2><div class="charts">${figures.join('')}</div>`,
    `<p id="setup"></p><p id="keys" class="unseen">${escapeHtml(words.keys)}</p></section>`,
  ].join('');

  function chart(id: string, title: string, curves: Readonly<Record<string, string>>): string {
    const names = Object.keys(curves);
    const keys = Object.entries(curves).map(([name, word]) => {
      const line = `<svg class="key" viewBox="0 0 22 8" aria-hidden="true"><path class="line ${name}" d="M0 4H22"/></svg>`;
      return `<div>${line}<dt>${escapeHtml(word)}</dt><dd class="${name}"></dd></div>`;
    });
    const paths = names.map((name) => `<path class="line ${name}"/>`);
    const [first] = names;
    return [
      `<figure id="chart-${id}"><figcaption><b id="caption-${id}">${escapeHtml(title)}</b><dl>${keys.join('')}</dl></figcaption>`,
      `<div class="plot" tabindex="0" role="group" aria-labelledby="caption-${id}" aria-describedby="keys">`,
      '<svg role="img" viewBox="0 0 600 120" preserveAspectRatio="none"><path class="grid" d="M0 18H600M0 69H600M0 119.5H600"/>',
      `<path class="area ${first}"/>${paths.join('')}<path class="rule"/></svg><span class="top"></span></div>`,
      '<div class="axis"><span class="from"></span><span class="when"></span></div></figure>',
    ].join('');
  }
}

/** `n`: a column of figures. */
type Column = readonly [head: string, kind?: 'n'];

function tables({ upstreams, listeners, recent, sums }: Words): string {
  return [
    table('upstreams', upstreams.heading, [
      [upstreams.name],
      [upstreams.state],
      [upstreams.active, 'n'],
      [upstreams.total, 'n'],
      [upstreams.latency, 'n'],
      [upstreams.failures, 'n'],
      [upstreams.lastFailure],
      [upstreams.since],
    ]),
    table('listeners', listeners.heading, [
      [listeners.listen],
      [listeners.protocol],
      [listeners.active, 'n'],
      [listeners.total, 'n'],
      [listeners.up, 'n'],
      [listeners.down, 'n'],
      [listeners.failed, 'n'],
    ]),
    '<div class="sums">',
    table('failures', sums.failures, [[sums.code], [sums.count, 'n']]),
    table('closed', sums.closed, [[sums.reason], [sums.count, 'n']]),
    '</div>',
    table(
      'recent',
      recent.heading,
      [
        [recent.at],
        [recent.code],
        [recent.destination],
        [recent.upstream],
        [recent.client],
        [recent.traceId],
      ],
      {
        none: recent.none,
        after:
          '<p class="newest"><span id="newest"></span> <button type="button" id="more" hidden></button></p>',
      },
    ),
  ].join('');
}

/**
 * A table without rows is not shown, or what `none` says instead. The roles are spelled out: on a narrow screen rows
 * become cards, and a browser forgets then that they were a table.
 */
function table(
  id: string,
  heading: string,
  columns: readonly Column[],
  { none, after = '' }: { readonly none?: string; readonly after?: string } = {},
): string {
  const heads = columns.map(
    ([name, kind]) =>
      `<th scope="col" role="columnheader"${kind === undefined ? '' : ' class="n"'}>${escapeHtml(name)}</th>`,
  );
  const label = `heading-${id}`;
  return [
    `<section class="empty${none === undefined ? '' : ' kept'}"><h2 id="${label}">${escapeHtml(heading)}</h2>`,
    `<div class="scroll"><table class="live" id="${id}" role="table" aria-labelledby="${label}">`,
    `<thead role="rowgroup"><tr role="row">${heads.join('')}</tr></thead><tbody role="rowgroup"></tbody></table></div>`,
    none === undefined ? '' : `<p class="none">${escapeHtml(none)}</p>`,
    `${after}</section>`,
  ].join('');
}

function footer({ footer: sentence }: Words): string {
  const links = ['/api/status', '/metrics', '/proxy.pac', '/readyz'].map(
    (path) => `<a href="${path}">${path}</a>`,
  );
  return `<footer><p>${escapeHtml(sentence).replace('{links}', links.join(' '))}</p></footer>`;
}
