import type { Messages } from '../../messages/en.js';
import type { ClientNote, ClientRule } from '../../proxy/clients/client.js';
import type { Difference } from '../../proxy/explain/difference.js';
import type { ExplainedClient, Explanation } from '../../proxy/explain/explain.js';
import type { ProxyAdvice } from '../../proxy/explain/proxy-advice.js';
import type { AdviceLine, Shell } from '../../proxy/explain/shell-lines.js';
import type { Presentation } from '../presentation.js';
import { type Cell, renderTable } from '../table.js';
import { wrapText } from '../width.js';
import { endpointUrl } from './endpoint-url.js';
import { commandLines } from './shell-commands.js';

export interface ExplainView {
  readonly explanation: Explanation;
  /** Lines that carry out the advice, in every shell. */
  readonly lines: readonly AdviceLine[];
  /** No scheme was given: the one of the target is ours. */
  readonly assumed: boolean;
}

/** The document of the contract. Names, codes and ids are as they are; words come from the catalogue. */
export function explainJson({ explanation, lines }: ExplainView, text: Messages): object {
  const { target, os, agree, reference, clients, difference, overlooked, advice } = explanation;
  return {
    ok: true,
    url: target.url,
    platform: os,
    agree,
    reference,
    clients: clients.map((client) => ({
      client: client.client,
      proxy: client.proxy && endpointUrl(client.proxy),
      direct: client.outcome === 'direct',
      rule: ruleOf(client, text),
      note: notesOf(client, text).join('; ') || null,
      outcome: client.outcome,
      differs: client.differs,
      decidedBy: client.rule,
    })),
    difference: difference && { ...difference, message: differenceText(difference, text) },
    overlooked,
    advice: advice && {
      ...advice,
      commands: lines.flatMap(({ shell, command }) => (command === null ? [] : [{ shell, command }])),
    },
  };
}

/** The report for people: what each client does, why they differ, and what to set. */
export function explainText(
  { explanation, lines, assumed }: ExplainView,
  presentation: Presentation,
  options: { readonly shells: readonly Shell[]; readonly environmentFile: string | undefined },
): string {
  const { text, style } = presentation;
  const { target, os, advice } = explanation;
  const words = text.explain;
  const platform = words.platforms[os] ?? os;
  const { environmentFile } = options;
  const heading =
    environmentFile === undefined
      ? words.heading(target.url, platform)
      : words.headingOfFile(target.url, platform, environmentFile);
  const head = [style.paint('strong', heading), ...(assumed ? [words.assumed(target.scheme)] : [])];
  const parts = [
    head.map((line) => `${wrapText(line, style.width)}\n`).join(''),
    explanationTable(explanation, presentation),
  ];
  if (advice !== null) {
    const shown = lines.filter(({ shell }) => options.shells.includes(shell));
    parts.push(adviceText(advice, explanation, shown, presentation));
  }
  return parts.join('\n');
}

/** One row a client, marked where it does something else than Go, then notes and the reason in one sentence. */
export function explanationTable(explanation: Explanation, { text, style }: Presentation): string {
  const { columns } = text.explain;
  const table = renderTable(
    [{ head: `  ${columns.client}`, fixed: true }, { head: columns.proxy }, { head: columns.rule }],
    explanation.clients.map((client) => row(client, { text, style })),
    style,
  );
  const notes = explanation.clients.flatMap((client) =>
    notesOf(client, text).map((words) => `  ${text.explain.note(client.client, words)}`),
  );
  const lines = (texts: readonly string[]) =>
    texts.map((line) => `${hang(line, style.width, '  ')}\n`).join('');
  const parts = [table, lines(notes), lines(verdict(explanation, { text, style }))];
  return parts.filter((part) => part !== '').join('\n');
}

