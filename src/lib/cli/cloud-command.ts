import * as Flags from '@oclif/core/flags';
import type { FlagInput } from '@oclif/core/interfaces';
import type { Cloud } from '../cloud/cloud.js';
import {
  applyPlan,
  type Check,
  changesAnything,
  type Plan,
  resourcesOf,
  stoppedFailure,
  tryOut,
} from '../cloud/plan.js';
import { labelOf, type Resource } from '../cloud/resources.js';
import { exitCodes, Failure, usageFailure } from '../errors.js';
import { quoteForBash } from '../host/shell-words.js';
import type { CloudResult } from '../output/views/cloud.js';
import { AliproxyCommand, type CommandContext, type Parsed, type Report } from './base-command.js';
import { type Connection, connectCloud } from './cloud-connection.js';
import { Desk } from './desk.js';
import { durationFlag } from './flags.js';

/** Flags of every cloud command. */
export const cloudFlags = {
  region: Flags.string({
    char: 'r',
    summary: 'Region to work in (else ALIBABA_CLOUD_REGION_ID, cloud.region, the profile’s region).',
    helpValue: 'REGION',
    helpGroup: 'CLOUD',
  }),
  profile: Flags.string({
    char: 'p',
    summary: 'Profile of ~/.aliyun/config.json to take the keys from.',
    helpValue: 'NAME',
    helpGroup: 'CLOUD',
  }),
  endpoint: Flags.string({
    summary: 'Base URL for every call, instead of the public endpoints.',
    helpValue: 'URL',
    helpGroup: 'CLOUD',
  }),
  sandbox: Flags.boolean({
    summary: 'Work in the embedded sandbox: no account, nothing leaves this machine.',
    helpGroup: 'CLOUD',
  }),
  'dry-run': Flags.boolean({ summary: 'Show and check the plan, change nothing.', helpGroup: 'CLOUD' }),
  yes: Flags.boolean({ char: 'y', summary: 'Go ahead without asking.', helpGroup: 'CLOUD' }),
  wait: Flags.boolean({
    summary: 'Wait until what was made is usable (on by default).',
    allowNo: true,
    default: true,
    helpGroup: 'CLOUD',
  }),
  timeout: durationFlag({
    summary: 'Limit of all waiting (default 10m for ecs, 3m else).',
    helpGroup: 'CLOUD',
  }),
} satisfies FlagInput;

/** Last paragraph of every create's description. */
export const createExitCodes =
  'Exit codes: 0 done, or there already; 1 the cloud refused; 2 wrong usage or no confirmation, nothing was done; 124 the waiting limit ran out; 130 interrupted.';

const defaultTimeoutMs = 180_000;

/**
 * A command that makes something in the cloud: request, plan, confirmation, apply, table. A repeat finds what is there
 * and makes the rest, so it is also the way to go on after a stop.
 */
export abstract class CloudCommand extends AliproxyCommand {
  protected readonly timeoutMs: number = defaultTimeoutMs;

  /**
   * Reads the flags (usage failures come before anything is contacted) and gives back what plans the request with a
   * cloud.
   */
  protected abstract request(
    input: Parsed,
    desk: Desk,
    context: CommandContext,
  ): Promise<(cloud: Cloud) => Promise<Plan>>;

  protected async perform(input: Parsed, context: CommandContext): Promise<Report> {
    const { flags } = input;
    const desk = new Desk(context);
    refuseEmpty(flags, this.commandName());
    const planFor = await this.request(input, desk, context);
    const connection = await connectCloud(
      {
        region: flags.region as string | undefined,
        profile: flags.profile as string | undefined,
        endpoint: flags.endpoint as string | undefined,
        sandbox: flags.sandbox === true,
        timeoutMs: (flags.timeout as number | undefined) ?? this.timeoutMs,
      },
      context,
      desk,
    );
    desk.onAnswer = () => connection.cloud.deadline.restart();
    try {
      return await this.#carryOut(input, planFor, connection, context);
    } catch (error) {
      tellProgress(error, context);
      throw error;
    } finally {
      await connection.close();
    }
  }

