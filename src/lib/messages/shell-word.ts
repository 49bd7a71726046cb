/**
 * A text as one word of a command that people copy into whatever shell they use. Double quotes serve bash, PowerShell
 * and cmd alike; only where bash or PowerShell would look inside them, single ones are used.
 */
export function shellWord(text: string): string {
  if (/^[\w.:/@%+-]+$/.test(text)) return text;
  if (!/["$`!\\]/.test(text)) return `"${text}"`;
  return `'${text.replaceAll("'", "'\\''")}'`;
}
