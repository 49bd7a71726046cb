import type { Shell } from '../../proxy/explain/shell-lines.js';
import { columnsOf } from '../width.js';

/** What each shell shows before a command. */
const prompts: Readonly<Record<Shell, string>> = { powershell: 'PS> ', cmd: '> ', bash: '$ ' };

/** What makes each shell go on reading in the next line. */
const continuations: Readonly<Record<Shell, string>> = { powershell: ' `', cmd: ' ^', bash: ' \\' };

/** Where PowerShell goes on reading by itself. */
const unfinished = /^(.*?SetEnvironmentVariable\(|\$env:\w+ =) ?(.*)$/s;

/** What must stand in one line; a quote that nothing closes is a sign like any other. */
const words: Readonly<Record<Shell, RegExp>> = {
  powershell: /(?:'[^']*'|"[^"]*"|\S)+/g,
  cmd: /(?:"[^"]*"|\S)+/g,
  bash: /(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|\S)+/gs,
};

interface CommandPlace {
  readonly width: number;
  /** Before the prompt. */
  readonly indent: string;
  /** Before the lines after the first. */
  readonly hanging: string;
}

/**
 * A command behind its shell's prompt, broken only where the shell goes on reading, for it is there to be copied. A word
 * that is wider than the place for it stays whole.
 */
export function commandLines(
  { shell, command }: { readonly shell: Shell; readonly command: string },
  { width, indent, hanging }: CommandPlace,
): string[] {
  const first = `${indent}${prompts[shell]}`;
  if (columnsOf(first + command) <= width) return [first + command];
  const [, head, rest] = (shell === 'powershell' && unfinished.exec(command)) || [];
  if (head !== undefined && rest !== undefined) {
    const fits = columnsOf(hanging + rest) <= width;
    return [
      first + head,
      ...(fits ? [rest] : (rest.match(words[shell]) ?? [])).map((word) => hanging + word),
    ];
  }
  const end = continuations[shell];
  const lines = [first];
  for (const word of command.match(words[shell]) ?? []) {
    const line = lines.at(-1) ?? '';
    const gap = line === first || line === hanging ? '' : ' ';
    if (gap === '' || columnsOf(line + gap + word + end) <= width) {
      lines[lines.length - 1] = line + gap + word;
    } else {
      lines[lines.length - 1] = line + end;
      lines.push(hanging + word);
    }
  }
  return lines;
}