  async #carryOut(
    { flags }: Parsed,
    planFor: (cloud: Cloud) => Promise<Plan>,
    { cloud }: Connection,
    context: CommandContext,
  ): Promise<Report> {
    const { text, progress, signal } = context;
    const { working, warnings } = text.cloud;
    const resume = this.#commandLine(context.host.platform.os);
    progress.update(working.plan);
    const plan = await this.#plan(planFor, cloud, resume);
    for (const warning of plan.warnings) context.warn(warnings[warning]);
    if (flags['dry-run'] === true) {
      progress.update(working.dryRun);
      const checks = await tryOut(plan);
      return report({ resources: resourcesOf(plan), plan, checks, requestIds: [] }, context);
    }
    if (changesAnything(plan) && flags.yes !== true) {
      await confirm(plan, context);
      cloud.deadline.restart();
    }
    const resources = await applyPlan(plan, {
      wait: flags.wait !== false,
      signal,
      resume,
      onStep: (step, phase) => {
        const type = step.resources[0]?.type;
        if (type && step.make) progress.update(working[phase](type));
      },
    });
    return report({ resources, plan, checks: null, requestIds: cloud.client.requestIds }, context);
  }

  /** Nothing is made yet, and that is said as well, unless the usage was wrong. */
  async #plan(planFor: (cloud: Cloud) => Promise<Plan>, cloud: Cloud, resume: string): Promise<Plan> {
    try {
      return await planFor(cloud);
    } catch (error) {
      if (error instanceof Failure && error.exitCode === exitCodes.usage) throw error;
      throw stoppedFailure(error, [], { signal: cloud.signal, resume });
    }
  }

  /** This very command, to be run again. */
  #commandLine(os: NodeJS.Platform): string {
    return ['aliproxy', this.commandName(), ...this.argv.map((word) => quoted(word, os))].join(' ');
  }
}

async function confirm(plan: Plan, context: CommandContext): Promise<void> {
  const { host, terminal, text, style, progress, secrets } = context;
  if (!terminal.interactive) {
    if (plan.unconfirmed) throw plan.unconfirmed;
    return;
  }
  const { cloudView } = await import('../output/views/cloud.js');
  progress.stop();
  const shown: CloudResult = { ...resultOf(plan, resourcesOf(plan)), isPlan: true, checks: null };
  host.output.err(secrets.text(cloudView(shown, { text, style })));
  if (plan.unconfirmed?.code === 'OPEN_TO_WORLD') {
    const { ports, source } = plan.unconfirmed.facts as { ports: string; source: string };
    context.warn(text.cloud.worldWarning(ports, source));
  }
  if (!(await host.prompt.confirm(text.cloud.confirm))) throw new Failure('DECLINED', {});
}

interface Outcome {
  readonly resources: readonly Resource[];
  readonly plan: Plan;
  /** One for each step of the plan, after a dry run. */
  readonly checks: readonly Check[] | null;
  readonly requestIds: readonly string[];
}

async function report(outcome: Outcome, context: CommandContext): Promise<Report> {
  const { text, style } = context;
  const { resources, plan, requestIds } = outcome;
  const isPlan = outcome.checks !== null;
  const checks = outcome.checks
    ? plan.steps.flatMap((step, index) => step.resources.map(() => outcome.checks?.[index] ?? 'here'))
    : null;
  const result: CloudResult = { ...resultOf(plan, resources), isPlan, checks };
  const { cloudView } = await import('../output/views/cloud.js');
  return {
    exitCode: exitCodes.ok,
    json: {
      ok: true,
      dryRun: isPlan,
      requestIds,
      resources: checks
        ? resources.map((resource, index) => ({ ...resource, check: checks[index] }))
        : resources,
      ...(isPlan && result.price !== undefined ? { price: result.price } : {}),
    },
    view: () => cloudView(result, { text, style }),
  };
}

/** The price is worth a line only where a server would be made. */
function resultOf(plan: Plan, resources: readonly Resource[]): Pick<CloudResult, 'resources' | 'price'> {
  const buys = plan.steps.some((step) => step.make !== null && step.resources[0]?.type === 'instance');
  return { resources, price: buys ? plan.price : undefined };
}

/** Text only: under `--json` the same stands in the error object. */
function tellProgress(error: unknown, { json, host, text, secrets, progress }: CommandContext): void {
  progress.stop();
  if (json || !(error instanceof Failure) || typeof error.details.resume !== 'string') return;
  const made = (error.details.made ?? []) as readonly Resource[];
  const lines = [
    made.length > 0 ? text.cloud.made(made.map(labelOf)) : text.cloud.madeNothing,
    text.cloud.resume(error.details.resume),
  ];
  host.output.err(secrets.text(`${lines.join('\n')}\n`));
}

/** One word for a shell, which must not run what is in it. Between `"` both shells of Windows agree best. */
function quoted(word: string, os: NodeJS.Platform): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return os === 'win32' ? `"${word.replaceAll('"', '\\"')}"` : quoteForBash(word);
}

/** `--zone "$ZONE"` with ZONE unset: an empty value would pass for "not given", and something else be made. */
function refuseEmpty(flags: Parsed['flags'], command: string): void {
  const empty = Object.keys(flags).find((name) => flags[name] === '' && name !== 'description');
  if (empty !== undefined) throw usageFailure('FLAG_NEEDS_VALUE', { flag: `--${empty}`, command });
}

/** The value of a text flag; null where it is not given. */
export function textFlag(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