function row(client: ExplainedClient, { text, style }: Presentation): Cell[] {
  const { outcome, proxy, differs } = client;
  const words = proxy ? endpointUrl(proxy) : text.explain.outcomes[outcome === 'proxy' ? 'unknown' : outcome];
  const tone = outcome === 'error' ? 'bad' : differs ? 'warning' : 'plain';
  return [
    { text: `${differs ? style.symbol.warning : ' '} ${client.client}`, tone },
    { text: words, tone },
    ruleOf(client, text) ?? '-',
  ];
}

function verdict(explanation: Explanation, { text, style }: Presentation): string[] {
  const { agree, difference, reference, clients, target } = explanation;
  const words = text.explain;
  if (reference === null) return [words.onlyOne];
  if (difference !== null) {
    const legend = clients.some(({ differs }) => differs)
      ? [`${style.paint('warning', style.symbol.warning)} ${words.differs(reference)}`]
      : [];
    return [...legend, `${style.paint('strong', words.why)}${differenceText(difference, text)}`];
  }
  const compared = clients.filter(({ outcome }) => outcome !== 'none' && outcome !== 'unknown');
  if (compared.every(({ rule }) => rule?.kind === 'scheme')) return [words.nobodySpeaks(target.scheme)];
  const agreed = agree && compared.length > 1 ? words.agree : words.onlyOne;
  return explanation.overlooked === null ? [agreed] : [agreed, words.overlooked(explanation.overlooked)];
}

function adviceText(
  advice: ProxyAdvice,
  { target, clients }: Explanation,
  lines: readonly AdviceLine[],
  { text, style }: Presentation,
): string {
  const words = text.explain;
  const { aim, changes, remaining, assumesPlainProxy } = advice;
  if (changes.length === 0) return `${wrapText(words.nothingHelps(remaining), style.width)}\n`;
  const head = aim.kind === 'proxy' ? words.adviseProxy(aim.proxy) : words.adviseDirect(target.host);
  const excepted = clients.some(({ rule }) => rule?.kind === 'bypass' || rule?.kind === 'loopback');
  const masked = changes.filter(({ value }) => value?.includes('***'));
  const isJava = (name: string) => name === 'JAVA_TOOL_OPTIONS';
  const prose = [
    ...(aim.kind === 'direct' && !excepted ? [words.meantException] : []),
    ...(masked.some(({ name }) => !isJava(name)) ? [words.ownCredentials] : []),
    ...(masked.some(({ name }) => isJava(name)) ? [words.keptSecrets] : []),
    ...(assumesPlainProxy ? [words.plainProxy] : []),
    ...(remaining.length > 0 ? [words.remaining(remaining)] : []),
  ];
  const commands = lines.flatMap(({ shell, name, command }) =>
    command === null
      ? [hang(`  ${words.noLine(name)}`, style.width, '  ')]
      : commandLines({ shell, command }, { width: style.width, indent: '  ', hanging: '      ' }),
  );
  return [
    wrapText(style.paint('strong', head), style.width),
    ...commands,
    ...prose.map((line) => wrapText(line, style.width)),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

function ruleOf({ outcome, rule }: ExplainedClient, text: Messages): string | null {
  if (rule === null) return null;
  if (outcome === 'none' && rule.kind === 'scheme') return text.explain.unspoken(rule.scheme);
  // Each entry takes the rule of its kind; a union of kinds hides that from the compiler.
  const words = text.explain.rules as Readonly<Record<ClientRule['kind'], (rule: ClientRule) => string>>;
  return words[rule.kind](rule);
}

function notesOf({ notes }: ExplainedClient, text: Messages): string[] {
  const words = text.explain.notes as Readonly<Record<ClientNote['kind'], (note: ClientNote) => string>>;
  return notes.map((note) => words[note.kind](note));
}

function differenceText(difference: Difference, text: Messages): string {
  const words = text.explain.differences as Readonly<
    Record<Difference['code'], (difference: Difference) => string>
  >;
  return words[difference.code](difference);
}

/** Wrapped, with the lines after the first indented. */
function hang(line: string, width: number, indent: string): string {
  return wrapText(line, width - indent.length).replaceAll('\n', `\n${indent}`);
}
