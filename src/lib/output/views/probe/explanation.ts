import type { VerdictText } from '../../../messages/en/probe/explanation.js';
import type { Messages } from '../../../messages/en.js';
import type { ClientWay, Explanation } from '../../../probe/explain/explanation.js';
import type { ClientRule } from '../../../proxy/clients/client.js';
import type { Presentation } from '../../presentation.js';

export interface ExplanationWords {
  readonly sentence: string;
  /** A command to run; null: there is none. */
  readonly next: string | null;
}

/** The verdict of an explanation in a language. */
export function explanationWords({ verdict, facts }: Explanation, text: Messages): ExplanationWords {
  const entry = text.probe.explanation.verdicts[verdict] as VerdictText<object>;
  return { sentence: entry.sentence(facts), next: entry.next?.(facts) ?? null };
}

/** `explanation` in the documents of probe: the verdict with its sentence, and what it rests on. */
export function explanationJson(explanation: Explanation, text: Messages): object {
  const { verdict, checks, clients } = explanation;
  const rule = (decided: ClientRule) => ruleWords(decided, text);
  return {
    verdict,
    ...explanationWords(explanation, text),
    checks,
    clients: clients.map(({ client, proxy, refused, rule: decided }) => ({
      ...{ client, proxy, direct: proxy === null && !refused, rule: rule(decided) },
    })),
  };
}

/**
 * The verdict, the next command, then what was checked: lines to be wrapped and indented by the caller. `hint` is what
 * stands above them: a command that is in it is not repeated.
 */
export function explanationLines(
  explanation: Explanation,
  { text, style }: Presentation,
  hint = '',
): string[] {
  const words = text.probe.explanation;
  const { sentence, next } = explanationWords(explanation, text);
  const label = (name: string) => style.paint('strong', `${name}:`);
  const checked = explanation.checks.map((check) => words.check(check));
  const otherwise = explanation.clients.map((client) => clientWords(client, text));
  const list = (name: string, items: readonly string[]) =>
    items.length === 0 ? [] : [`${label(name)} ${items.join(words.between)}`];
  return [
    `${label(words.verdict)} ${sentence}`,
    ...(next === null || hint.includes(next) ? [] : [`${label(words.next)} ${next}`]),
    ...list(words.checked, checked),
    ...list(words.otherwise, otherwise),
  ];
}

function clientWords({ client, proxy, refused, rule }: ClientWay, text: Messages): string {
  const words = text.probe.explanation;
  const decided = ruleWords(rule, text);
  if (refused) return words.refuses(client, decided);
  return proxy === null ? words.goesDirect(client, decided) : words.goesThrough(client, proxy, decided);
}

function ruleWords(rule: ClientRule, text: Messages): string {
  const words = text.explain.rules[rule.kind] as (rule: ClientRule) => string;
  return words(rule);
}
