import type { Host } from '../../host/host.js';
import { variable } from '../../host/variables.js';
import type { VariableChange } from '../../proxy/explain/environment-variables.js';
import { type Change, type CheckId, type Fix, optionalSectionOf } from '../check.js';
import { collect } from '../collect.js';
import { pathsOf } from '../collectors/paths.js';
import type { CheckResult } from '../judge.js';
import { conclude, type DoctorRequest, type DoctorResult, runDoctor } from '../run.js';
import { sectionsFor, separateNames } from '../select.js';
import { applyEdit, type Workshop } from './apply-edit.js';
import { type Edit, nameOf } from './edit.js';
import { withLock } from './fix-lock.js';
import {
  type FixOptions,
  type FixOutcome,
  type FixReport,
  type FixState,
  interruptionOf,
} from './fix-outcome.js';
import { programOf } from './go-settings.js';
import { Journal, journalPath } from './journal.js';
import { type PlannedChange, planChange, subjectOf } from './plan-change.js';
import { Settings } from './settings.js';
import type { FixTrouble } from './troubles.js';
import { worldAfter } from './world-after.js';

/**
 * Examines this machine, then fix by fix: shows it, asks, applies it, and looks again at what the check is about. Only
 * the user's own settings are changed; everything else is told. Throws what `runDoctor` throws, FIX_RUNNING, and before
 * any change JOURNAL_BROKEN, FILE_UNREADABLE and FILE_UNWRITABLE.
 */
export async function runFixes(request: DoctorRequest, options: FixOptions, host: Host): Promise<FixReport> {
  const result = await runDoctor(request, host);
  const work = () => new FixRun(request, options, host, result).all();
  const mayChange = result.checks.some(
    (check) => isWanted(check, request) && check.fix?.changes.some((change) => isMadeHere(change, host)),
  );
  if (options.dryRun || !mayChange) return await work();
  return await withLock(host, `${journalPath(host)}.lock`, work);
}

/** Variables of the user are kept by Windows; elsewhere each shell has its profile, which is not ours to edit. */
function isMadeHere({ kind }: Change, { platform }: Host): boolean {
  return kind === 'go-env' || platform.os === 'win32';
}

/** Troubles; and what is only for information where its check was named. */
function isWanted({ id, status, fix }: CheckResult, { only }: DoctorRequest): boolean {
  if (fix === null) return false;
  if (status === 'info') return separateNames(only).includes(id);
  return status === 'warn' || status === 'fail';
}

class FixRun {
  readonly #request: DoctorRequest;
  readonly #options: FixOptions;
  readonly #host: Host;
  readonly #settings: Settings;
  readonly #variables: VariableChange[] = [];
  readonly #fixes: FixOutcome[] = [];
  /** What has been dealt with already, by another check. */
  readonly #subjects = new Set<string>();
  #result: DoctorResult;
  #world: Host;
  #workshop: Workshop | undefined;
  #changed = false;

  constructor(request: DoctorRequest, options: FixOptions, host: Host, result: DoctorResult) {
    const { saveEvidence: _saved, ...again } = request;
    this.#request = again;
    this.#options = options;
    this.#host = host;
    this.#world = host;
    this.#result = result;
    const go = optionalSectionOf(result.evidence, 'go');
    this.#settings = new Settings(host, go && programOf(go, host), request.signal);
  }

