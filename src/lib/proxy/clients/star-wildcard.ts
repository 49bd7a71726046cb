/** Does the text fit the pattern as a whole? `*` stands for any signs, all else for itself, whatever its case. */
export function fitsWildcard(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'is').test(text);
}
