import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteForBash, quoteForPowershell } from '../../../src/lib/host/shell-words.js';
import { commandLines } from '../../../src/lib/output/views/shell-commands.js';

const place = { width: 40, indent: '  ', hanging: '    ' };
const long = `http://${'p'.repeat(40)}.test:3128`;

describe('a command that is too long for its line', () => {
  it('stays in one line where it fits', () => {
    expect(commandLines({ shell: 'cmd', command: 'chcp 65001' }, place)).toEqual(['  > chcp 65001']);
  });

  it.each([
    [
      'after an open bracket of PowerShell',
      'powershell',
      `[Environment]::SetEnvironmentVariable('A', '${long}', 'User')`,
      ['  PS> [Environment]::SetEnvironmentVariable(', "    'A',", `    '${long}',`, "    'User')"],
    ],
    [
      'after an assignment of PowerShell',
      'powershell',
      `$env:A = '${long}'`,
      ['  PS> $env:A =', `    '${long}'`],
    ],
    ['with a backtick of PowerShell', 'powershell', `go '${long}'`, ['  PS> go `', `    '${long}'`]],
    ['with a caret of cmd', 'cmd', `set "A=${long}"`, ['  > set ^', `    "A=${long}"`]],
    ['with a backslash of bash', 'bash', `export A='${long}'`, ['  $ export \\', `    A='${long}'`]],
    [
      'never inside a word of bash that has a quote in it',
      'bash',
      `export A='it'\\''s a ${long}'`,
      ['  $ export \\', `    A='it'\\''s a ${long}'`],
    ],
    [
      'never inside a value of PowerShell that looks like two',
      'powershell',
      `[Environment]::SetEnvironmentVariable('A', 'x'', ''${long}', 'User')`,
      ['  PS> [Environment]::SetEnvironmentVariable(', "    'A',", `    'x'', ''${long}',`, "    'User')"],
    ],
  ] as const)('is broken %s', (_where, shell, command, lines) => {
    expect(commandLines({ shell, command }, place)).toEqual(lines);
  });

  const value = fc.string({ unit: fc.constantFrom(...'ab \'"\\,$`'), maxLength: 60 });

  it('is what it was, once the shell has read on in bash', () => {
    fc.assert(
      fc.property(value, fc.integer({ min: 20, max: 80 }), (text, width) => {
        const command = `export A=${quoteForBash(text)} B=c`;
        const lines = commandLines({ shell: 'bash', command }, { width, indent: '', hanging: '  ' });
        expect(lines.join('\n').replaceAll(/ \\\n {2}/g, ' ')).toBe(`$ ${command}`);
      }),
    );
  });

  it('is what it was, once the shell has read on in PowerShell', () => {
    fc.assert(
      fc.property(value, fc.integer({ min: 20, max: 80 }), (text, width) => {
        const command = `$env:A = ${quoteForPowershell(text)}`;
        const lines = commandLines({ shell: 'powershell', command }, { width, indent: '', hanging: '  ' });
        expect(lines.join('\n').replaceAll(/\n {2}/g, ' ')).toBe(`PS> ${command}`);
      }),
    );
  });
});