  async all(): Promise<FixReport> {
    try {
      const handled = new Set<CheckId>();
      for (;;) {
        this.#request.signal?.throwIfAborted();
        const next = this.#result.checks.find(
          (check) => !handled.has(check.id) && isWanted(check, this.#request),
        );
        if (!next?.fix) break;
        handled.add(next.id);
        await this.#handle(next, next.fix);
      }
      if (this.#changed) this.#result = await runDoctor(this.#request, this.#world);
      return { result: this.#result, fixes: this.#fixes, interrupted: null };
    } catch (error) {
      const interrupted = interruptionOf(error, this.#request.signal);
      if (!interrupted) throw error;
      return { result: this.#result, fixes: this.#fixes, interrupted };
    }
  }

  async #handle(check: CheckResult, fix: Fix): Promise<void> {
    if (fix.changes.length === 0) {
      this.#note(check, fix, null, 'by-hand', { code: 'BY_HAND', facts: {} });
      return;
    }
    const ground = { host: this.#world, settings: this.#settings, secrets: this.#options.secrets };
    const changes: PlannedChange[] = [];
    for (const change of fix.changes) {
      const subject = subjectOf(change, this.#host);
      if (this.#subjects.has(subject)) continue;
      this.#subjects.add(subject);
      changes.push(await planChange(change, ground));
    }
    for (const planned of changes) {
      if (planned.edit === null) this.#note(check, fix, planned, 'by-hand', planned.trouble);
    }
    const ready = changes.flatMap((planned) =>
      planned.edit === null ? [] : [{ planned, edit: planned.edit }],
    );
    if (ready.length > 0) await this.#carryOut(check, fix, ready, changes);
  }

  async #carryOut(
    check: CheckResult,
    fix: Fix,
    ready: readonly { planned: PlannedChange; edit: Edit }[],
    changes: readonly PlannedChange[],
  ): Promise<void> {
    if (this.#options.dryRun) {
      for (const { planned } of ready) this.#note(check, fix, planned, 'dry-run', null);
      return;
    }
    const workshop = await this.#openWorkshop();
    const left = [...ready];
    try {
      const { id, status, finding } = check;
      const agreed = await this.#options.confirm({ check: id, status, finding, kind: fix.kind, changes });
      for (const { planned, edit } of ready) {
        this.#request.signal?.throwIfAborted();
        left.shift();
        await this.#make(check, fix, planned, agreed ? edit : null, workshop);
      }
    } finally {
      for (const { planned } of left) this.#note(check, fix, planned, 'declined', null);
    }
    await this.#lookAgain(check.id);
  }

  async #make(
    check: CheckResult,
    fix: Fix,
    planned: PlannedChange,
    edit: Edit | null,
    workshop: Workshop,
  ): Promise<void> {
    if (edit === null) {
      this.#note(check, fix, planned, 'declined', null);
      return;
    }
    const trouble = await applyEdit(edit, { check: check.id, fix: fix.kind }, workshop);
    this.#note(check, fix, planned, trouble === null ? 'applied' : 'failed', trouble);
    if (trouble !== null) return;
    this.#changed = true;
    const change = await this.#effectOf(edit);
    if (change) this.#variables.push(change);
    this.#world = worldAfter(this.#host, this.#variables);
  }

  /** The variable of a terminal that is opened after this change. */
  async #effectOf({ place }: Edit): Promise<VariableChange | null> {
    if (place.kind === 'go-env') return null;
    const opened = await this.#settings.variables();
    if (!opened.ok) return null;
    if (place.kind === 'user-variable') {
      return { name: place.name, value: opened.variables.inNewTerminal(place.name) };
    }
    const path = variable('PATH', this.#world);
    const { delimiter } = pathsOf(this.#host);
    return { name: nameOf(place), value: path ? `${path}${delimiter}${place.folder}` : place.folder };
  }

  /** Gathers anew what this check is judged by, and judges all. */
  async #lookAgain(id: CheckId): Promise<void> {
    if (!this.#fixes.some(({ check, state }) => check === id && state === 'applied')) return;
    const sections = sectionsFor(new Set([id]));
    const { evidence, durationMs } = this.#result;
    const again = await collect({ ...this.#request, sections }, this.#world);
    const merged = { ...evidence.sections };
    for (const name of sections) Object.assign(merged, { [name]: again.sections[name] });
    this.#result = conclude({ ...evidence, sections: merged }, this.#request, durationMs);
    const verdict = this.#result.checks.find((check) => check.id === id)?.status ?? null;
    this.#fixes.forEach((fix, index) => {
      if (fix.check === id && fix.state === 'applied') this.#fixes[index] = { ...fix, verdict };
    });
  }

  #note(
    check: CheckResult,
    fix: Fix,
    planned: PlannedChange | null,
    state: FixState,
    trouble: FixTrouble | null,
  ): void {
    const { change = null, before = null, after = null, note = null, lines = [] } = planned ?? {};
    this.#fixes.push({
      check: check.id,
      kind: fix.kind,
      change,
      before,
      after,
      state,
      trouble,
      note,
      commands: state === 'by-hand' ? fix.commands : [],
      lines,
      verdict: null,
    });
  }

  /** Nothing is asked before it is sure that the journal can be written. */
  async #openWorkshop(): Promise<Workshop> {
    if (!this.#workshop) {
      const journal = await Journal.open(this.#host);
      await journal.tryOut();
      const run = this.#host.random(6).toString('hex');
      this.#workshop = { host: this.#host, settings: this.#settings, journal, run };
    }
    return this.#workshop;
  }
}
