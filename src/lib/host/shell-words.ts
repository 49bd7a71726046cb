/** A text as one word of PowerShell, which takes typographic quotes for quotes, too. */
export function quoteForPowershell(text: string): string {
  return `'${text.replace(/['‘’‚‛]/g, '$&$&')}'`;
}

/** A text as one word of bash and its kin. */
export function quoteForBash(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A path for the inside of double quotes, where `~` would stay as it is. */
export function insideDoubleQuotes(path: string): string {
  return path.replace(/[\\"$`]/g, '\\$&').replace(/^~(?=\/|$)/, '$HOME');
}
