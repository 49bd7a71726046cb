/** A table; cells are Markdown already. The last `numbers` columns stand at the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], numbers = 0): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, index) => (index < head.length - numbers ? '---' : '---:'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

/** A fold that is closed; `content` is Markdown already. */
export function details(summary: string, content: string): string {
  return `<details>\n<summary>${escapeMarkdown(summary)}</summary>\n\n${content}\n\n</details>`;
}

/** A block of code, fenced by more backticks than it has in a row. */
export function fence(code: string, language: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}${language}\n${code.replace(/\n+$/, '')}\n${ticks}`;
}

/**
 * A text that shows as it stands, in a paragraph or a cell. What GitHub would link by itself (addresses, `@name`,
 * `#1`) becomes code; a character that means something becomes its entity.
 */
export function escapeMarkdown(text: string): string {
  return text
    .split(/(\s+|[，；：。、（）“”]+)/u)
    .map((piece) => {
      if (/^\s*$/.test(piece)) return /[\n\r]/.test(piece) ? '<br>' : piece;
      if (!/[@#]|:\/\/|^www\./i.test(piece)) return escapeSigns(piece);
      const [, code = piece, end = ''] = /^(.*?)([,;:.)]*)$/su.exec(piece) ?? [];
      return codeMarkdown(code) + escapeSigns(end);
    })
    .join('');
}

/**
 * A command or an address as it stands, on one line. GitHub links addresses in here, too, and shows the entities in them
 * as they are written: one that has any is taken for none without its colon.
 */
export function codeMarkdown(text: string): string {
  const line = text.replace(/[\n\r]+/g, ' ');
  const escaped = escapeSigns(line);
  return `<code>${escaped === line ? line : escaped.replaceAll('://', '&#58;//')}</code>`;
}

/** An underscore inside a word means nothing, and neither does a backslash before a letter. */
function escapeSigns(text: string): string {
  return text.replace(
    /[&<>|`*[\]~#$]|(?<!\w)_|_(?!\w)|\\(?![\p{L}\p{N}])/gu,
    (sign) => `&#${sign.charCodeAt(0)};`,
  );
}
