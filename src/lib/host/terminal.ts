export type ColourLevel = 0 | 1 | 2 | 3;

/** What the three standard streams can do; decided once, from facts, by `terminalFrom`. */
export interface Terminal {
  /** Columns a table may use. */
  readonly width: number;
  /** On stdout: 0 none, 1 sixteen colours, 2 256, 3 true colour. */
  readonly colour: ColourLevel;
  /** The same on stderr: one of them may go to a file. */
  readonly errorColour: ColourLevel;
  /** May ✔ and friends be printed? */
  readonly unicode: boolean;
  /** May we ask questions? */
  readonly interactive: boolean;
  /** May we ask questions on stderr, whatever becomes of stdout? */
  readonly mayAskAside: boolean;
  /** May we draw a live line on stderr? */
  readonly live: boolean;
}

export interface TerminalFacts {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly os: NodeJS.Platform;
  readonly stdinTty: boolean;
  readonly stdoutTty: boolean;
  readonly stderrTty: boolean;
  /** The TTY's own width where there is one. */
  readonly columns: number | undefined;
  readonly colourDepth: number;
  readonly noColor: boolean;
  readonly noInput: boolean;
  readonly json: boolean;
}

const defaultWidth = 120;
const narrowest = 40;

/** Applies the contract's rules on colour, width and questions. */
export function terminalFrom(facts: TerminalFacts): Terminal {
  const quiet = isSet(facts.env.CI) || facts.noInput || facts.json;
  return {
    width: widthOf(facts),
    colour: colourOf(facts, facts.stdoutTty),
    errorColour: colourOf(facts, facts.stderrTty),
    unicode: unicodeOf(facts),
    interactive: facts.stdinTty && facts.stdoutTty && !quiet,
    mayAskAside: facts.stdinTty && facts.stderrTty && !quiet,
    live: facts.stderrTty && facts.stdoutTty && !quiet && facts.env.TERM !== 'dumb',
  };
}

function widthOf({ env, columns, stdoutTty }: TerminalFacts): number {
  const asked = Number.parseInt(env.COLUMNS ?? '', 10);
  const width = asked > 0 ? asked : stdoutTty && columns && columns > 0 ? columns : defaultWidth;
  return Math.max(width, narrowest);
}

function colourOf(facts: TerminalFacts, tty: boolean): ColourLevel {
  const forced = facts.env.FORCE_COLOR;
  if (forced !== undefined) return forcedLevel(forced);
  if (facts.noColor || isSet(facts.env.NO_COLOR) || facts.env.TERM === 'dumb' || !tty) return 0;
  if (facts.colourDepth >= 24) return 3;
  if (facts.colourDepth >= 8) return 2;
  return facts.colourDepth >= 4 ? 1 : 0;
}

function forcedLevel(value: string): ColourLevel {
  if (value === '0' || value === 'false') return 0;
  if (value === '2') return 2;
  return value === '3' ? 3 : 1;
}

/** The legacy Windows console cannot be trusted with symbols; Windows Terminal, VS Code and ConEmu can. */
function unicodeOf({ env, os }: TerminalFacts): boolean {
  if (os !== 'win32')
    return env.TERM !== 'linux' && /utf-?8/i.test(env.LC_ALL || env.LC_CTYPE || env.LANG || 'utf-8');
  return (
    isSet(env.WT_SESSION) ||
    env.TERM_PROGRAM === 'vscode' ||
    env.ConEmuTask === '{cmd::Cmder}' ||
    isSet(env.TERMINUS_SUBLIME) ||
    env.TERM === 'xterm-256color'
  );
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}
