import type {
  ClientRules,
  ClientSetting,
  ClientWorld as RulesWorld,
} from '../../../../src/lib/proxy/clients/client.js';
import { type Disagreement, disagreement, type Happening } from './agreement.js';
import { explainTarget } from './explain-target.js';
import type { Situation } from './situations.js';
import { type ClientWorld, withClientWorlds } from './world.js';

/** A situation in which the rules and the real client differ; what the client wrote helps to see why. */
export interface Difference extends Disagreement {
  readonly env: Readonly<Record<string, string>>;
  readonly url: string;
  readonly settings?: readonly ClientSetting[];
  readonly rule: string;
  readonly says: string;
}

/** What the rules depend on besides the environment. */
export type Besides = Partial<Pick<RulesWorld, 'versions'>>;

export interface Told extends Happening {
  /** The end of what the client wrote. */
  readonly says: string;
}

/** How a situation is put to the real client. */
export type Ask = (world: ClientWorld, situation: Situation) => Promise<Told>;

/**
 * Puts each situation to the real client, two worlds at once, and compares with what the rules say. The figures are
 * printed: `curl 7.88.1: 812 cases, 0 disagreements`.
 */
export async function compareAll(
  rules: ClientRules,
  situations: readonly Situation[],
  ask: Ask,
  besides: Besides = {},
): Promise<Difference[]> {
  const all = await withClientWorlds(2, situations, async (world, situation) =>
    compare(rules, situation, await ask(world, situation), besides),
  );
  const differences = all.filter((difference) => difference !== null);
  report(rules, besides, situations.length, differences.length);
  return differences;
}

export function compare(
  rules: ClientRules,
  { env, url, settings }: Situation,
  told: Told,
  { versions = {} }: Besides = {},
): Difference | null {
  const target = explainTarget(url);
  const decision = rules.decide(target, {
    os: 'linux',
    env,
    versions,
    settings: settings === undefined ? {} : { [rules.id]: settings },
    windows: null,
  });
  const found = disagreement(decision, target, told);
  if (found === null) return null;
  return {
    env,
    url,
    ...(settings && { settings }),
    ...found,
    rule: JSON.stringify(decision.rule),
    says: told.says.trim().slice(-200),
  };
}

/** One line with the figures of a client. */
export function report(rules: ClientRules, { versions = {} }: Besides, cases: number, found: number): void {
  const name = [rules.id, versions[rules.id]].filter(Boolean).join(' ');
  process.stdout.write(`\n  ${name}: ${cases} cases, ${found} disagreements\n`);
}
