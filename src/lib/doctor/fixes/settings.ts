import type { Host } from '../../host/host.js';
import { type Edit, nameOf, type Place, type Stored } from './edit.js';
import { type GoProgram, type OpenedGoSettings, openGoSettings } from './go-settings.js';
import type { FixTrouble } from './troubles.js';
import { type OpenedVariables, openUserVariables, storedOf } from './user-variables.js';

export type Looked =
  | { readonly ok: true; readonly value: Stored | null }
  | { readonly ok: false; readonly trouble: FixTrouble };

/** All that `--fix` and `--undo` can change; each part is opened when it is first needed. */
export class Settings {
  readonly #host: Host;
  readonly #go: GoProgram | null;
  readonly #signal: AbortSignal | undefined;
  #variables: Promise<OpenedVariables> | undefined;
  readonly #goSettings = new Map<string | undefined, Promise<OpenedGoSettings>>();

  constructor(host: Host, go: GoProgram | null, signal?: AbortSignal) {
    this.#host = host;
    this.#go = go;
    this.#signal = signal;
  }

  variables(): Promise<OpenedVariables> {
    this.#variables ??= openUserVariables(this.#host, this.#signal);
    return this.#variables;
  }

  /** `file`: instead of the one that Go itself would choose now. It is for writing, which Ctrl-C does not end. */
  goSettings(file?: string): Promise<OpenedGoSettings> {
    const program = this.#go === null || file === undefined ? this.#go : { ...this.#go, file };
    const opened =
      this.#goSettings.get(file) ??
      openGoSettings(this.#host, program, file === undefined ? this.#signal : undefined);
    this.#goSettings.set(file, opened);
    return opened;
  }

  /** The value that is kept now. */
  async look(place: Place): Promise<Looked> {
    if (place.kind === 'go-env') {
      const opened = await this.goSettings(place.file);
      return opened.ok ? { ok: true, value: await opened.settings.read(place.name) } : opened;
    }
    const opened = await this.variables();
    if (!opened.ok) return opened;
    return { ok: true, value: storedOf(opened.variables.user(nameOf(place))) };
  }

  /** Looks again, after something went wrong; also after Ctrl-C. */
  lookAgain(place: Place): Promise<Looked> {
    this.#variables = openUserVariables(this.#host);
    return this.look(place);
  }

  /** Makes the change and reads back; null where it is made. Not ended by Ctrl-C: half a change is worse than a second. */
  async write({ place, before, after }: Edit): Promise<FixTrouble | null> {
    if (place.kind === 'go-env') {
      const opened = await this.goSettings(place.file);
      return opened.ok ? await opened.settings.write(place.name, before, after) : opened.trouble;
    }
    const opened = await this.variables();
    return opened.ok ? await opened.variables.write(nameOf(place), before, after) : opened.trouble;
  }
}
