import type { WindowsEvidence } from '../evidence/windows.js';

/** Why a change was not made, with the facts its sentence needs. The sentences are in the catalogue. */
export interface FixTroubles {
  /** Its commands are for a person to run: they install something, need an administrator, or a decision. */
  BY_HAND: object;
  /** Not Windows: a variable belongs into the profile of the shell. */
  SHELL_PROFILE: { file: string };
  POWERSHELL_UNUSABLE: { state: WindowsEvidence['powershell']['state'] };
  POWERSHELL_CONSTRAINED: { mode: string };
  /** The value holds a password that can't be worked out. */
  SECRET_UNKNOWN: { name: string };
  /** The value would be as wrong as the one it comes from. */
  VALUE_UNUSABLE: { name: string };
  /** The registry has another value than this terminal, which is therefore no ground for a change. */
  TERMINAL_OUTDATED: { name: string };
  /** Set for all users: only an administrator removes it. */
  MACHINE_VARIABLE: { name: string };
  /** Set neither for the user nor for the machine: by this terminal, its profile or a script. */
  TERMINAL_VARIABLE: { name: string };
  /** The variable of the environment wins over what `go env -w` keeps. */
  SHADOWED: { name: string };
  /** What `go env -w` keeps has a password in it: to put it back, it would have to stand in a command line. */
  SECRET_IN_ARGUMENTS: { name: string };
  /** A registry value that is no text. */
  FOREIGN_KIND: { name: string; kind: string };
  PATH_TOO_LONG: { characters: number };
  GO_MISSING: object;
  /** `go env -w` keeps nothing: GOENV=off. */
  GO_SETTINGS_OFF: object;
  GO_REFUSED: { exitCode: number | null; detail: string };
  /** Somebody else was there between the look and the change. */
  VALUE_CHANGED: { name: string };
  /** No error was told, but the value is not there. */
  NOT_KEPT: { name: string };
  /** Whether it was done is not known; the journal remembers it. */
  OUTCOME_UNKNOWN: { name: string };
  JOURNAL_UNWRITABLE: { path: string; reason: string };
}

export type FixTroubleCode = keyof FixTroubles;

export type FixTrouble = {
  [Code in FixTroubleCode]: { readonly code: Code; readonly facts: FixTroubles[Code] };
}[FixTroubleCode];

/** What a person should know before agreeing. */
export type FixNote = 'overrides-machine' | 'machine-value-returns' | 'not-stored-yet';
