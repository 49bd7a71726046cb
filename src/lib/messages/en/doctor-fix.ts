import type { LockFailures } from '../../doctor/fixes/fix-lock.js';
import type { FixState } from '../../doctor/fixes/fix-outcome.js';
import type { JournalFailures } from '../../doctor/fixes/journal.js';
import type { FixNote, FixTroubles } from '../../doctor/fixes/troubles.js';
import type { ErrorTexts } from '../text.js';

const errors: ErrorTexts<JournalFailures & LockFailures> = {
  JOURNAL_BROKEN: {
    message: ({ path, detail }) => `the journal of earlier fixes, ${path}, can't be read: ${detail}`,
    hint: () =>
      'nothing was changed. Move the file away: what it remembers can then no longer be undone from here.',
  },
  FIX_RUNNING: {
    message: () => 'another "aliproxy doctor --fix" or "--undo" is running',
    hint: ({ path }) =>
      `finish that one first. If it was killed, wait a minute, or remove ${path}. Nothing was done.`,
  },
};

const powershellStates = {
  ok: 'works',
  missing: 'is missing',
  denied: 'may not be started',
  timeout: 'does not answer',
  failed: 'fails',
  unreadable: 'gives no readable answer',
};

const inSettings = 'set it in the Windows settings ("Edit environment variables for your account").';

const troubles: ErrorTexts<FixTroubles> = {
  BY_HAND: {
    message: () => 'yours to do: it needs an installer, an administrator or your decision',
    hint: () => 'see "How to fix".',
  },
  SHELL_PROFILE: {
    message: ({ file }) => `belongs in ${file}`,
    hint: ({ file }) => `add to ${file}, then open a new terminal:`,
  },
  POWERSHELL_UNUSABLE: {
    message: ({ state }) => `only PowerShell can change it, and PowerShell ${powershellStates[state]}`,
    hint: () => inSettings,
  },
  POWERSHELL_CONSTRAINED: {
    message: ({ mode }) => `PowerShell is locked down here (${mode})`,
    hint: () => inSettings,
  },
  SECRET_UNKNOWN: {
    message: ({ name }) => `what *** in ${name} stands for can't be worked out`,
    hint: ({ name }) => `set ${name} yourself, with your own credentials for ***.`,
  },
  VALUE_UNUSABLE: {
    message: ({ name }) => `what ${name} should be is not known`,
    hint: ({ name }) => `set ${name} to a value like http://host:port.`,
  },
  TERMINAL_OUTDATED: {
    message: ({ name }) => `new terminals get another ${name} than this one has`,
    hint: () =>
      'open a new terminal and run the doctor there; if it says the same, a profile or a script sets it.',
  },
  MACHINE_VARIABLE: {
    message: ({ name }) => `${name} is set for all users of this machine`,
    hint: ({ name }) => `an administrator can remove ${name} from the system variables.`,
  },
  TERMINAL_VARIABLE: {
    message: ({ name }) => `${name} is set in this terminal only`,
    hint: ({ name }) =>
      `remove ${name} where it is set: a PowerShell profile, a script, the editor's settings.`,
  },
  SHADOWED: {
    message: ({ name }) => `the variable ${name} wins over "go env -w"`,
    hint: ({ name }) => `remove the variable ${name} first.`,
  },
  SECRET_IN_ARGUMENTS: {
    message: ({ name }) => `"go env" keeps a ${name} with credentials in it`,
    hint: () => 'change it yourself: a password does not belong in a command line that we run.',
  },
  FOREIGN_KIND: {
    message: ({ name, kind }) => `${name} is kept as ${kind}, which is no text`,
    hint: () => inSettings,
  },
  PATH_TOO_LONG: {
    message: ({ characters }) => `PATH would have ${characters} characters, and cmd.exe drops it beyond 8191`,
    hint: () => 'remove folders that are no longer there, or stand in it twice.',
  },
  GO_MISSING: {
    message: () => 'go was not found',
    hint: () => 'install Go, or put it on PATH.',
  },
  GO_SETTINGS_OFF: {
    message: () => '"go env -w" keeps nothing here: GOENV is off',
    hint: () => 'remove the variable GOENV, or set the value as a variable.',
  },
  GO_REFUSED: {
    message: ({ exitCode, detail }) => `go refused (exit ${exitCode ?? '-'})${detail ? `: ${detail}` : ''}`,
    hint: () => 'see what go says.',
  },
  VALUE_CHANGED: {
    message: ({ name }) => `${name} has been changed by somebody else since, and was left alone`,
    hint: () => 'look at its value, and run the command again.',
  },
  NOT_KEPT: {
    message: ({ name }) => `no error, but ${name} has not changed`,
    hint: () => 'a policy or a security program may forbid it.',
  },
  OUTCOME_UNKNOWN: {
    message: ({ name }) => `whether ${name} was changed is not known`,
    hint: () => 'look at its value; "aliproxy doctor --undo" takes it back if it was.',
  },
  JOURNAL_UNWRITABLE: {
    message: ({ path, reason }) => `not changed, because the journal ${path} can't be written (${reason})`,
    hint: () => 'make room there, and run the command again.',
  },
};

const states: Readonly<Record<FixState, string>> = {
  applied: 'applied',
  undone: 'undone',
  declined: 'not done',
  failed: 'FAILED',
  'by-hand': 'by hand',
  'dry-run': 'would do',
};

const notes: Readonly<Record<FixNote, string>> = {
  'overrides-machine': 'It is set for all users; yours will win.',
  'machine-value-returns': "The value for all users is then in force; it is an administrator's to remove.",
  'not-stored-yet': 'It comes from a script or from this terminal; where that sets it again, it wins.',
};

export const doctorFix = {
  columns: { state: 'RESULT', check: 'CHECK', change: 'CHANGE' },
  title: 'Fixes',
  undoTitle: 'Undone',
  places: {
    'user-variable': (name: string) => `${name} (user variable)`,
    'user-path': (name: string) => `${name} (user variable)`,
    'go-env': (name: string) => `${name} (go env -w)`,
  },
  notSet: '(not set)',
  hiddenDifference: '(the difference is behind ***)',
  states,
  notes,
  troubles,
  apply: 'Apply it?',
  undo: (when: string) => `Undo this change of ${when}?`,
  /** Behind the table. */
  newTerminal: 'This terminal keeps the old values: open a new one, and restart the editor.',
  undoable: 'Take it back with: aliproxy doctor --undo',
  seenAfter: 'The report shows the machine as a new terminal finds it.',
  nothingToFix: 'There is nothing that can be fixed from here.',
  nothingToUndo: 'There is nothing to undo.',
  stopped: 'Stopped. What follows was not looked at.',
};

export const doctorFixErrors = errors;
