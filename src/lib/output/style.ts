import { Chalk } from 'chalk';
import type { Terminal } from '../host/terminal.js';

/** What a colour means here; nobody names colours elsewhere. */
export type Tone = 'good' | 'bad' | 'warning' | 'note' | 'quiet' | 'strong' | 'plain';

export interface Style {
  readonly width: number;
  paint(tone: Tone, text: string): string;
  /** A mark for a status, never alone: a word goes with it. */
  readonly symbol: Readonly<Record<'good' | 'bad' | 'warning' | 'note' | 'quiet', string>>;
  readonly arrow: string;
}

const unicodeSymbols = { good: '✔', bad: '✖', warning: '!', note: 'i', quiet: '-' };
const asciiSymbols = { good: '+', bad: 'x', warning: '!', note: 'i', quiet: '-' };

/** How results look on this terminal. */
export function styleFor(terminal: Pick<Terminal, 'width' | 'colour' | 'unicode'>): Style {
  const chalk = new Chalk({ level: terminal.colour });
  const paints: Record<Tone, (text: string) => string> = {
    good: chalk.green,
    bad: chalk.red,
    warning: chalk.yellow,
    note: chalk.cyan,
    quiet: chalk.dim,
    strong: chalk.bold,
    plain: (text) => text,
  };
  return {
    width: terminal.width,
    paint: (tone, text) => paints[tone](text),
    symbol: terminal.unicode ? unicodeSymbols : asciiSymbols,
    arrow: terminal.unicode ? '→' : '->',
  };
}

/** The same for what goes to stderr. */
export function errorStyleFor(terminal: Pick<Terminal, 'width' | 'errorColour' | 'unicode'>): Style {
  return styleFor({ ...terminal, colour: terminal.errorColour });
}
