import type { Host } from '../../host/host.js';
import { variable } from '../../host/variables.js';
import type { Redactor } from '../../redact.js';
import type { Change } from '../check.js';
import { pathsOf, samePath, withoutHome } from '../collectors/paths.js';
import { pathLimits } from '../knowledge.js';
import type { Edit, Stored } from './edit.js';
import { withHome } from './go-settings.js';
import { profileLines } from './profile-lines.js';
import { realValueOf } from './real-value.js';
import { maskSetting, rememberSecrets } from './secrets.js';
import type { Settings } from './settings.js';
import type { FixNote, FixTrouble } from './troubles.js';
import { expand, storedOf, type UserVariables } from './user-variables.js';

/** What a change comes down to on this machine, now. `before` and `after` are for showing. */
export interface PlannedChange {
  readonly change: Change;
  readonly before: string | null;
  readonly after: string | null;
  readonly note: FixNote | null;
  /** Null where it can't be made from here; `trouble` says why. */
  readonly edit: Edit | null;
  readonly trouble: FixTrouble | null;
  /** Lines for the profile of the user's shell. */
  readonly lines: readonly string[];
}

interface Ground {
  readonly host: Host;
  readonly settings: Settings;
  readonly secrets: Redactor;
}

/** Works out the real values, and whether the change may and can be made. Changes nothing. */
export async function planChange(change: Change, ground: Ground): Promise<PlannedChange> {
  const planned = await (change.kind === 'go-env' ? planGo(change, ground) : planVariable(change, ground));
  for (const stored of [planned.edit?.before, planned.edit?.after]) {
    if (stored && change.kind !== 'user-path') rememberSecrets(change.name, stored.text, ground.secrets);
  }
  return planned;
}

type Of<Kind extends Change['kind']> = Extract<Change, { kind: Kind }>;

async function planVariable(
  change: Of<'user-variable'> | Of<'user-path'>,
  ground: Ground,
): Promise<PlannedChange> {
  const { host, settings } = ground;
  if (host.platform.os !== 'win32') {
    const { file, lines } = profileLines(change, host);
    return { ...refuse(change, host, { code: 'SHELL_PROFILE', facts: { file } }), lines };
  }
  const opened = await settings.variables();
  if (!opened.ok) return refuse(change, host, opened.trouble);
  return change.kind === 'user-path'
    ? planPath(change, opened.variables, host)
    : planUserVariable(change, opened.variables, ground);
}

function planUserVariable(
  change: Of<'user-variable'>,
  variables: UserVariables,
  { host }: Ground,
): PlannedChange {
  const { name } = change;
  const user = variables.user(name);
  const machine = variables.machine(name);
  const refused = (trouble: FixTrouble) => refuse(change, host, trouble);
  if (user !== null && 'foreign' in user) {
    return refused({ code: 'FOREIGN_KIND', facts: { name, kind: user.foreign } });
  }
  const here = variable(name, host) ?? null;
  const next = variables.inNewTerminal(name);
  if (change.value === null && user === null) {
    return refused({ code: machine ? 'MACHINE_VARIABLE' : 'TERMINAL_VARIABLE', facts: { name } });
  }
  // The check saw this terminal. Where a new one would have another value, nothing is known about that one.
  if (next !== null && next !== here) return refused({ code: 'TERMINAL_OUTDATED', facts: { name } });
  const after = storedFor(change, host);
  if ('code' in after) return refused(after);
  // What is in force now, which may be the value for all users.
  const inForce = user ?? storedOf(machine);
  const shown = {
    before: inForce && maskSetting(name, inForce.text),
    after: after.value && maskSetting(name, after.value.text),
  };
  const edit = {
    place: { kind: 'user-variable', name },
    before: storedOf(user),
    after: after.value,
  } as const;
  return { ...plain(change), ...shown, edit, note: noteFor(after.value, user, machine, here) };
}

