import type { CloudClient } from '../cloud/client.js';
import { type Choice, refuseToChoose } from '../cloud/cloud.js';
import { listZones } from '../cloud/inventory.js';
import { usageFailure } from '../errors.js';
import type { CommandContext } from './base-command.js';

type Missing = keyof CommandContext['text']['cloud']['what'];

/** Asks for what a cloud command was not told; without a terminal it fails with the name of the flag (exit 2). */
export class Desk {
  readonly #context: CommandContext;
  /** Called after every answer: what a person takes to give it is no waiting of ours. */
  onAnswer: () => void = () => {};

  constructor(context: CommandContext) {
    this.#context = context;
  }

  get isStaffed(): boolean {
    return this.#context.terminal.interactive;
  }

  /** Fails early where a value is missing and nobody can be asked for it. */
  expect(flag: string, missing: Missing, value: string | null): void {
    if (value === null && !this.isStaffed) throw this.#needed(flag, missing);
  }

  async text(flag: string, missing: Missing, value: string | null, fallback?: string): Promise<string> {
    if (value !== null) return value;
    if (!this.isStaffed) throw this.#needed(flag, missing);
    this.#context.progress.stop();
    const answer = await this.#context.host.prompt.input(
      `${this.#sentence(missing)} (${flag})`,
      fallback === undefined ? {} : { default: fallback },
    );
    this.onAnswer();
    return answer;
  }

  /** One of a list that the cloud knows; typed where the list is empty. */
  async pick(
    flag: string,
    missing: Missing,
    value: string | null,
    list: () => Promise<readonly { value: string; name: string }[]>,
  ): Promise<string> {
    if (value !== null) return value;
    if (!this.isStaffed) throw this.#needed(flag, missing);
    const choices = await list();
    this.#context.progress.stop();
    if (choices.length === 0) return this.text(flag, missing, null);
    const answer = await this.#context.host.prompt.select(`${this.#sentence(missing)} (${flag})`, choices);
    this.onAnswer();
    return answer;
  }

  choose(choice: Choice): Promise<string> {
    if (!this.isStaffed) return refuseToChoose(choice);
    const { kind, flag, candidates } = choice;
    return this.pick(flag, kind, null, async () =>
      candidates.map(({ id, name }) => ({ value: id, name: `${name} (${id})` })),
    );
  }

  askRegion(): Promise<string> {
    return this.text('--region', 'region', null, 'cn-hangzhou');
  }

  askZone(client: CloudClient): Promise<string> {
    return this.pick('--zone', 'zone', null, async () =>
      (await listZones(client)).map((zone) => ({ value: zone, name: zone })),
    );
  }

  #needed(flag: string, missing: Missing) {
    return usageFailure('INPUT_NEEDED', { flag, what: this.#context.text.cloud.what[missing] });
  }

  #sentence(missing: Missing): string {
    const what = this.#context.text.cloud.what[missing];
    return what.charAt(0).toUpperCase() + what.slice(1);
  }
}
