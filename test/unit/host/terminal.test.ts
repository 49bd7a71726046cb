import { describe, expect, it } from 'vitest';
import { type TerminalFacts, terminalFrom } from '../../../src/lib/host/terminal.js';

const tty: TerminalFacts = {
  env: { LANG: 'en_US.UTF-8', TERM: 'xterm' },
  os: 'linux',
  stdinTty: true,
  stdoutTty: true,
  stderrTty: true,
  columns: 100,
  colourDepth: 8,
  noColor: false,
  noInput: false,
  json: false,
};
const pipe: TerminalFacts = { ...tty, stdoutTty: false, columns: undefined };
const withEnv = (facts: TerminalFacts, env: TerminalFacts['env']): TerminalFacts => ({
  ...facts,
  env: { ...facts.env, ...env },
});

describe('terminalFrom', () => {
  it.each([
    ['a terminal', tty, 2],
    ['a pipe', pipe, 0],
    ['NO_COLOR', withEnv(tty, { NO_COLOR: '1' }), 0],
    ['an empty NO_COLOR, which does not count', withEnv(tty, { NO_COLOR: '' }), 2],
    ['TERM=dumb', withEnv(tty, { TERM: 'dumb' }), 0],
    ['--no-color', { ...tty, noColor: true }, 0],
    ['FORCE_COLOR in a pipe', withEnv(pipe, { FORCE_COLOR: '1' }), 1],
    ['FORCE_COLOR against NO_COLOR', withEnv(pipe, { FORCE_COLOR: '3', NO_COLOR: '1' }), 3],
    ['FORCE_COLOR=0', withEnv(tty, { FORCE_COLOR: '0' }), 0],
  ] as const)('colours on %s', (_name, facts, colour) => {
    expect(terminalFrom(facts).colour).toBe(colour);
  });

  it('colours stderr by where stderr goes', () => {
    expect(terminalFrom({ ...tty, stderrTty: false })).toMatchObject({ colour: 2, errorColour: 0 });
    expect(terminalFrom(pipe)).toMatchObject({ colour: 0, errorColour: 2 });
    expect(terminalFrom({ ...pipe, noColor: true }).errorColour).toBe(0);
  });

  it.each([
    ['the terminal says', tty, 100],
    ['COLUMNS wins', withEnv(tty, { COLUMNS: '60' }), 60],
    ['a pipe has 120', pipe, 120],
    ['COLUMNS for a pipe', withEnv(pipe, { COLUMNS: '72' }), 72],
    ['nonsense is ignored', withEnv(pipe, { COLUMNS: 'wide' }), 120],
    ['never less than 40', withEnv(pipe, { COLUMNS: '3' }), 40],
  ] as const)('width: %s', (_name, facts, width) => {
    expect(terminalFrom(facts).width).toBe(width);
  });

  it.each([
    ['a terminal', tty, true],
    ['stdin from a file', { ...tty, stdinTty: false }, false],
    ['stdout to a pipe', pipe, false],
    ['CI', withEnv(tty, { CI: 'true' }), false],
    ['--no-input', { ...tty, noInput: true }, false],
    ['--json', { ...tty, json: true }, false],
  ] as const)('asks on %s: %s', (_name, facts, interactive) => {
    expect(terminalFrom(facts).interactive).toBe(interactive);
  });

  it.each([
    ['a UTF-8 terminal', tty, true],
    ['a legacy Windows console', { ...tty, os: 'win32' as const, env: {} }, false],
    ['Windows Terminal', { ...tty, os: 'win32' as const, env: { WT_SESSION: 'x' } }, true],
    ['the C locale', { ...tty, env: { LANG: 'C' } }, false],
    ['the Linux console', withEnv(tty, { TERM: 'linux' }), false],
  ] as const)('symbols on %s', (_name, facts, unicode) => {
    expect(terminalFrom(facts).unicode).toBe(unicode);
  });
});
