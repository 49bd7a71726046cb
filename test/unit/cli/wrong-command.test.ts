import { describe, expect, it } from 'vitest';
import { wrongCommand } from '../../../src/lib/cli/wrong-command.js';

const known = ['doctor', 'probe', 'vpc:create', 'sandbox', 'sandbox:reset'];

describe('words that name no command', () => {
  it.each([
    [['docter'], 'doctor'],
    [['prob', '--json'], 'probe'],
    [['vpc', 'craete'], 'vpc create'],
    [['vcp', 'create'], 'vpc create'],
    [['zzzzzz'], null],
    [['prob', 'redis://li:secret@r.test'], 'probe'],
  ])('%j suggests %s', (argv, suggestion) => {
    const failure = wrongCommand(argv, known);
    expect(failure.code).toBe('UNKNOWN_COMMAND');
    expect(failure.exitCode).toBe(2);
    expect(failure.facts).toMatchObject({ suggestion });
  });

  it.each([
    [['doctor', 'now'], 'now', 'doctor'],
    [['vpc', 'create', 'mine', '--json'], 'mine', 'vpc create'],
  ])('%j is a command with a word too many', (argv, argument, command) => {
    const failure = wrongCommand(argv, known);
    expect(failure.code).toBe('UNEXPECTED_ARGUMENT');
    expect(failure.facts).toEqual({ argument, command });
  });

  it('repeats no value in the message: it may be a secret', () => {
    const { facts } = wrongCommand(['prob', 'redis://li:secret@r.test', 'li:secret@h:1'], known);
    expect(facts).toMatchObject({ command: 'prob' });
  });

  it('does not take a topic for a command', () => {
    expect(wrongCommand(['sandbox', 'bogus'], known).code).toBe('UNKNOWN_COMMAND');
  });
});
