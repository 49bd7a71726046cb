import { firstVariable } from '../../host/variables.js';
import type { ClientDecision, ClientId, ClientRules, ClientWorld, ExplainTarget } from '../clients/client.js';
import { curlRules } from '../clients/curl.js';
import { dotnetRules } from '../clients/dotnet.js';
import { gitRules } from '../clients/git.js';
import { goRules } from '../clients/go.js';
import { javaRules } from '../clients/java.js';
import { nodeRules } from '../clients/node.js';
import { pythonRules } from '../clients/python.js';
import { wgetRules } from '../clients/wget.js';
import { windowsRules } from '../clients/windows.js';
import { isCompared, sameDecision } from './compare-decisions.js';
import { type Difference, nameDifference } from './difference.js';
import { adviseProxy, type ProxyAdvice } from './proxy-advice.js';

/** The rules of every client, in the order of `clientIds`. */
const allRules: readonly ClientRules[] = [
  goRules,
  curlRules,
  wgetRules,
  gitRules,
  pythonRules,
  nodeRules,
  javaRules,
  dotnetRules,
  windowsRules,
];

export interface ExplainedClient extends ClientDecision {
  /** Does something else than the reference: another proxy, direct instead of a proxy, an error. */
  readonly differs: boolean;
}

/** What the clients would do, and why they differ. Holds no credentials, but hosts that clients misread values for. */
export interface Explanation {
  readonly target: ExplainTarget;
  readonly os: NodeJS.Platform;
  /** The client that the others are compared with: Go, else the first that can be compared; null: there is none. */
  readonly reference: ClientId | null;
  /** All clients that can be compared do the same, with the same proxy. */
  readonly agree: boolean;
  readonly clients: readonly ExplainedClient[];
  /** The chief cause of disagreement; null where all agree. */
  readonly difference: Difference | null;
  /** A variable with a proxy that plays no part: HTTP_PROXY, where the URL is https and all go direct. */
  readonly overlooked: string | null;
  /** What to set so that all agree; null where they do, or where no proxy is known. */
  readonly advice: ProxyAdvice | null;
}

export interface ExplainOptions {
  /** Only these clients; default: all of this system. */
  readonly clients?: readonly ClientId[];
}

/**
 * What each client would do for this target in this world, and why they differ. Pure. Left out is a client that is not
 * on this system (`skipped`); shown but not compared are those that do not speak the scheme (`none`) and those whose
 * choice is made by a script (`unknown`).
 */
export function explain(
  target: ExplainTarget,
  world: ClientWorld,
  { clients }: ExplainOptions = {},
): Explanation {
  const rules = allRules.filter(({ id }) => clients === undefined || clients.includes(id));
  const decideIn = (where: ClientWorld) =>
    rules.map((rule) => rule.decide(target, where)).filter(({ outcome }) => outcome !== 'skipped');
  const decisions = decideIn(world);
  const compared = decisions.filter(isCompared);
  const reference = compared.find(({ client }) => client === 'go') ?? compared[0] ?? null;
  const differing = compared.filter((decision) => reference !== null && !sameDecision(decision, reference));
  const agree = differing.length === 0;
  return {
    target,
    os: world.os,
    reference: reference?.client ?? null,
    agree,
    clients: decisions.map((decision) => ({ ...decision, differs: differing.includes(decision) })),
    difference: agree || reference === null ? null : nameDifference(compared, reference, world),
    overlooked: reference?.rule?.kind === 'unset' ? overlookedVariable(target, world, compared) : null,
    advice: agree ? null : adviseProxy({ target, world, decisions: compared, decideIn }),
  };
}

/** The commonest mistake of all: to no client does HTTP_PROXY speak for https. */
function overlookedVariable(
  { scheme }: ExplainTarget,
  { env, os }: ClientWorld,
  compared: readonly ClientDecision[],
): string | null {
  if (scheme !== 'https' || compared.some(({ outcome }) => outcome !== 'direct')) return null;
  return firstVariable(['HTTP_PROXY', 'http_proxy'], env, os)?.name ?? null;
}
