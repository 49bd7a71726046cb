import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/lib/errors.js';
import { readSavedEnvironment } from '../../../src/lib/proxy/explain/saved-environment.js';

const utf8 = (text: string) => Buffer.from(text, 'utf8');
const utf16le = (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
const utf16be = (text: string) =>
  Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(text, 'utf16le').swap16()]);

function valuesOf(text: string) {
  return readSavedEnvironment(utf8(text), 'env.txt').values;
}

function refusal(bytes: Uint8Array) {
  try {
    readSavedEnvironment(bytes, 'env.txt');
  } catch (error) {
    if (error instanceof Failure) return { code: error.code, exitCode: error.exitCode, ...error.facts };
    throw error;
  }
  return null;
}

describe('a saved environment', () => {
  it('is refused at once where a quote is never closed', () => {
    const began = performance.now();
    expect(refusal(utf8(`export A='${'x\n'.repeat(100_000)}`))).toMatchObject({
      code: 'ENVIRONMENT_LINE',
      line: 1,
    });
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  it.each([
    ['env', 'A=1\nB=two words\n', { A: '1', B: 'two words' }],
    ['an empty value', 'A=\nB=x', { A: '', B: 'x' }],
    ['CR LF', 'A=1\r\nB=2\r\n', { A: '1', B: '2' }],
    [
      'trailing blanks, which cmd leaves behind',
      'HTTPS_PROXY=http://p.test:1 \r\n',
      { HTTPS_PROXY: 'http://p.test:1 ' },
    ],
    ['quotes, which cmd leaves behind', 'A="v"\n', { A: '"v"' }],
    ['an equals sign in the value', 'A=b=c\n', { A: 'b=c' }],
    [
      'names of Windows',
      'ProgramFiles(x86)=C:\\P\r\n=C:=C:\\x\r\n',
      { 'ProgramFiles(x86)': 'C:\\P', '=C:': 'C:\\x' },
    ],
    ['comments and empty lines', '# saved\n\nA=1\nREM x\n:: y\n', { A: '1' }],
    ['no end of line', 'A=1', { A: '1' }],
    ['a byte order mark', '\ufeffA=1\n', { A: '1' }],
    ['env -0', 'A=1\0B=two\nlines\0', { A: '1', B: 'two\nlines' }],
    ['functions of bash', 'A=1\nBASH_FUNC_m%%=() {  eval x\n if y; then\n}\nB=2\n', { A: '1', B: '2' }],
    ['dash', "export A='b c'\nexport B='it'\"'\"'s'\n", { A: 'b c', B: "it's" }],
    [
      'bash',
      'declare -x A="b \\"c\\" \\$d"\ndeclare -x OLDPWD\ndeclare -rx B="2"\n',
      { A: 'b "c" $d', B: '2' },
    ],
    ['bash, over several lines', 'declare -x A="one\ntwo"\nB=3\n', { A: 'one\ntwo', B: '3' }],
    ['bash, over many lines', 'declare -x A="1\n2\n\n4"\nB=3\n', { A: '1\n2\n\n4', B: '3' }],
    ['bash, with escapes', "declare -x A=$'a\\tb'\n", { A: 'a\tb' }],
    ['zsh', "typeset -x A='b'\nexport B=c\\ d\n", { A: 'b', B: 'c d' }],
    ['a script of a person', 'export A=b # why\nexport C="d";\n', { A: 'b', C: 'd' }],
    ['a batch file', '@set A=1 2\r\nset "B=3"\r\n', { A: '1 2', B: '3' }],
    ['a script of PowerShell', "$env:A = 'it''s'\n$Env:B=\"x\"\n", { A: "it's", B: 'x' }],
    ['JSON', '{"A":"1","B":""}', { A: '1', B: '' }],
    [
      'JSON of PowerShell',
      '[\n{"Name":"A","Value":"1","PSPath":"x"},{"Key":"B","Value":"2"}]',
      { A: '1', B: '2' },
    ],
    ['nothing at all', '', {}],
  ])('reads %s', (_name, text, values) => {
    expect(valuesOf(text)).toEqual(values);
  });

  it.each([
    ['UTF-8', utf8],
    ['UTF-16 with a byte order mark, as Windows PowerShell writes', utf16le],
    ['UTF-16, big end first', utf16be],
  ])('reads %s', (_name, encode) => {
    expect(readSavedEnvironment(encode('NO_PROXY=例子.测试\r\nA=1\r\n'), 'x').values).toEqual({
      NO_PROXY: '例子.测试',
      A: '1',
    });
  });

  it('keeps every byte of a file in a code page of Windows', () => {
    const bytes = Buffer.concat([
      utf8('NAME='),
      Buffer.from([0xc0, 0xee]),
      utf8('\r\nHTTPS_PROXY=http://p.test:1\r\n'),
    ]);
    expect(readSavedEnvironment(bytes, 'x').values).toEqual({ NAME: 'Àî', HTTPS_PROXY: 'http://p.test:1' });
  });

  it.each([
    ['SystemRoot=C:\\Windows\n', 'win32'],
    ['windir=C:\\Windows\n', 'win32'],
    ['SYSTEMROOT=C:\\Windows\nHOME=/c/Users/li\n', 'win32'],
    ['HOME=/home/li\n', 'linux'],
    ['PATH=/usr/bin\n', 'linux'],
    ['HOME=/Users/li\n', 'darwin'],
    ['__CF_USER_TEXT_ENCODING=0x1F5\nHOME=/x\n', 'darwin'],
    ['HTTPS_PROXY=http://p.test:1\n', null],
  ])('tells from %j that it comes from %s', (text, os) => {
    expect(readSavedEnvironment(utf8(text), 'x').os).toBe(os);
  });

  it('takes UTF-16 for Windows', () => {
    expect(readSavedEnvironment(utf16le('A=1\r\n'), 'x').os).toBe('win32');
  });

  it.each([
    ['words', 'A=1\nnonsense\nB=2\n', 'ENVIRONMENT_LINE', 2],
    ['a name with a blank', 'A B=1\n', 'ENVIRONMENT_LINE', 1],
    ['an open quote', "A=1\nexport B='x\ny\n", 'ENVIRONMENT_LINE', 2],
    ['two words after export', 'export A=b c=d\n', 'ENVIRONMENT_LINE', 1],
    ['a function without an end', 'BASH_FUNC_m%%=() { x\n', 'ENVIRONMENT_LINE', 1],
    ['a variable in PowerShell quotes', '$env:A = "$x"\n', 'ENVIRONMENT_LINE', 1],
    [
      'the table of PowerShell',
      '\nName                           Value\n----  -----\n',
      'ENVIRONMENT_TABLE',
      2,
    ],
    ['broken JSON', '{"A":"1",\n"B"\n}', 'ENVIRONMENT_JSON', 3],
    ['JSON of numbers', '{"A":"1",\n"B":2}', 'ENVIRONMENT_JSON', 2],
    ['JSON of texts', '["A=1"]', 'ENVIRONMENT_JSON', 1],
  ])('refuses %s and names the line', (_name, text, code, line) => {
    expect(refusal(utf8(text))).toEqual({ code, exitCode: 2, path: 'env.txt', line });
  });

  const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,12}$/).filter((text) => text !== '__proto__');
  const oneLine = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => !/[\0\r\n]/.test(text));
  const environment = (value: fc.Arbitrary<string>) => fc.dictionary(name, value, { maxKeys: 6 });

  it.each([
    ['printenv', (values: [string, string][]) => utf8(values.map(([n, v]) => `${n}=${v}\n`).join(''))],
    ['cmd', (values: [string, string][]) => utf8(values.map(([n, v]) => `${n}=${v}\r\n`).join(''))],
    [
      'Windows PowerShell',
      (values: [string, string][]) => utf16le(values.map(([n, v]) => `${n}=${v}\r\n`).join('')),
    ],
    [
      'dash',
      (values: [string, string][]) =>
        utf8(values.map(([n, v]) => `export ${n}='${v.replaceAll("'", "'\"'\"'")}'\n`).join('')),
    ],
    [
      'bash',
      (values: [string, string][]) =>
        utf8(values.map(([n, v]) => `declare -x ${n}="${v.replace(/[$`"\\]/g, '\\$&')}"\n`).join('')),
    ],
    ['JSON', (values: [string, string][]) => utf8(JSON.stringify(Object.fromEntries(values), null, 2))],
  ])('reads back what %s writes', (_name, write) => {
    fc.assert(
      fc.property(environment(oneLine), (values) => {
        const read = readSavedEnvironment(write(Object.entries(values)), 'x').values;
        expect(Object.entries(read)).toEqual(Object.entries(values));
      }),
    );
  });

  it('throws nothing but its own failures, whatever the bytes, and never repeats a value', () => {
    const token = fc.constantFrom(
      'A=1',
      '\n',
      '\r\n',
      'export ',
      "'",
      '"',
      '{',
      '[',
      '\0',
      '$env:',
      'set ',
      'canary',
      '=',
    );
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.array(token, { maxLength: 12 }).map((parts) => utf8(parts.join(''))),
      fc.array(token, { maxLength: 12 }).map((parts) => utf16le(parts.join(''))),
    );
    fc.assert(
      fc.property(bytes, (content) => {
        expect(JSON.stringify(refusal(content))).not.toContain('canary');
      }),
      { numRuns: 1000 },
    );
  });
});