function noteFor(after: Stored | null, user: unknown, machine: unknown, here: string | null): FixNote | null {
  if (machine !== null)
    return after === null ? 'machine-value-returns' : user === null ? 'overrides-machine' : null;
  return after !== null && user === null && here !== null ? 'not-stored-yet' : null;
}

function storedFor({ name, value }: Of<'user-variable'>, host: Host): { value: Stored | null } | FixTrouble {
  if (value === null) return { value: null };
  const real = realValueOf(name, value, host.env, host.platform.os);
  return real.ok ? { value: { text: withHome(real.value, host), expandable: false } } : real.trouble;
}

/** PATH is the machine's followed by the user's: a folder is appended to the user's, the rest stays as it is written. */
function planPath(change: Of<'user-path'>, variables: UserVariables, host: Host): PlannedChange {
  const folder = withHome(change.folder, host);
  const user = variables.user('Path');
  const refused = (trouble: FixTrouble) => refuse(change, host, trouble);
  if (user !== null && 'foreign' in user) {
    return refused({ code: 'FOREIGN_KIND', facts: { name: 'PATH', kind: user.foreign } });
  }
  const scopes = [storedOf(variables.machine('Path')), user].flatMap((stored) => stored?.text ?? []);
  const entries = scopes.flatMap((text) => expand(text, host).split(';')).filter((entry) => entry !== '');
  if (entries.some((entry) => samePath(entry, folder, host))) {
    return refused({ code: 'TERMINAL_OUTDATED', facts: { name: 'PATH' } });
  }
  const characters = [...entries, folder].join(';').length;
  if (characters > pathLimits.cmd) return refused({ code: 'PATH_TOO_LONG', facts: { characters } });
  const text = user === null ? folder : `${user.text.replace(/;+$/, '')};${folder}`;
  const after = { text, expandable: user?.expandable ?? true };
  const edit = { place: { kind: 'user-path', folder }, before: user, after } as const;
  return { ...plain(change), before: null, after: withoutHome(folder, host), edit };
}

async function planGo(change: Of<'go-env'>, { host, settings }: Ground): Promise<PlannedChange> {
  const { name, value } = change;
  if (value?.includes('***')) return refuse(change, host, { code: 'SECRET_UNKNOWN', facts: { name } });
  if (variable(name, host)) {
    return refuse(change, host, { code: 'SHADOWED', facts: { name } });
  }
  const opened = await settings.goSettings();
  if (!opened.ok) return refuse(change, host, opened.trouble);
  const before = await opened.settings.read(name);
  const shown = { before: before && maskSetting(name, before.text), after: value };
  if (before !== null && shown.before !== before.text) {
    return { ...refuse(change, host, { code: 'SECRET_IN_ARGUMENTS', facts: { name } }), ...shown };
  }
  const after = value === null ? null : { text: withHome(value, host), expandable: false };
  const edit = { place: { kind: 'go-env', name, file: opened.settings.file }, before, after } as const;
  return { ...plain(change), ...shown, edit };
}

function plain(change: Change): PlannedChange {
  return { change, before: null, after: null, note: null, edit: null, trouble: null, lines: [] };
}

/** What is shown of a change that is not made: the value of this terminal, and the one that is proposed. */
function refuse(change: Change, host: Host, trouble: FixTrouble): PlannedChange {
  if (change.kind === 'user-path') return { ...plain(change), after: change.folder, trouble };
  const { name, value } = change;
  const here = change.kind === 'go-env' ? undefined : variable(name, host);
  return {
    ...plain(change),
    before: here ? withoutHome(maskSetting(name, here), host) : null,
    after: value && maskSetting(name, value),
    trouble,
  };
}

/** The delimiter-free name of a change, for telling two changes of one thing apart from two of different things. */
export function subjectOf(change: Change, host: Host): string {
  if (change.kind === 'user-path') return `path ${pathsOf(host).normalize(change.folder)}`;
  const name = host.platform.os === 'win32' ? change.name.toUpperCase() : change.name;
  return `${change.kind} ${name} ${change.value ?? ''}`;
}
