/** `name` is null for lines that set nothing: empty ones, comments, `declare -x NAME`. */
export interface ReadLine {
  readonly name: string | null;
  readonly value: string;
  /** How many lines it took: a quoted value may go over several. */
  readonly lines: number;
}

const nothing = { name: null, value: '' } as const;

/** A variable's name as programs have them, also `ProgramFiles(x86)` and cmd's hidden `=C:`. */
const plain = /^(=[A-Z]:|[A-Za-z_][\w().-]*)=(.*)$/s;

/** Reads what stands at this line; null where it is nothing that is known. */
export function readAssignment(lines: readonly string[], index: number): ReadLine | null {
  const line = withoutCarriageReturn(lines[index] ?? '');
  if (/^\s*(?:#.*|(?:REM\b|::).*)?$/i.test(line)) return { ...nothing, lines: 1 };
  return (
    readShell(lines, index, line) ??
    readPowershell(line) ??
    readBatch(line) ??
    readFunction(lines, index, line) ??
    readPlain(line)
  );
}

function readPlain(line: string): ReadLine | null {
  const [, name, value] = plain.exec(line) ?? [];
  return name === undefined || value === undefined ? null : { name, value, lines: 1 };
}

/** `export A='b'`, `declare -x A="b"`: quoted as bash, dash and zsh write it. */
function readShell(lines: readonly string[], index: number, line: string): ReadLine | null {
  const [prefix] = /^\s*(?:export|declare\s+-\w*x\w*|typeset\s+-\w*x\w*)\s+/.exec(line) ?? [];
  if (prefix === undefined) return null;
  const rest = line.slice(prefix.length);
  if (/^[A-Za-z_]\w*\s*$/.test(rest)) return { ...nothing, lines: 1 };
  const [head, name] = /^([A-Za-z_]\w*)=/.exec(rest) ?? [];
  if (head === undefined || name === undefined) return null;
  // Reading on to a closing quote is bounded by the file.
  let last = rest.slice(head.length);
  let text = last;
  // A value ends where a quote closes, or after a line that a backslash carried on.
  let mayEnd = true;
  for (let count = 1; index + count <= lines.length; count++) {
    const value = mayEnd ? unquoteShell(text) : null;
    if (value !== null) return { name, value, lines: count };
    const next = withoutCarriageReturn(lines[index + count] ?? '');
    mayEnd = /['"]/.test(next) || last.endsWith('\\');
    text += `\n${next}`;
    last = next;
  }
  return null;
}

const ansiEscapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', e: '\u001b' };

/** One word of a POSIX shell without its quotes; null where a quote is still open or more words follow. */
function unquoteShell(text: string): string | null {
  const parts =
    /^(?:\$'(?:[^'\\]|\\.)*'|'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^\s'"\\;&|<>()])*/s.exec(text)?.[0] ?? '';
  if (!/^\s*(?:;\s*)?(?:#.*)?$/s.test(text.slice(parts.length))) return null;
  return parts.replace(
    /\$'((?:[^'\\]|\\.)*)'|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/gs,
    (_whole, ansi?: string, single?: string, double?: string, escaped?: string) => {
      if (ansi !== undefined) return ansi.replace(/\\(.)/gs, (_, sign: string) => ansiEscapes[sign] ?? sign);
      return single ?? double?.replace(/\\([$`"\\])/g, '$1').replaceAll('\\\n', '') ?? escaped ?? '';
    },
  );
}

/** `$env:A = 'b'`, where nothing in it is expanded. */
function readPowershell(line: string): ReadLine | null {
  const [, name, single, double] =
    /^\s*\$env:([A-Za-z_][\w().-]*)\s*=\s*(?:'((?:[^']|'')*)'|"((?:[^"`$]|""|`.)*)")\s*;?\s*$/i.exec(line) ??
    [];
  if (name === undefined) return null;
  const value =
    single?.replaceAll("''", "'") ?? double?.replace(/""|`(.)/g, (_, sign: string) => sign ?? '"');
  return { name, value: value ?? '', lines: 1 };
}

/** `set A=b` and `set "A=b"` of a batch file. */
function readBatch(line: string): ReadLine | null {
  const [, quoted, bare] = /^\s*@?set\s+(?:"(.*)"\s*|([^"\s].*))$/i.exec(line) ?? [];
  return readPlain(quoted ?? bare ?? '');
}

/** `BASH_FUNC_name%%=() {  …` goes on to a line with the closing brace alone. */
function readFunction(lines: readonly string[], index: number, line: string): ReadLine | null {
  if (!/^BASH_FUNC_[^=]+=\(\) \{/.test(line)) return null;
  const after = lines.slice(index).findIndex((other) => withoutCarriageReturn(other) === '}');
  return after < 0 ? null : { ...nothing, lines: after + 1 };
}

function withoutCarriageReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
