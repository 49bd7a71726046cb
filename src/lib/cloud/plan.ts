import { Failure, Interrupted } from '../errors.js';
import type { BlockWarning } from './blocks.js';
import { CloudError } from './failures.js';
import type { Resource } from './resources.js';

/** One thing that is there, or would be made; in the order in which they depend on each other. */
export interface Step {
  /** As they are, or as they would be (`status` Planned, no id). */
  readonly resources: readonly Resource[];
  /** Makes them, given what the earlier steps have; null where all are there already. */
  readonly make: ((earlier: readonly Resource[]) => Promise<readonly Resource[]>) | null;
  /** Waits until they are usable; null where they are at once. */
  readonly settle: ((made: readonly Resource[]) => Promise<readonly Resource[]>) | null;
  /** The service's own dry run; null where it has none for this, and the checks of the plan are all there is. */
  readonly tryOut: (() => Promise<void>) | null;
}

/** What the instances would cost by the list of the service. */
export interface Price {
  readonly amount: number;
  readonly currency: string;
  readonly per: 'hour' | 'month';
}

export interface Plan {
  readonly steps: readonly Step[];
  readonly price: Price | null;
  readonly warnings: readonly BlockWarning[];
  /** What to fail with where nobody can be asked and `--yes` is not given; null where that is not needed. */
  readonly unconfirmed: Failure | null;
}

/** Which dry run a planned resource had. */
export type Check = 'service' | 'here' | 'exists';

export function resourcesOf(plan: Plan): Resource[] {
  return plan.steps.flatMap((step) => step.resources);
}

/** Is there anything to do at all? */
export function changesAnything(plan: Plan): boolean {
  return plan.steps.some((step) => step.make !== null);
}

/** Runs the service's dry runs; for each step says who checked it. Fails as the service does. */
export async function tryOut(plan: Plan): Promise<Check[]> {
  const checks: Check[] = [];
  for (const step of plan.steps) {
    if (step.make === null) checks.push('exists');
    else if (step.tryOut === null) checks.push('here');
    else {
      await passDryRun(step.tryOut);
      checks.push('service');
    }
  }
  return checks;
}

/** The service tells a passed dry run by an error: DryRunOperation. */
async function passDryRun(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof CloudError && error.code === 'DryRunOperation')) throw error;
  }
}

export interface ApplyOptions {
  /** Wait until the last step's resources are usable; the steps between always wait for what they depend on. */
  readonly wait: boolean;
  readonly signal: AbortSignal;
  /** How to go on after a stop: the same command, for it looks before it makes. */
  readonly resume: string;
  readonly onStep?: (step: Step, phase: 'make' | 'settle') => void;
}

/** Carries a plan out. A failure then has `made` (what this run made) and `resume` among its details. */
export async function applyPlan(plan: Plan, options: ApplyOptions): Promise<Resource[]> {
  const done: Resource[] = [];
  try {
    for (const [index, step] of plan.steps.entries()) {
      options.signal.throwIfAborted();
      const at = done.length;
      options.onStep?.(step, 'make');
      done.push(...(step.make ? await step.make(done) : step.resources));
      const isLast = index === plan.steps.length - 1;
      if (step.settle === null || (isLast && !options.wait)) continue;
      options.onStep?.(step, 'settle');
      done.splice(at, done.length - at, ...(await step.settle(done.slice(at))));
    }
    return done;
  } catch (error) {
    throw stoppedFailure(error, done, options);
  }
}

/** A failure with `made` and `resume` among its details; an interruption takes the place of what it caused. */
export function stoppedFailure(
  error: unknown,
  done: readonly Resource[],
  { signal, resume }: Pick<ApplyOptions, 'signal' | 'resume'>,
): unknown {
  const details = { made: done.filter((resource) => resource.created), resume };
  const reason: unknown = signal.aborted ? signal.reason : error;
  if (!(reason instanceof Failure)) return error;
  if (reason instanceof Interrupted) return new Interrupted(reason.facts.signal, details);
  const { code, facts, exitCode, textKey } = reason;
  return new Failure(code, facts, {
    exitCode,
    textKey,
    details: { ...reason.details, ...details },
    cause: error,
  });
}

/** The id of the one resource of a type among the earlier steps' results. */
export function idOf(type: Resource['type'], earlier: readonly Resource[]): string {
  const id = earlier.find((resource) => resource.type === type)?.id;
  if (!id) throw new Error(`no ${type} among the earlier steps`);
  return id;
}
