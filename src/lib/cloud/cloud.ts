import type { Clock } from '../host/clock.js';
import type { CloudClient } from './client.js';
import type { Deadline } from './deadline.js';
import { type ChoiceKind, cloudUsage } from './failures.js';

/** One of a few, where the request did not say which. */
export interface Choice {
  readonly kind: ChoiceKind;
  /** The flag that would have said it. */
  readonly flag: string;
  readonly candidates: readonly { readonly id: string; readonly name: string }[];
}

/** Answers with the id of one candidate, or fails. */
export type Chooser = (choice: Choice) => Promise<string>;

/** Everything an operation works with. */
export interface Cloud {
  readonly client: CloudClient;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly deadline: Deadline;
  readonly choose: Chooser;
  /** Answers with a zone where the request named none, or fails. */
  readonly chooseZone: () => Promise<string>;
}

/** Nobody is there to ask: CHOICE_NEEDED with the candidates. */
export const refuseToChoose: Chooser = async ({ kind, flag, candidates }) => {
  throw cloudUsage('CHOICE_NEEDED', {
    kind,
    flag,
    candidates: candidates.map(({ id, name }) => `${id} (${name})`),
  });
};
