import type { Host } from '../../host/host.js';
import type { ProcessResult } from '../../host/processes.js';
import { variable } from '../../host/variables.js';
import {
  candidates,
  type PowershellAnswer,
  parsePowershellOutput,
  powershellEnvironment,
} from '../collectors/powershell.js';
import { isSame, type Stored } from './edit.js';
import type { FixTrouble } from './troubles.js';
import { readArguments, writeArguments } from './user-variables-script.js';

/** A value of the registry; `foreign` is the kind of one that is no text. */
type RegistryValue = Stored | { readonly foreign: string };

/** The variables that Windows keeps for new programs: the user's own, which can be written, and everybody's. */
export interface UserVariables {
  /** Null where there is none, or an empty one. */
  user(name: string): RegistryValue | null;
  machine(name: string): RegistryValue | null;
  /** What a new terminal would have: the user's value, else the machine's, `%NAME%` expanded. Null: nothing. */
  inNewTerminal(name: string): string | null;
  /** Writes and reads back; null where the value is there then. `before` is what was seen. */
  write(name: string, before: Stored | null, after: Stored | null): Promise<FixTrouble | null>;
}

export type OpenedVariables =
  | { readonly ok: true; readonly variables: UserVariables }
  | { readonly ok: false; readonly trouble: FixTrouble };

/** For starting PowerShell, and for telling all windows (a hanging one delays that by a second). */
const limitMs = 15_000;

/** Reads the variables of both scopes with PowerShell. Without a PowerShell that can also write them: the trouble. */
export async function openUserVariables(host: Host, signal?: AbortSignal): Promise<OpenedVariables> {
  const asked = await ask(host, readArguments, {}, signal);
  if (!asked.ok) return asked;
  const scopes = {
    user: valuesOf(asked.answer.get('user')),
    machine: valuesOf(asked.answer.get('machine')) ?? new Map<string, RegistryValue>(),
  };
  if (!scopes.user) return { ok: false, trouble: unusable('failed') };
  let user = scopes.user;
  const userValue = (name: string) => user.get(name.toLowerCase()) ?? null;
  const machineValue = (name: string) => scopes.machine.get(name.toLowerCase()) ?? null;
  return {
    ok: true,
    variables: {
      user: userValue,
      machine: machineValue,
      inNewTerminal: (name) => {
        const value = userValue(name) ?? machineValue(name);
        if (value === null || 'foreign' in value) return null;
        return value.expandable ? expand(value.text, host) : value.text;
      },
      write: async (name, before, after) => {
        const written = await ask(host, writeArguments, variablesFor(name, before, after));
        if (!written.ok) return written.trouble;
        const then = valuesOf(written.answer.get('user'));
        if (!then) return { code: 'OUTCOME_UNKNOWN', facts: { name } };
        user = then;
        if (isSame(storedOf(userValue(name)), after)) return null;
        const changed = written.answer.get('write') === 'changed';
        return { code: changed ? 'VALUE_CHANGED' : 'NOT_KEPT', facts: { name } };
      },
    },
  };
}

/** A value of a kind that can be put back; null for none. */
export function storedOf(value: RegistryValue | null): Stored | null {
  return value === null || 'foreign' in value ? null : value;
}

/** `%NAME%` as Windows replaces it: what is not known stays. */
export function expand(text: string, host: Host): string {
  return text.replace(/%([^%]+)%/g, (whole, name: string) => variable(name, host) ?? whole);
}

function variablesFor(name: string, before: Stored | null, after: Stored | null) {
  return {
    ALIPROXY_FIX_NAME: name,
    ALIPROXY_FIX_BEFORE: before?.text,
    ALIPROXY_FIX_VALUE: after?.text,
    ALIPROXY_FIX_EXPAND: after?.expandable ? '1' : undefined,
  };
}

type Asked =
  | { readonly ok: true; readonly answer: PowershellAnswer }
  | { readonly ok: false; readonly trouble: FixTrouble };

async function ask(
  host: Host,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  signal?: AbortSignal,
): Promise<Asked> {
  let trouble = unusable('missing');
  for await (const file of candidates(host)) {
    const result = await host.processes.run({
      file,
      args,
      env: { ...powershellEnvironment, ...env },
      timeoutMs: limitMs,
      encoding: 'latin1',
      ...(signal ? { signal } : {}),
    });
    if (result.notStarted === null) return judgeAnswer(result);
    if (result.notStarted !== 'ENOENT') trouble = unusable('denied');
  }
  return { ok: false, trouble };
}

/** An answer counts whatever the exit code and stderr say; ConstrainedLanguage forbids all that is needed here. */
function judgeAnswer(result: ProcessResult): Asked {
  if (result.timedOut) return { ok: false, trouble: unusable('timeout') };
  const parsed = parsePowershellOutput(result.stdout);
  if (!parsed) return { ok: false, trouble: unusable(result.exitCode === 0 ? 'unreadable' : 'failed') };
  const { mode } = (parsed.values.get('session') ?? {}) as { mode?: unknown };
  if (typeof mode === 'string' && mode !== 'FullLanguage') {
    return { ok: false, trouble: { code: 'POWERSHELL_CONSTRAINED', facts: { mode } } };
  }
  return { ok: true, answer: parsed.values };
}

function unusable(state: 'missing' | 'denied' | 'timeout' | 'failed' | 'unreadable'): FixTrouble {
  return { code: 'POWERSHELL_UNUSABLE', facts: { state } };
}

/** Names in lower case. An empty value is as good as none: Windows gives no program an empty variable. */
function valuesOf(told: unknown): ReadonlyMap<string, RegistryValue> | null {
  if (told === null || typeof told !== 'object' || Array.isArray(told)) return null;
  const values = new Map<string, RegistryValue>();
  for (const [name, value] of Object.entries(told)) {
    const { kind, text } = (value ?? {}) as { kind?: unknown; text?: unknown };
    if (kind !== 'String' && kind !== 'ExpandString') {
      values.set(name.toLowerCase(), { foreign: String(kind) });
    } else if (typeof text === 'string' && text !== '') {
      values.set(name.toLowerCase(), { text, expandable: kind === 'ExpandString' });
    }
  }
  return values;
}
